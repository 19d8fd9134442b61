"""What is held is asked for with a reason code, or not at all: neither by an old page nor by a made form."""

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import IssuedForm
from tests.counter.desk import make_forms
from tests.reuse.acting import ask, recorded
from tests.reuse.cases import Case, make_case


@pytest.fixture
def case(db: None) -> Case:
    make_forms()
    return make_case()


def send(case: Case) -> str:
    """The form with the component ticked; the page that it leads to."""
    client = Client()
    client.force_login(case.officer)
    sent = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-component": str(case.component.pk),
        "form-0-ask": "on",
        "form-0-text": "Nộp giấy chứng nhận kết hôn",
        "form-0-cause": "applicant",
    }
    address = reverse("dossier_supplement", args=[case.dossier.pk])
    return client.post(address, sent, follow=True).content.decode()


@pytest.mark.parametrize("is_reused", [False, True])
def test_a_held_paper_is_not_asked_for_without_a_reason(case: Case, is_reused: bool) -> None:
    if is_reused:
        recorded(case)
    assert "đang giữ và dùng được" in send(case)
    assert not IssuedForm.objects.exists()


def test_with_its_reason_code_it_is(case: Case) -> None:
    ask(case)
    send(case)
    assert IssuedForm.objects.get().items.get().component == case.component
