"""Quét: files are handed in, and each is followed live."""
