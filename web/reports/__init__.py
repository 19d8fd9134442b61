"""Báo cáo: the report of an agency's subtree as page, XLSX, CSV and PDF, and to whom it is mailed."""
