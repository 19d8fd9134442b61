"""The pages of the databases that stand for papers, and of the lawful exceptions."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import ConcealmentRule, DataSource, Event, LawfulException
from tests.records import make_agency, make_user
from tests.web.test_administration import hidden, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client) -> Client:
    client.force_login(make_user("administrator", make_agency("H90", level="province")))
    return client


@pytest.mark.parametrize(
    ("address", "model"),
    [
        ("co-so-du-lieu", DataSource),
        ("ngoai-le", LawfulException),
        ("quy-tac-an", ConcealmentRule),
    ],
)
def test_a_source_is_added_changed_and_remembers(page: Client, address: str, model: Any) -> None:
    form = {
        "code": "thu-1",
        "name": "Nguồn thử",
        "legal_basis": "Luật số 1",
        "valid_from": "2026-01-01",
    }
    add = reverse("source_add", args=[address])
    assert "Kiểm tra hai ngày" in text(page.post(add, {**form, "valid_to": "2025-01-01"}))
    assert page.post(add, form).status_code == 302
    assert "Mã này đã có" in text(page.post(add, form))
    one = reverse("source", args=[address, "thu-1"])
    changed = {**form, "seen": hidden(page.get(one)), "valid_to": "2027-01-01"}
    assert page.post(one, changed).status_code == 302
    assert model.objects.get(pk="thu-1").valid_to == date(2027, 1, 1)
    assert "Người khác vừa sửa" in text(page.post(one, changed))
    assert "Nguồn thử" in text(page.get(reverse("sources", args=[address])))
    assert Event.objects.filter(verb__endswith=".changed").count() == 1
    assert page.get(reverse("source", args=[address, "khong-co"])).status_code == 404
