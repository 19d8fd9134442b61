"""Người dùng và vai trò: accounts, one-time links for passwords, roles by agency and day."""
