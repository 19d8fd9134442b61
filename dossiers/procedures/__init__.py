"""Versions of procedures: what one asks for as values, what is published when, and what differs."""
