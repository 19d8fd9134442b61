"""Thành phần hồ sơ: a form is built where it is opened, and the queries do not grow with lines and papers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Paper, PaperRefusal
from dossiers.states import State
from tests.records import make_component, make_paper_type, make_user
from tests.reuse.cases import Case, make_case
from tests.web.test_checklist import HTMX, address, clean, opened, page, signed_in


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


def test_a_form_is_built_where_it_is_opened(case: Case) -> None:
    client = signed_in(case.officer)
    text = page(client, case)
    key = f"ask-{case.component.pk}"
    assert f"mo={key}" in text
    assert address("checklist_ask", case) not in text
    assert address("checklist_refuse", case, case.paper.pk) not in text
    query = {"ho_so": case.dossier.number, "mo": key}
    whole = clean(client.get(reverse("checklist"), query))
    assert "<html" in whole
    assert address("checklist_ask", case) in whole
    assert address("checklist_refuse", case, case.paper.pk) not in whole
    part = clean(client.get(reverse("checklist"), query, headers=HTMX))
    assert 'class="line' not in part
    assert part.count("<form") == 1
    assert "Nghi ngờ tính xác thực" in part
    assert "csrfmiddlewaretoken" in part
    refuse = {**query, "mo": f"refuse-{case.component.pk}-{case.paper.pk}"}
    assert address("checklist_refuse", case, case.paper.pk) in clean(
        client.get(reverse("checklist"), refuse, headers=HTMX)
    )


def test_a_form_that_the_line_no_longer_has_brings_the_page_anew(case: Case) -> None:
    client = signed_in(case.officer)
    Paper.objects.update(state=State.WITHDRAWN)
    for wanted in (f"ask-{case.component.pk}", "ask-0", "", '"><script>'):
        query = {"ho_so": case.dossier.number, "mo": wanted}
        answer = client.get(reverse("checklist"), query, headers=HTMX)
        assert answer["HX-Refresh"] == "true"
        assert "<script>" not in clean(client.get(reverse("checklist"), query))


def test_what_was_sent_in_vain_stays_to_be_put_right(case: Case) -> None:
    client = signed_in(case.officer)
    where = address("checklist_ask", case)
    text = clean(client.post(where, {"reason": "", "note": "Con dấu <mờ>"}, headers=HTMX))
    assert "Chưa chọn lý do." in text
    assert 'value="Con dấu &lt;mờ&gt;"' in text
    assert "Không dùng giấy này</summary>" not in text
    text = clean(client.post(where, {"reason": "doubt", "note": "Con dấu"}, headers=HTMX))
    assert "<summary" not in text


def test_a_reference_sent_in_vain_stays(case: Case) -> None:
    component = make_component(case.procedure, make_paper_type("khac"), name="Bằng cấp")
    prefix = f"tp{component.pk}"
    sent = {f"{prefix}-source": "citizen_store", f"{prefix}-reference": "KHO-9", "request": ""}
    where = reverse("checklist_refer", args=[case.dossier.pk, component.pk])
    text = clean(signed_in(case.officer).post(where, sent, headers=HTMX))
    assert "alert-bad" in text
    assert 'value="KHO-9"' in text


def test_who_may_not_act_opens_no_form(case: Case) -> None:
    clerk = signed_in(make_user("clerk", case.agency))
    query = {"ho_so": case.dossier.number, "mo": f"ask-{case.component.pk}"}
    assert "mo=" not in page(clerk, case)
    assert clerk.get(reverse("checklist"), query, headers=HTMX)["HX-Refresh"] == "true"
    assert address("checklist_ask", case) not in clean(clerk.get(reverse("checklist"), query))


def test_the_number_of_queries_does_not_grow(
    case: Case, django_assert_max_num_queries: object
) -> None:
    for number in range(10):
        make_component(case.procedure, make_paper_type(f"loai_{number}"), case.kind)
    client = signed_in(case.officer)
    refused(case, "user:ai-do")
    opened(client, case)
    with django_assert_max_num_queries(32) as few:  # type: ignore[operator]
        opened(client, case)
    for number in range(10, 20):
        make_component(case.procedure, make_paper_type(f"loai_{number}"), case.kind)
        refused(case, f"user:ai-do-{number}")
    with django_assert_max_num_queries(len(few)):  # type: ignore[operator]
        opened(client, case)


def test_papers_held_ask_no_further_query(
    case: Case, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(case.officer)
    page(client, case)
    with CaptureQueriesContext(connection) as one:
        page(client, case)
    for _ in range(9):
        case.another_paper()
    with django_assert_num_queries(len(one)):
        page(client, case)
    Paper.objects.update(holder=None)
    with django_assert_num_queries(len(one)):
        page(client, case)


def refused(case: Case, by: str) -> None:
    """One more paper that is held for the line, and was looked at and not used."""
    PaperRefusal.objects.create(
        dossier=case.dossier,
        component=case.component,
        paper=case.another_paper(),
        reason="doubt",
        officer=by,
    )
