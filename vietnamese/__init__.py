"""Words: folding, syllables, dates, names, ids, tax codes, dossier and agency numbers; pure."""
