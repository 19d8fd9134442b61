"""Moves an embedded installation to the servers named by the settings."""
