"""Quản trị: what needs attention, and what its pages have in common."""
