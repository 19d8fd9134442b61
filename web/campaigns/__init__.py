"""Chiến dịch: what to scan next, by whom and until when, and how far it is."""
