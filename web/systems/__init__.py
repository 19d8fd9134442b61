"""Hệ thống: the accounts of other systems that call the API, and their tokens."""
