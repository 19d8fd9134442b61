"""Đề nghị của công dân: requests for correction, answered by the agency that keeps the paper."""
