"""Thông báo: what a person is told without asking, and the bell in the bar."""
