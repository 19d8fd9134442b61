"""A page asks the database a handful of questions, however many agencies there are below."""

import re
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from targets.rollup import follow
from tests.records import make_agency, make_user
from tests.targets.world import World

pytestmark = pytest.mark.django_db
BELOW = 12
# What a page reads of agencies, targets and readings, which it reads once.
ONCE = ("targets_targetschedule", "targets_readingchoice", "targets_flowstart")


@pytest.fixture
def manager(world: World, client: Client) -> Client:
    """The manager of a province with some more communes, each with a dossier."""
    for number in range(BELOW):
        commune = make_agency(f"{world.province.code}.9{number}", parent=world.province)
        world.dossier(commune, date(2024, 6, 3))
    follow()
    client.force_login(make_user("manager", world.province))
    return client


@pytest.mark.parametrize(
    ("name", "args", "most"),
    [
        ("targets", (), 21),
        ("targets_indicator", ("M4",), 22),
        ("targets_indicator", ("M6",), 23),
        ("targets_heat", ("M4",), 18),
        ("targets_rows", ("M2",), 18),
        ("targets_compare", (), 26),
        ("reports", (), 46),
        ("report_download", ("xlsx",), 48),
    ],
)
def test_a_page_reads_what_it_stands_on_once(
    manager: Client, name: str, args: tuple[str, ...], most: int
) -> None:
    address = reverse(name, args=args)
    manager.get(address, {"nam": "2024"})  # fills what is kept between requests
    with CaptureQueriesContext(connection) as asked:
        assert manager.get(address, {"nam": "2024"}).status_code == 200
    said = [each["sql"] for each in asked.captured_queries]
    tables = Counter(table for sql in said for table in re.findall(r'FROM "(\w+)"', sql)[:1])
    assert all(tables[each] <= 1 for each in ONCE), tables
    trees = sum('AS "successor"' in sql for sql in said)
    # Which rows a person may see is asked of the tree by itself.
    assert trees <= (2 if name == "targets_rows" else 1), "the tree of agencies is read again"
    assert len(said) <= most, "\n".join(said)
