"""Mục ẩn với công dân: what a rule of the law hides from the person it is about, and by whom."""
