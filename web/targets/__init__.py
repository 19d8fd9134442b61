"""Chỉ tiêu: rates against target for the agencies of a manager."""
