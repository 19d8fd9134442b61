"""The queue of Đối soát: what is to be looked at on each paper, before it is opened."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency
from dossiers.models import Paper, PaperType
from tests.records import make_agency, make_paper, make_paper_type, make_user

pytestmark = pytest.mark.django_db

UNREAD_PAGE = {"warnings": ["quality.unread", "sandbox.timeout"]}
READ = {
    "number": ("115/NQ-CP", 41.0),
    "issuer": ("CHÍNH PHỦ", 96.0),
    "issued_on": ("2026-09-21", 82.0),
}


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def clerk(client: Client, agency: Agency) -> Client:
    client.force_login(make_user("clerk", agency, username="lan"))
    return client


@pytest.fixture
def paper_type() -> PaperType:
    return make_paper_type("nghi_quyet", name="Nghị quyết")


@pytest.fixture
def paper(agency: Agency, paper_type: PaperType) -> Paper:
    return make_paper(agency, fields=READ, paper_type=paper_type)


def test_the_queue_says_how_much_is_to_be_looked_at(
    clerk: Client, agency: Agency, paper: Paper, paper_type: PaperType
) -> None:
    whole = {name: (value, 98.2) for name, (value, _) in READ.items()}
    whole["title"] = ("NGHỊ QUYẾT", 98.2)
    sure = make_paper(agency, fields=whole, paper_type=paper_type, type_confidence=99.0)
    corrected = make_paper(agency, fields=whole, paper_type=paper_type)
    corrected.fields.filter(name="number").update(confidence=40.0, corrected_by="user:lan")
    doubtful_type = make_paper(agency, fields=whole, paper_type=paper_type, type_confidence=60.0)
    untyped = make_paper(agency, fields=whole)
    unread = make_paper(agency)
    halves = make_paper(agency, pages=2, fields=whole, paper_type=paper_type)
    halves.page_texts.filter(number=2).update(quality=UNREAD_PAGE)
    answer = clerk.get(reverse("review"))
    told = {
        look.paper.pk: (look.type_is_sure, look.is_read, look.fields, look.unread_pages)
        for look in answer.context["looks"]
    }
    assert told == {
        paper.pk: (True, True, 3, 0),  # two unsure, and no title
        sure.pk: (True, True, 0, 0),
        corrected.pk: (True, True, 0, 0),
        doubtful_type.pk: (False, True, 0, 0),
        untyped.pk: (False, True, 0, 0),
        unread.pk: (False, False, 0, 0),
        halves.pk: (True, True, 0, 1),
    }
    page = answer.content.decode()
    assert "3 trường" in page
    assert "1 trang không đọc được" in page
    assert page.count(">Loại</span>") == 2
    assert page.count("Đọc chắc") == 2
    assert page.count(">Chưa đọc được<") == 1


def test_the_queue_costs_the_same_however_long_it_is(
    clerk: Client, agency: Agency, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        make_paper(agency, fields=READ, pages=2)
    with django_assert_max_num_queries(20):
        clerk.get(reverse("review"))
