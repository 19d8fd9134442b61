"""Tests of what only PostgreSQL does; they run where the records are on it (`make test DATABASE=postgresql`)."""

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("not here: the records are on SQLite")
