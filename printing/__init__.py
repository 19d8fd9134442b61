"""Prints: HTML in, PDF/A-2u out, in a process of its own that reaches neither network nor files."""
