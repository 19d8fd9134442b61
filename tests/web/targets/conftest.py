"""A small province with two communes, and a person who answers for it."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from targets.rollup import follow
from tests.records import make_user
from tests.targets.world import World

JUNE = date(2024, 6, 3)
type_of_page = Callable[..., str]


@pytest.fixture
def world() -> World:
    """Seven dossiers of the commune, three of them online, and one of the department, online."""
    made = World()
    for number in range(7):
        made.dossier(made.commune, JUNE, channel=2 if number < 3 else 1)
    made.dossier(made.department, JUNE, channel=2)
    follow()
    return made


@pytest.fixture
def page(world: World, client: Client) -> type_of_page:
    """`page("targets_indicator", "M7", nam="2024")`: the page for the manager of the province."""
    client.force_login(make_user("manager", world.province))

    def get(name: str = "targets", *args: str, **query: str) -> str:
        answer = client.get(reverse(name, args=args), query)
        assert answer.status_code == 200
        html = answer.content.decode()
        assert "«undefined" not in html
        return html

    return get


def words(html: str) -> str:
    """What a person reads, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def section(html: str, name: str) -> str:
    """The words of the part of a page with this heading's id."""
    return words(html.split(f'aria-labelledby="{name}"')[1].split("</section>", maxsplit=1)[0])
