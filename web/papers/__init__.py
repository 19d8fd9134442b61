"""Giấy tờ: one paper, what it is worth today, where it came from, who used it and why."""
