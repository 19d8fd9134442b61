"""Procedures and checks as another system sees them."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from api import procedures
from api.errors import NotThere
from api.procedures import version_lately, version_of
from dossiers.models import Event, Paper
from dossiers.states import State
from reuse.lately import Lately
from reuse.rules import Rules, go_by, rules
from tests.api.systems import System, code_of, make_system, told
from tests.records import make_agency, make_holder, make_paper_type
from tests.reuse.cases import Case, held_paper


def asked(case: Case, **facts: Any) -> dict[str, Any]:
    holder = {"number": case.holder.personal_id, "name": case.holder.name}
    return {"holder": {**holder, **facts}, "procedure": case.procedure.code}


def test_a_procedure_tells_what_it_asks_for(system: System, case: Case) -> None:
    procedure = told(system.get("/procedures/1.000894"))
    assert procedure["name"] == case.procedure.name
    (component,) = procedure["components"]
    assert component["code"] == case.component.code
    assert component["alternatives"] == [
        [
            {
                "paper_type": "ket_hon",
                "name": "Giấy chứng nhận kết hôn",
                "copy_kind": "",
                "max_age_days": None,
            }
        ]
    ]


def test_a_procedure_is_found_by_every_form_of_its_code(system: System, case: Case) -> None:
    long = told(system.get("/procedures/1.000894.000.00.00.H26"))
    assert long["code"] == "1.000894"


@pytest.mark.parametrize("code", ["1.999999", "x", "%00"])
def test_a_procedure_that_is_not_there(system: System, code: str) -> None:
    assert system.get(f"/procedures/{code}").status_code in {404, 422}


def test_procedures_are_listed_page_by_page(system: System, case: Case) -> None:
    from_all, after = [], ""
    for _ in range(10):
        page = told(system.get("/procedures", limit=1, after=after))
        from_all += [each["code"] for each in page["items"]]
        after = page["next"]
        if not after:
            break
    assert from_all == sorted(from_all)
    assert case.procedure.code in from_all


@pytest.mark.parametrize("cursor", ["x", "x:y", "..", "é", "W10:abc", "a" * 400])
def test_a_cursor_that_was_not_given_out(system: System, cursor: str) -> None:
    answer = system.get("/procedures", after=cursor)
    assert answer.status_code == 400
    assert code_of(answer) == "api.cursor_unreadable"


def test_a_held_paper_is_told_usable(system: System, case: Case) -> None:
    answer = told(system.post("/checks", asked(case)))
    assert answer["determined"] is True
    (component,) = answer["components"]
    assert component["status"] == "usable"
    (paper,) = component["papers"]
    assert paper["id"] == case.paper.pk
    assert paper["agency"] == case.agency.code
    codes = [each["code"] for each in component["reasons"]]
    assert "reuse.signature_valid" in codes
    assert all(each["message"] and each["source"] for each in component["reasons"])


def test_no_personal_id_is_ever_answered(system: System, case: Case) -> None:
    answer = system.post("/checks", asked(case))
    assert str(case.holder.personal_id) not in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Người Khác"},
        {"number": "038190000999"},
        {"birth_date": "1970-01-01"},
    ],
)
def test_nobody_and_another_are_answered_alike(
    system: System, case: Case, wrong: dict[str, str]
) -> None:
    answer = told(system.post("/checks", asked(case, **wrong)))
    assert answer["determined"] is False
    (component,) = answer["components"]
    assert (component["status"], component["papers"]) == ("missing", [])
    assert [each["code"] for each in component["reasons"]] == ["reuse.holder_undetermined"]


def test_every_look_up_is_recorded_without_name_or_id(system: System, case: Case) -> None:
    system.post("/checks", asked(case))
    system.post("/checks", asked(case, name="Người Khác"))
    found, unknown = Event.objects.filter(verb="reuse.checked").order_by("seq")
    assert found.actor == f"user:{system.user.username}"
    assert (found.facts["holder"], unknown.facts["holder"]) == (case.holder.pk, None)


def test_a_system_of_another_commune_sees_no_paper(case: Case) -> None:
    beside = make_agency("H98.2", parent=case.province)
    answer = told(make_system(beside).post("/checks", asked(case)))
    (component,) = answer["components"]
    assert (component["status"], component["papers"]) == ("missing", [])


@pytest.mark.parametrize("kind", ["manager", "auditor", "administrator"])
def test_other_roles_look_nobody_up(case: Case, kind: str) -> None:
    answer = make_system(case.agency, kind).post("/checks", asked(case))
    assert answer.status_code == 403
    assert not Event.objects.filter(verb="reuse.checked").exists()


def test_a_system_without_a_role_looks_nobody_up(case: Case) -> None:
    assert make_system(None).post("/checks", asked(case)).status_code == 403


def test_the_day_of_use_counts(system: System, case: Case) -> None:
    Paper.objects.filter(pk=case.paper.pk).update(valid_to=date(2026, 6, 30))
    before = {**asked(case), "on": "2026-06-30"}
    after = {**asked(case), "on": "2026-07-01"}
    statuses = [
        told(system.post("/checks", each))["components"][0]["status"] for each in (before, after)
    ]
    assert statuses == ["usable", "not_usable"]


def test_the_version_of_a_code_is_kept_for_seconds(
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(procedures, "_versions", Lately())
    code, day, before = case.procedure.code, date(2026, 7, 1), rules()
    go_by(Rules(catalogue_kept=timedelta(seconds=10)))
    try:
        version = version_lately(code, day)
        with django_assert_num_queries(0):
            assert version_lately(code, day).procedure == version.procedure
        for _ in range(2):
            with pytest.raises(NotThere):
                version_lately("9.999999", day)
    finally:
        go_by(before)
    assert version_lately(code, day) == version_of(code, day)


def test_the_number_of_queries_does_not_grow(
    system: System, case: Case, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    system.post("/checks", asked(case))
    with django_assert_max_num_queries(MOST_QUERIES) as of_one:
        system.post("/checks", asked(case))
    for _ in range(8):
        case.another_paper()
        held_paper(case.agency, holder=make_holder(), paper_type=make_paper_type("khac"))
    case.another_paper(state=State.TO_REVIEW, outcome="")
    with django_assert_max_num_queries(len(of_one)):
        system.post("/checks", asked(case))


MOST_QUERIES = 28
