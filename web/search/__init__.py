"""Tra cứu: one box and a few filters over the papers that a person may see."""
