"""Việc của tôi: open dossiers by their due date, with what needs a look first."""
