"""Thành phần hồ sơ: what a procedure asks for, what is held already, and what the citizen still needs."""
