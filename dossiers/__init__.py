"""The records: procedures, dossiers, holders, files, papers, reuse and events. No network, no files, no OCR."""
