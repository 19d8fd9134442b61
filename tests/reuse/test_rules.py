"""Rules that always hold: alternatives, validity, mergers, and that nothing done twice changes anything."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import MOST_SUCCESSIONS, User
from dossiers.chain import breaks
from dossiers.models import (
    Dossier,
    Event,
    HandOver,
    Holder,
    Notification,
    Paper,
    PaperRefusal,
    PaperRequest,
    Reuse,
    Verification,
)
from dossiers.states import WrongMove
from ingest.review import withdraw
from reuse.decision import Alternative, Need, PaperFacts, Status, decide, reasons_against
from reuse.services import hand_over, revoke_reuse, settle_alarm, take_refusal_back
from tests.records import make_agency, make_dossier, make_holder, make_user
from tests.reuse.acting import ask, recorded, refuse, reuse
from tests.reuse.cases import Case

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
KINDS = ["ket_hon", "cccd_copy", "giay_khai_sinh"]
NEEDS = st.builds(Need, st.sampled_from(KINDS), max_age_days=st.none() | st.integers(0, 900))
ALTERNATIVES = st.lists(
    st.lists(NEEDS, min_size=1, max_size=3, unique_by=lambda need: need.paper_type), max_size=4
).map(lambda found: [Alternative(n, tuple(needs)) for n, needs in enumerate(found, start=1)])
PAPERS = st.lists(
    st.builds(
        PaperFacts,
        paper=st.integers(1, 50),
        paper_type=st.sampled_from(KINDS),
        issued_on=st.none() | DAYS,
        valid_from=st.none() | DAYS,
        valid_to=st.none() | DAYS,
        revoked_on=st.none() | DAYS,
        signature=st.sampled_from(["valid", "valid", "valid", "invalid", ""]),
        stale_since=st.none() | st.just(date(2026, 1, 31)),
        holder_certain=st.sampled_from([True, True, True, False]),
        refused=st.sampled_from([False, False, True]),
        visible=st.sampled_from([True, True, True, False]),
    ),
    max_size=6,
    unique_by=lambda paper: paper.paper,
)
one_transaction_each = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)


def does(need: Need, papers: list[PaperFacts], on: date) -> bool:
    fitting = [paper for paper in papers if paper.paper_type == need.paper_type]
    return any(not reasons_against(paper, need, on=on) for paper in fitting)


@given(alternatives=ALTERNATIVES, papers=PAPERS, on=DAYS)
def test_usable_if_and_only_if_all_needs_of_some_alternative_are(
    alternatives: list[Alternative], papers: list[PaperFacts], on: date
) -> None:
    usable = any(all(does(need, papers, on) for need in each.needs) for each in alternatives)
    assert (decide(alternatives, papers, on=on).status is Status.USABLE) is usable


@given(alternatives=ALTERNATIVES, papers=PAPERS, on=DAYS, due=st.none() | DAYS, data=st.data())
def test_order_preference_and_the_day_of_the_decision_never_change_the_status(
    alternatives: list[Alternative],
    papers: list[PaperFacts],
    on: date,
    due: date | None,
    data: st.DataObject,
) -> None:
    plain = decide(alternatives, papers, on=on)
    shuffled = data.draw(st.permutations(papers))
    prefer = data.draw(st.sets(st.sampled_from([each.paper for each in papers] or [0])))
    again = decide(alternatives, shuffled, on=on, due=due, prefer=prefer)
    assert again.status is plain.status
    assert decide(alternatives, shuffled, on=on).papers == plain.papers


@given(papers=PAPERS, need=NEEDS, on=DAYS)
def test_the_newest_usable_paper_is_shown_and_the_others_are_offered(
    papers: list[PaperFacts], need: Need, on: date
) -> None:
    decision = decide([Alternative(1, (need,))], papers, on=on)
    usable = [
        paper
        for paper in papers
        if paper.paper_type == need.paper_type and not reasons_against(paper, need, on=on)
    ]
    if decision.status is not Status.USABLE:
        assert usable == []
        return
    [part] = decision.parts
    newest = max(usable, key=lambda each: (each.issued_on or date.min, each.paper))
    assert part.paper == newest.paper
    assert {part.paper, *part.others} == {each.paper for each in usable}


@given(paper=PAPERS.filter(bool).map(lambda found: found[0]), on=DAYS, need=NEEDS)
def test_outside_its_validity_a_paper_is_never_usable(
    paper: PaperFacts, on: date, need: Need
) -> None:
    need = Need(paper.paper_type, max_age_days=need.max_age_days)
    begin, end = paper.valid_from or date.min, paper.valid_to or date.max
    if not begin <= on <= end:
        assert reasons_against(paper, need, on=on)


@given(paper=PAPERS.filter(bool).map(lambda found: found[0]), days=st.tuples(DAYS, DAYS, DAYS))
def test_what_holds_on_two_days_holds_on_every_day_between(
    paper: PaperFacts, days: tuple[date, date, date]
) -> None:
    first, between, last = sorted(days)
    need = Need(paper.paper_type, max_age_days=300)
    if not reasons_against(paper, need, on=first) and not reasons_against(paper, need, on=last):
        assert not reasons_against(paper, need, on=between)


# Mergers


@one_transaction_each
@given(agencies=st.integers(0, MOST_SUCCESSIONS), holders=st.integers(0, 4))
def test_however_often_agency_and_holder_were_merged_the_paper_goes_on(
    case: Case, agencies: int, holders: int
) -> None:
    with transaction.atomic():
        heir = case.agency
        for number in range(agencies):
            heir.successor = make_agency(f"H98.9{number}", parent=case.province)
            heir.valid_to = timezone.localdate() - timedelta(days=1)
            heir.save()
            heir = heir.successor
        merged = case.holder
        for _ in range(holders):
            merged = make_holder("Nguyễn Thị Mây", merged_into=case.holder)
        dossier = make_dossier(heir, procedure=case.procedure, holder=merged)
        officer = make_user("officer", heir)
        [row] = recorded(case, dossier=dossier, officer=officer)
        assert row.paper == case.paper
        transaction.set_rollback(True)


# Whatever is done twice


def acts(case: Case) -> dict[str, Callable[[], object]]:
    def of(model: Any) -> int:
        newest = model.objects.order_by("-pk").first()
        return newest.pk if newest else 0

    def given_over() -> object:
        row = Reuse.objects.order_by("-pk").first()
        return row and hand_over(reuse=row, kind=HandOver.Kind.COPY, by="user:can-bo")

    def withdrawn() -> object:
        try:
            return withdraw(case.paper.pk, reason="Sai tên", by="user:can-bo")
        except WrongMove:
            return None

    who = {"officer": case.officer}
    return {
        "reuse": lambda: reuse(case),
        "refuse": lambda: refuse(case, "doubt"),
        "ask": lambda: ask(case),
        "take back": lambda: revoke_reuse(reuse_id=of(Reuse), reason="Nhầm", **who),
        "offer": lambda: take_refusal_back(refusal_id=of(PaperRefusal), **who),
        "settle": lambda: settle_alarm(reuse_id=of(Reuse), reason="Đã xem", **who),
        "hand over": given_over,
        "withdraw": withdrawn,
    }


def everything() -> list[list[dict[str, Any]]]:
    kept = (Reuse, PaperRefusal, PaperRequest, HandOver, Notification, Paper, Event, Verification)
    models: tuple[Any, ...] = (*kept, Holder, Dossier)
    return [list(model.objects.order_by("pk").values()) for model in models]


NAMES = ["reuse", "refuse", "ask", "take back", "offer", "settle", "hand over", "withdraw"]


@one_transaction_each
@given(names=st.lists(st.sampled_from(NAMES), max_size=8))
def test_no_act_done_again_changes_anything(case: Case, names: list[str]) -> None:
    with transaction.atomic():
        case.officer = User.objects.get(pk=case.officer.pk)
        for name in names:
            first = acts(case)[name]()
            before = everything()
            assert acts(case)[name]() == first
            assert everything() == before
        assert list(breaks(case.agency)) == []
        transaction.set_rollback(True)
