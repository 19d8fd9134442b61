"""What was asked for although it is held, by reason and agency, within what the viewer answers for."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Agency
from dossiers.models import PaperRequest, Reuse
from reuse.asked import asked_anyway
from reuse.services import take_refusal_back
from tests.records import make_agency, make_component, make_dossier, make_paper_type
from tests.reuse.acting import ask, recorded, refuse
from tests.reuse.cases import Case, held_paper

TODAY = timezone.localdate()
EVERY = Agency.objects.all()


def test_by_agency_and_reason(case: Case) -> None:
    assert asked_anyway(EVERY, since=TODAY, until=TODAY) == []
    ask(case)
    second = make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
    ask(case, "law", dossier=second)
    third = make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
    refuse(case, "outdated", dossier=third)
    taken_back = refuse(
        case, dossier=make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
    )
    take_refusal_back(refusal_id=taken_back.pk, officer=case.officer)  # type: ignore[union-attr]
    fourth = make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
    recorded(case, dossier=fourth)
    [row] = asked_anyway(EVERY, since=TODAY, until=TODAY)
    assert row.agency == case.agency
    assert row.asked == {"unreadable": 1, "law": 1}
    assert row.refused == {"outdated": 1}
    assert (row.times_asked, row.times_refused, row.reused) == (2, 1, 1)


def test_a_component_with_two_papers_counts_once(case: Case) -> None:
    [row] = recorded(case)
    second = case.another_paper()
    Reuse.objects.create(
        dossier=row.dossier,
        component=row.component,
        paper=second,
        mode=row.mode,
        purpose="x",
        legal_basis="y",
        officer="z",
    )
    assert asked_anyway(EVERY, since=TODAY, until=TODAY)[0].reused == 1


def test_only_agencies_that_the_viewer_answers_for(case: Case) -> None:
    ask(case)
    other = make_agency("H97")
    assert asked_anyway(Agency.objects.under(other), since=TODAY, until=TODAY) == []
    assert len(asked_anyway(Agency.objects.under(case.province), since=TODAY, until=TODAY)) == 1


def test_days_are_those_of_the_office(case: Case) -> None:
    ask(case)
    day = TODAY.replace(year=2026, month=3, day=2)
    # One second before and after midnight in Việt Nam.
    for at, found in (
        (datetime(2026, 3, 1, 16, 59, 59, tzinfo=UTC), 0),
        (datetime(2026, 3, 1, 17, 0, 0, tzinfo=UTC), 1),
        (datetime(2026, 3, 2, 16, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 3, 2, 17, 0, 0, tzinfo=UTC), 0),
    ):
        PaperRequest.objects.update(at=at)
        assert len(asked_anyway(EVERY, since=day, until=day)) == found
    assert asked_anyway(EVERY, since=day, until=day + timedelta(days=1)) != []


def test_the_number_of_queries_does_not_grow(
    case: Case, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        kind = make_paper_type(f"loai_{number}", name=f"Loại {number}")
        component = make_component(case.procedure, kind)
        held_paper(case.agency, holder=case.holder, paper_type=kind)
        ask(case, component=component)
    with django_assert_max_num_queries(4):
        asked_anyway(EVERY, since=TODAY, until=TODAY)
