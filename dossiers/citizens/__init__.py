"""The citizen's side of the records: who signs in, what is theirs, who used it, what they ask to be put right."""
