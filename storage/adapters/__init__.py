"""Where objects are held. Only `config.wiring` imports from here."""
