"""Cơ quan: the tree of agencies, add, rename, end with a successor."""
