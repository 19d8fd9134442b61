"""Sức khỏe: whether each part does its work, for probes, for administrators, and as figures."""
