"""A link of the store is given to one person for one paper: after the check of sight, with their name in the log.

The store cannot know who asks, so whoever holds a link within its two minutes gets the bytes. What makes it one
person's is that nobody else is given it: it is made for each request, stands in no page, and no cache keeps it.
"""

import itertools
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency
from config import wiring
from dossiers import events
from dossiers.models import Event, Paper
from dossiers.states import State
from storage.adapters.memory import MemoryStore
from tests.records import make_agency, make_paper, make_user
from web.streams import LINK_SECONDS

pytestmark = pytest.mark.django_db


class LinkingStore(MemoryStore):
    """Gives addresses of its own, each time another, and counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[tuple[str, int]] = []
        self._serial = itertools.count(1)

    def link(self, key: str, *, name: str, media_type: str, expires_s: int) -> str | None:
        self.given.append((key, expires_s))
        return f"https://store.example/{key}?signature={next(self._serial)}"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> LinkingStore:
    made = LinkingStore()
    monkeypatch.setattr(wiring, "store", lambda: made)
    return made


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def paper(agency: Agency, store: LinkingStore) -> Paper:
    return make_paper(agency, State.AVAILABLE, store=store)


def ask(client: Client, paper: Paper) -> Any:
    posted = {"rendition": paper.renditions.get().pk, "purpose": "Đối chiếu hồ sơ"}
    return client.post(reverse("paper_download", args=[paper.pk]), posted)


def test_each_person_gets_a_link_of_their_own_and_is_named(
    agency: Agency, paper: Paper, store: LinkingStore
) -> None:
    people = [make_user("officer", agency) for _ in range(2)]
    links = []
    for person in people:
        client = Client()
        client.force_login(person)
        answer = ask(client, paper)
        assert (answer.status_code, answer.content) == (303, b"")
        assert "no-store" in answer["Cache-Control"]
        links.append(answer["Location"])
    assert len(set(links)) == 2
    assert store.given == [(paper.renditions.get().key, LINK_SECONDS)] * 2
    assert LINK_SECONDS <= 300
    found = Event.objects.filter(verb="paper.downloaded").order_by("id")
    assert [each.actor for each in found] == [f"user:{each.username}" for each in people]
    assert {each.object_id for each in found} == {paper.pk}


@pytest.mark.parametrize("kind", ["officer", "clerk", "auditor", "manager", "administrator"])
def test_who_may_not_see_the_paper_gets_no_link(
    paper: Paper, store: LinkingStore, client: Client, kind: str
) -> None:
    client.force_login(make_user(kind, make_agency()))
    assert ask(client, paper).status_code in {403, 404}
    assert (store.given, Event.objects.count()) == ([], 0)


def test_a_link_that_cannot_be_recorded_is_not_given(
    agency: Agency, paper: Paper, store: LinkingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(**_: Any) -> None:
        raise RuntimeError("the chain cannot be written")

    monkeypatch.setattr(events, "record", refuses)
    client = Client(raise_request_exception=False)
    client.force_login(make_user("officer", agency))
    answer = ask(client, paper)
    assert answer.status_code == 500
    assert b"store.example" not in answer.content
    assert "Location" not in answer
