"""Lưu trữ: what has come to the end of its retention, what waits for the second person, what is held by law."""
