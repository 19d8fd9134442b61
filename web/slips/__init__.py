"""Phiếu truy cập: given at the counter to a person whose identity card was compared."""
