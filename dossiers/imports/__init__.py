"""Catalogues and registers from CSV and XLSX files: all of a file or nothing, a clear word for each bad row."""
