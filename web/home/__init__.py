"""Sends each person to the area where their work begins."""
