"""Office reports: what stands in one is worked out once, and written as page, XLSX, CSV and PDF."""
