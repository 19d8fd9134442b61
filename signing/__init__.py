"""Signing: PDF bytes and a key holder in, PDF bytes and a report out. Knows neither Django nor the other tools."""
