"""Cổng công dân: a person's own papers, who used them and why, own dossiers, requests for correction."""
