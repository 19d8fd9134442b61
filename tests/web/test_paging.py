"""Pages by key set, also while rows come and go, and with keys that a stranger made up."""

import json
from base64 import urlsafe_b64encode

import pytest

from accounts.models import User
from tests.records import make_user
from web.paging import page_of

pytestmark = pytest.mark.django_db


def names(keys: tuple[str, ...], size: int) -> list[str]:
    found, after = [], ""
    for _ in range(20):
        page = page_of(User.objects.all(), keys=keys, after=after, size=size)
        found += [user.username for user in page.rows]
        after = page.next_key
        if not after:
            return found
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7])
@pytest.mark.parametrize(
    "keys", [("id",), ("-id",), ("full_name", "id"), ("-full_name", "-id"), ("date_joined", "id")]
)
def test_every_row_once_in_order(keys: tuple[str, ...], size: int) -> None:
    for number in range(6):
        make_user(None, username=f"u{number}", full_name=["An", "Bình"][number % 2])
    assert names(keys, size) == list(
        User.objects.order_by(*keys).values_list("username", flat=True)
    )


def test_a_row_that_leaves_hides_no_other() -> None:
    users = [make_user(None) for _ in range(4)]
    first = page_of(User.objects.all(), keys=("id",), size=2)
    users[0].delete()
    users[1].delete()
    second = page_of(User.objects.all(), keys=("id",), after=first.next_key, size=2)
    assert second.rows == users[2:]
    assert not second.is_first
    assert not second.next_key


@pytest.mark.parametrize(
    "after", ["x", "W10", "eyJhIjoxfQ", "WyJ4Il0", "%00", "WzEsMl0", "é", "W1siYSJdXQ"]
)
def test_a_key_that_makes_no_sense_gives_the_first_page(after: str) -> None:
    make_user(None)
    page = page_of(User.objects.all(), keys=("id",), after=after)
    assert page.is_first
    assert len(page.rows) == 1


@pytest.mark.parametrize("made_up", ["\0", "an\0", "\ud800"])
def test_a_text_that_no_database_keeps_gives_the_first_page(made_up: str) -> None:
    make_user(None)
    after = urlsafe_b64encode(json.dumps([made_up, 1]).encode()).decode()
    page = page_of(User.objects.all(), keys=("username", "id"), after=after)
    assert page.is_first
    assert len(page.rows) == 1
