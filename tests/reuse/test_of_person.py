"""The papers of a person in one statement: the answer of `find`, for everybody, whatever is on record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Agency, User
from dossiers.identity.matching import numbered
from dossiers.models import FormerIdentity, Holder, Paper
from dossiers.states import State
from reuse import of_person
from reuse.finding import Results, Wanted, find
from reuse.of_person import papers_of_person
from reuse.statements import KeptStatements
from search.adapters.memory_index import MemoryIndex
from tests.records import make_agency, make_holder, make_paper, make_paper_type, make_user

pytestmark = pytest.mark.django_db
ID, OLD, BEFORE = "038090000123", "171234567", "038090000999"
NOBODY = "038090000124"


@pytest.fixture(autouse=True)
def _nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_person, "_statements", KeptStatements())


@pytest.fixture
def commune() -> Agency:
    province = make_agency("H26", name="Tỉnh Mây", level="province")
    return make_agency("H26.01", name="Xã Mây", parent=province)


@pytest.fixture
def users(commune: Agency) -> list[User]:
    """Who sees differently; two of them alike."""
    beside = make_agency("H26.02", name="Xã Gió", parent=commune.parent)
    far = make_agency("H99", name="Tỉnh Xa", level="province")
    places = [commune, commune.parent, beside, far]
    named = [(kind, place) for kind in ("officer", "clerk", "auditor") for place in places]
    made = [make_user(kind, place) for kind, place in [*named, ("officer", commune)]]
    left = make_user("officer", commune)
    left.is_active = False
    left.save()
    return [*made, left, make_user("manager", commune)]


@pytest.fixture
def people(commune: Agency) -> list[Holder]:
    """One person with papers of every kind, another with the same old number, one merged away."""
    person = make_holder("Nguyễn Văn Thử", personal_id=ID, old_personal_id=OLD)
    other = make_holder("Lê Thị Thử", personal_id="038190000777", old_personal_id=OLD)
    FormerIdentity.objects.create(holder=person, number=BEFORE)
    make_holder("Nguyễn Văn Thử", personal_id=NOBODY, merged_into=person)
    today = timezone.localdate()
    for place, access in enumerate(["shared", "agency", "restricted"]):
        kind = make_paper_type(access, name=f"Loại {access}", access=access)
        for state in (State.AVAILABLE, State.WITHDRAWN, State.TO_REVIEW, State.RECEIVED):
            make_paper(
                commune, state, holder=person, paper_type=kind, issued_on=date(2020 + place, 5, 1)
            )
        ended = today - timedelta(days=1)
        make_paper(commune, State.AVAILABLE, holder=other, paper_type=kind, valid_to=ended)
    make_paper(commune, State.READ, holder=person)
    make_paper(commune.parent, State.AVAILABLE, holder=person, paper_type=kind)
    return [person, other]


def questions(commune: Agency) -> Iterator[Wanted]:
    today = timezone.localdate()
    plain = Wanted("", limit=3, facts_on=today)
    yield plain
    yield replace(plain, limit=500)
    yield replace(plain, paper_type="shared", issued_year=2020)
    yield replace(plain, agency=commune.parent)
    yield replace(plain, agency=commune, valid_on=today)
    yield replace(plain, not_valid_on=today, available_only=True)


def told(results: Results) -> object:
    """All that a list shows, and all that is counted."""
    rows = []
    for each in results.found:
        paper = each.paper
        kind = paper.paper_type and (paper.paper_type.name, paper.paper_type.validity)
        holder = (paper.holder.name, paper.holder.personal_id, paper.holder.old_personal_id)
        dates = (paper.issued_on, paper.valid_to, paper.accepted_at)
        rows.append((paper.pk, paper.title, paper.state, dates, kind, paper.agency.name, holder))
    return rows, results.facts, results.facts_are_all


def test_it_answers_as_find_does(commune: Agency, users: list[User], people: list[Holder]) -> None:
    day, some = timezone.localdate(), 0
    for wanted in questions(commune):
        for number in (ID, OLD, BEFORE, NOBODY, "038090000555"):
            for user in users:
                found = papers_of_person(wanted, bearers=numbered(number), user=user, day=day)
                asked = replace(wanted, query=number)
                papers = Paper.objects.visible_to(user)
                assert told(found) == told(find(asked, papers=papers, index=MemoryIndex()))
                some += len(found.found)
    assert some > 100


def test_it_is_one_query_for_all_that_is_shown(
    commune: Agency, people: list[Holder], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user, day = make_user("officer", commune), timezone.localdate()
    wanted = Wanted("", facts_on=day)
    papers_of_person(wanted, bearers=people[:1], user=user, day=day)
    for number in (ID, OLD, NOBODY):
        bearers = numbered(number)
        with django_assert_num_queries(1):
            told(papers_of_person(wanted, bearers=bearers, user=user, day=day))


def test_who_moves_in_the_tree_sees_the_new_place(commune: Agency, people: list[Holder]) -> None:
    user, day = make_user("clerk", commune), timezone.localdate()
    wanted = Wanted("", facts_on=day, agency=commune)
    assert papers_of_person(wanted, bearers=people[:1], user=user, day=day).found
    moved = make_agency("H26.03", parent=commune.parent)
    user.roles.update(agency=moved)
    again = User.objects.get(pk=user.pk)
    assert not papers_of_person(wanted, bearers=people[:1], user=again, day=day).found
