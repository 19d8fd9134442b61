"""Files of millions of dossiers: read as they come, written part by part, gone on with after a crash."""
