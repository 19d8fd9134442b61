"""A NUL in an address or a reason is no letter: PostgreSQL refuses what holds one, so it never gets there."""

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Reuse
from tests.records import make_user
from tests.reuse.acting import recorded
from tests.reuse.cases import Case, make_case

ADDRESSES = [
    ("manager", "conceal", "ho-so", 200),
    ("clerk", "intake", "thu_tuc", 404),
    ("officer", "search_suggest", "q", 200),
    ("officer", "work", "thu_tuc", 200),
    ("officer", "checklist", "ho_so", 422),
    ("officer", "checklist", "tra", 404),
    ("manager", "targets", "co_quan", 404),
    ("manager", "targets_compare", "a", 200),
    ("manager", "reports", "co_quan", 404),
    ("manager", "campaign_proposals", "co_quan", 404),
    ("manager", "campaign_add", "co_quan", 404),
    ("manager", "campaign_add", "loai", 404),
    ("administrator", "target_edit", "co_quan", 200),
    ("administrator", "target_edit", "chi_so", 200),
    ("administrator", "target_edit", "cap", 200),
]


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


@pytest.mark.parametrize(("kind", "name", "key", "status"), ADDRESSES)
def test_in_an_address(case: Case, kind: str, name: str, key: str, status: int) -> None:
    client = Client()
    top = case.agency.parent if kind == "administrator" else case.agency
    client.force_login(make_user(kind, top))
    assert client.get(reverse(name), {key: "12/2026\0"}).status_code == status


def test_in_a_reason(case: Case) -> None:
    (used,) = recorded(case)
    client = Client()
    client.force_login(case.officer)
    address = reverse("checklist_revoke", args=[case.dossier.pk, case.component.pk, used.pk])
    client.post(address, {"reason": "Bấm\0 nhầm"})
    assert Reuse.objects.get().revoked_at is not None
