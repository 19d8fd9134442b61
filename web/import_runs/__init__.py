"""Nhập liệu: how far the imports of large files are."""
