"""Who may see which papers: every role against every access level, own agency, neighbour and stranger."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Agency
from dossiers.models import Paper
from dossiers.states import State
from tests.records import make_agency, make_paper, make_paper_type, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Agency:
    return make_agency("H90", level="province")


@pytest.fixture
def commune(province: Agency) -> Agency:
    return make_agency("H90.41", parent=province)


@pytest.fixture
def neighbour(province: Agency) -> Agency:
    return make_agency("H90.42", parent=province)


def sees(kind: str, agency: Agency, paper: Paper) -> bool:
    return Paper.objects.visible_to(make_user(kind, agency)).filter(pk=paper.pk).exists()


def paper_of(agency: Agency, access: str, state: State = State.AVAILABLE) -> Paper:
    return make_paper(agency, state, paper_type=make_paper_type(f"loai_{access}", access=access))


@pytest.mark.parametrize("access", ["shared", "agency", "restricted"])
def test_staff_of_the_agency_see_it(access: str, commune: Agency) -> None:
    paper = paper_of(commune, access)
    assert sees("clerk", commune, paper)
    assert sees("auditor", commune, paper)
    assert sees("officer", commune, paper)
    assert not sees("manager", commune, paper)
    assert not sees("administrator", commune, paper)


@pytest.mark.parametrize(
    ("access", "seen"), [("shared", True), ("agency", False), ("restricted", False)]
)
def test_an_officer_next_door(access: str, seen: bool, commune: Agency, neighbour: Agency) -> None:
    paper = paper_of(commune, access)
    assert sees("officer", neighbour, paper) is seen
    assert not sees("clerk", neighbour, paper)


@pytest.mark.parametrize(
    ("access", "seen"), [("shared", True), ("agency", True), ("restricted", False)]
)
def test_an_officer_above(access: str, seen: bool, commune: Agency, province: Agency) -> None:
    assert sees("officer", province, paper_of(commune, access)) is seen


def test_another_province_sees_nothing(commune: Agency) -> None:
    stranger = make_agency("H91", level="province")
    paper = paper_of(commune, "shared")
    for kind in ("clerk", "officer", "auditor", "manager", "administrator"):
        assert not sees(kind, stranger, paper)


@pytest.mark.parametrize(
    "state", [each for each in State if each not in {State.AVAILABLE, State.WITHDRAWN}]
)
def test_officers_see_no_unreviewed_paper(state: State, commune: Agency) -> None:
    paper = paper_of(commune, "shared", state)
    assert not sees("officer", commune, paper)
    # A dissolved paper has no page of its own left, a disposed one no bytes: nobody is shown either.
    assert sees("clerk", commune, paper) is (state not in {State.DISSOLVED, State.DISPOSED})


def test_anonymous_and_former_staff_see_nothing(commune: Agency) -> None:
    paper_of(commune, "shared")
    gone = make_user("officer", commune, is_active=False)
    assert not Paper.objects.visible_to(AnonymousUser()).exists()
    assert not Paper.objects.visible_to(gone).exists()


def test_a_paper_without_a_type_is_not_open_to_the_province(
    commune: Agency, neighbour: Agency
) -> None:
    paper = make_paper(commune, State.TO_REVIEW, paper_type=None)
    assert not sees("officer", neighbour, paper)
    assert sees("clerk", commune, paper)


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        ({}, True),
        ({"valid_from": date(2026, 3, 1)}, True),
        ({"valid_from": date(2026, 3, 2)}, False),
        ({"valid_to": date(2026, 3, 1)}, True),
        ({"valid_to": date(2026, 2, 28)}, False),
        ({"revoked_at": date(2026, 3, 1)}, False),
        ({"revoked_at": date(2026, 3, 2)}, True),
    ],
)
def test_validity_on_a_day(facts: dict[str, date], holds: bool, commune: Agency) -> None:
    make_paper(commune, State.AVAILABLE, **facts)
    assert Paper.objects.valid_on(date(2026, 3, 1)).exists() is holds
