"""Hồ sơ: dossiers are opened at the counter, and moved on from their page, each act with its form."""
