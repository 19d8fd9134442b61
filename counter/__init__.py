"""The walk of a dossier at the counter: opened with its checklist, receipt, supplement, refusal, apology, ended."""
