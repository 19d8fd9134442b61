"""A worker's pool of connections holds one for each step, whatever the setting says for the others."""

from types import SimpleNamespace

import pytest
from psycopg_pool import ConnectionPool

from config import databases


@pytest.mark.parametrize(("jobs", "most"), [(2, 8), (16, 20)])
def test_every_step_has_a_connection(jobs: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = ConnectionPool("", open=False, min_size=0, max_size=8)
    monkeypatch.setattr(databases, "connection", SimpleNamespace(pool=pool))
    databases.make_room(jobs)
    assert (pool.min_size, pool.max_size) == (0, most)


def test_a_file_has_no_pool() -> None:
    databases.make_room(16)
