"""Lỗi: what went wrong, what to do about it, and the way on."""
