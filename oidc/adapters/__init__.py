"""Providers; picked in config/wiring.py."""
