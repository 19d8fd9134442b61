"""Đặt chỉ tiêu: what has to be reached, how the texts are read, and what a change would do."""
