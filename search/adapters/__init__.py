"""Where the index lives. Only `config.wiring` imports from here."""
