"""Every address of the clerk's area, asked for by those who have no business there."""

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Event, Paper
from dossiers.states import State
from storage.adapters.memory import MemoryStore
from tests.records import make_agency, make_batch, make_paper, make_user

pytestmark = pytest.mark.django_db

LISTS = ["scan", "review", "review_next", "review_previous", "failures"]
OF_A_BATCH = [("get", "scan_batch"), ("get", "scan_watch"), ("post", "scan_upload")]
OF_A_PAPER = [
    ("get", "review_paper"),
    ("post", "review_paper"),
    ("post", "review_return"),
    ("get", "paper_original"),
    ("post", "failure_retry"),
    ("post", "failure_return"),
]


@pytest.fixture
def addresses(store: MemoryStore) -> list[tuple[str, str]]:
    """Every address that names a record, of the agency Mây."""
    agency = make_agency(name="Ủy ban nhân dân xã Mây")
    batch, paper = make_batch(agency), make_paper(agency, store=store)
    failed = make_paper(agency, State.FAILED, store=store)
    return [
        *((verb, reverse(name, args=[batch.pk])) for verb, name in OF_A_BATCH),
        *((verb, reverse(name, args=[paper.pk])) for verb, name in OF_A_PAPER),
        *((verb, reverse(name, args=[failed.pk])) for verb, name in OF_A_PAPER),
        ("get", reverse("paper_page", args=[paper.pk, 1])),
        ("get", reverse("review_compare", args=[paper.pk, failed.pk])),
    ]


def test_a_stranger_is_sent_to_sign_in(client: Client, addresses: list[tuple[str, str]]) -> None:
    for name in LISTS:
        assert client.get(reverse(name))["Location"].startswith("/dang-nhap/")
    assert client.post(reverse("scan_open"))["Location"].startswith("/dang-nhap/")
    for verb, address in addresses:
        answer = getattr(client, verb)(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/dang-nhap/"), address


@pytest.mark.parametrize("kind", ["clerk", "administrator", "officer", "manager", "auditor"])
def test_another_agency_learns_nothing(
    client: Client, addresses: list[tuple[str, str]], kind: str
) -> None:
    client.force_login(make_user(kind, make_agency(name="Ủy ban nhân dân xã Gió")))
    for verb, address in addresses:
        assert getattr(client, verb)(address).status_code in {403, 404}, address
    assert set(Paper.objects.values_list("state", flat=True)) == {State.TO_REVIEW, State.FAILED}
    assert not Event.objects.exists()


def test_a_clerk_of_another_agency_gets_not_found_rather_than_forbidden(
    client: Client, addresses: list[tuple[str, str]]
) -> None:
    client.force_login(make_user("clerk", make_agency()))
    assert {getattr(client, verb)(address).status_code for verb, address in addresses} == {404}


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_closed_to_roles_without_that_work(client: Client, name: str) -> None:
    client.force_login(make_user("officer"))
    assert client.get(reverse(name)).status_code == 403


def test_lists_show_only_the_own_agencies(client: Client) -> None:
    here, there = make_agency(), make_agency()
    for agency, name in ((here, "cua-minh.pdf"), (there, "cua-nguoi.pdf")):
        make_paper(agency, State.TO_REVIEW, name=f"cho-{name}")
        make_paper(agency, State.FAILED, name=f"loi-{name}")
    client.force_login(make_user("clerk", here))
    shown = "".join(
        client.get(reverse(name)).content.decode() for name in ("review", "failures", "scan")
    )
    assert "cho-cua-minh.pdf" in shown
    assert "loi-cua-minh.pdf" in shown
    assert "cua-nguoi.pdf" not in shown


def test_acts_are_posts_with_a_token(store: MemoryStore) -> None:
    agency = make_agency()
    paper = make_paper(agency, store=store)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("clerk", agency))
    for name in ("review_paper", "review_return", "failure_retry", "failure_return"):
        assert strict.post(reverse(name, args=[paper.pk])).status_code == 403
    for name in ("review_return", "failure_retry", "failure_return"):
        assert strict.get(reverse(name, args=[paper.pk])).status_code == 405
