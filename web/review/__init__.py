"""Đối soát: a clerk compares the reading with the page and accepts it."""
