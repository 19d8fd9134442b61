"""Every call as a system of each role in each agency: what is there for one is not there for the others."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.api.systems import ROOT, make_system, told
from tests.api.test_evidence import PATH, wanted
from tests.records import make_agency, make_component, make_paper_type
from tests.reuse.cases import Case, held_paper, make_case

HERE, ABOVE, BESIDE, FAR, NOWHERE = "here", "above", "beside", "far", "nowhere"
PLACES = (HERE, ABOVE, BESIDE, FAR, NOWHERE)
ROLES = ("officer", "clerk", "manager", "auditor", "administrator")
MARK = "Dấu-kín-của-xã"

SEES_DOSSIERS = {(role, place) for role in ("officer", "clerk") for place in (HERE, ABOVE)}
SEES_PAPERS = SEES_DOSSIERS | {("auditor", HERE), ("auditor", ABOVE)}
OFFICERS = {("officer", HERE), ("officer", ABOVE)}


@pytest.fixture
def case(db: None) -> Case:
    case = make_case()
    case.paper.title = MARK
    case.paper.save()
    case.holder.name = f"Nguyễn {MARK}"
    case.holder.save()
    return case


@pytest.fixture
def calls(case: Case) -> dict[str, tuple[str, set[tuple[str, str]]]]:
    """GET calls, and who gets 200; the rest gets 404, or an empty list."""
    owner = make_system(case.agency)
    request = told(owner.post(PATH, wanted(case), key=uuid4().hex))
    owner.get(f"{PATH}/{request['id']}/preview")
    done = told(owner.post(f"{PATH}/{request['id']}/accept", key=uuid4().hex))
    own = f"{PATH}/{request['id']}"
    paper = f"{own}/papers/{case.paper.pk}"
    return {
        "dossier": (f"/dossiers/{case.dossier.number}", SEES_DOSSIERS),
        "checklist": (f"/dossiers/{case.dossier.number}/checklist", SEES_DOSSIERS),
        "reuse": (f"/reuses/{done['reuses'][0]}", SEES_DOSSIERS),
        "reuses": (f"/reuses?dossier={case.dossier.number}", SEES_DOSSIERS),
        "paper": (f"/papers/{case.paper.pk}", SEES_PAPERS),
        "verification": (f"/papers/{case.paper.pk}/verification", SEES_PAPERS),
        # Another system's requests are not there even for the same role in the same agency.
        "evidence": (own, set()),
        "preview": (f"{own}/preview", set()),
        "page": (f"{paper}/pages/1", set()),
        "file": (f"{paper}/file", set()),
        "link": (f"{paper}/link", set()),
    }


def agency_at(place: str, case: Case) -> Any:
    if place == BESIDE:
        return make_agency("H98.2", parent=case.province)
    if place == FAR:
        return make_agency("H97.1", parent=make_agency("H97", level="province"))
    return {HERE: case.agency, ABOVE: case.province, NOWHERE: None}[place]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_of_each_agency(
    case: Case, calls: dict[str, tuple[str, set[tuple[str, str]]]], role: str, place: str
) -> None:
    system = make_system(agency_at(place, case), role)
    for name, (path, who) in calls.items():
        answer = system.client.get(f"{ROOT}{path}", headers=system.headers())
        assert answer.status_code == (200 if (role, place) in who else 404), name
        if answer.status_code == 404:
            assert MARK not in answer.content.decode(), name
    for path in ("/dossiers", "/reuses", PATH, "/notifications", "/withdrawals"):
        items = told(system.get(path))["items"]
        assert bool(items) == ((role, place) in SEES_DOSSIERS and path in {"/dossiers", "/reuses"})
        assert MARK not in str(items) or (role, place) in SEES_DOSSIERS
    found = system.post("/papers/search", {"number": case.paper.number or "x"})
    assert MARK not in found.content.decode() or (role, place) in SEES_PAPERS


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_but_an_officer_of_the_agency_changes_anything(
    case: Case, calls: dict[str, tuple[str, set[tuple[str, str]]]], role: str, place: str
) -> None:
    system = make_system(agency_at(place, case), role)
    reuse, own = calls["reuse"][0], calls["evidence"][0]
    kind = make_paper_type("loai_khac", name="Giấy khác")
    other = make_component(case.procedure, kind)
    held_paper(case.agency, holder=case.holder, paper_type=kind)
    sent = wanted(case, component=other.code)
    statuses = {
        system.post(f"{own}/accept", key=uuid4().hex).status_code,
        system.post(f"{own}/refuse", {"reason": "doubt"}, key=uuid4().hex).status_code,
    }
    assert statuses == {404}
    is_officer = (role, place) in OFFICERS
    asked = system.post(PATH, sent, key=uuid4().hex)
    assert asked.status_code == (201 if is_officer else 404)
    settled = system.post(f"{reuse}/settle", {"reason": "Thử"}, key=uuid4().hex)
    assert settled.status_code == (409 if is_officer else 404)
    revoked = system.post(f"{reuse}/revoke", {"reason": "Thử"}, key=uuid4().hex)
    assert revoked.status_code == (200 if is_officer else 404)


def test_a_stranger_and_the_wrong_scope(
    case: Case, calls: dict[str, tuple[str, set[tuple[str, str]]]]
) -> None:
    empty = make_system(case.agency, scopes="")
    for name, (path, _) in calls.items():
        assert Client().get(f"{ROOT}{path}").status_code == 401, name
        answer = empty.client.get(f"{ROOT}{path}", headers=empty.headers())
        assert answer.status_code == 403, name


def test_one_system_does_not_read_what_another_was_answered(case: Case) -> None:
    first, second = make_system(case.agency), make_system(case.agency)
    key = uuid4().hex
    mine = told(first.post(PATH, wanted(case), key=key))
    others = told(second.post(PATH, wanted(case), key=key))
    assert mine["id"] != others["id"]
    assert second.get(f"{PATH}/{mine['id']}").status_code == 404
