"""Disposal is proposed by one person and approved by another, of papers that nothing holds any more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Agency, User
from dossiers.administration.errors import NotYours
from dossiers.models import Component, Disposal, DossierStatus, Event, Paper, Reuse
from dossiers.retention.disposals import Grounds, decide, due_for_disposal, hindrance, propose
from dossiers.retention.ends import end_of_retention, next_end
from dossiers.retention.errors import RetentionRefused
from dossiers.retention.holds import lift_hold, papers_kept_by, place_hold
from dossiers.states import State
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_paper,
    make_paper_type,
    make_procedure,
    make_user,
)

pytestmark = pytest.mark.django_db
GROUNDS = Grounds("Hết thời hạn lưu", "Luật Lưu trữ số 33/2024/QH15")
YESTERDAY = timezone.now() - timedelta(days=1)


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def keeper(agency: Agency) -> User:
    return make_user("administrator", agency, full_name="Trần Thị Giữ")


@pytest.fixture
def chief(agency: Agency) -> User:
    return make_user("manager", agency, full_name="Lê Văn Duyệt")


def over(agency: Agency, state: State = State.AVAILABLE, **facts: object) -> Paper:
    """A paper whose retention has ended."""
    return make_paper(agency, state, **{"retain_until": YESTERDAY, **facts})


def proposed(by: User, *papers: Paper) -> Disposal:
    ids = [each.pk for each in papers]
    return propose(by=by, agency_id=papers[0].agency_id, papers=ids, grounds=GROUNDS)


def refused(code: str) -> Any:
    return pytest.raises(RetentionRefused, match=code.replace(".", r"\."))


# When retention ends


def test_the_end_counts_from_acceptance_by_the_types_years(agency: Agency) -> None:
    kind = make_paper_type("giay", retention_years=20)
    leap = datetime(2028, 2, 29, 3, 0, tzinfo=UTC)
    paper = make_paper(agency, State.SIGNED, paper_type=kind, accepted_at=leap)
    assert end_of_retention(paper) == datetime(2048, 2, 29, 3, 0, tzinfo=UTC)
    kind.retention_years = 5
    assert next_end(paper) == datetime(2033, 2, 28, 3, 0, tzinfo=UTC)


def test_changed_years_leave_what_is_held_and_never_shorten_it(agency: Agency) -> None:
    kind = make_paper_type("giay", retention_years=20)
    paper = make_paper(agency, State.AVAILABLE, paper_type=kind)
    paper.retain_until = set_then = end_of_retention(paper)
    for years, of_a_new_version in ((5, set_then), (30, set_then.replace(year=2056))):
        kind.retention_years = years
        assert end_of_retention(paper) == set_then
        assert next_end(paper) == of_a_new_version


# What is due


def test_only_what_nothing_speaks_for_is_due(agency: Agency, keeper: User) -> None:
    due = [over(agency), over(agency, State.WITHDRAWN)]
    over(agency, State.TO_REVIEW)
    make_paper(agency, State.AVAILABLE)
    over(agency, retain_until=timezone.now() + timedelta(days=1))
    over(agency, dossier=make_dossier(agency))
    closed = make_dossier(agency, status=DossierStatus.RETURNED, finished_at=timezone.now())
    due.append(over(agency, dossier=closed))
    place_hold(by=keeper, paper_id=over(agency).pk, reason="Vụ án")
    proposed(keeper, over(agency))
    over(make_agency())
    assert list(due_for_disposal(papers_kept_by(keeper)).order_by("pk")) == due


def test_a_paper_that_an_open_dossier_uses_is_not_due(agency: Agency) -> None:
    procedure = make_procedure()
    component: Component = make_component(procedure)
    dossier = make_dossier(agency, procedure=procedure)
    paper = over(agency)
    reuse = Reuse.objects.create(
        dossier=dossier,
        component=component,
        paper=paper,
        mode="prior_file",
        purpose="Giải quyết",
        legal_basis="Nghị định",
        officer="user:x",
    )
    assert hindrance(paper) == "disposal.in_use"
    dossier.status = DossierStatus.RESOLVED
    dossier.save()
    assert hindrance(paper) == "disposal.in_use"
    reuse.revoked_at = timezone.now()
    reuse.save()
    assert hindrance(paper) == ""


# Two persons


def test_one_proposes_and_another_approves(agency: Agency, keeper: User, chief: User) -> None:
    paper = over(agency)
    made = proposed(keeper, paper)
    decided = decide(by=chief, disposal_id=made.pk, approve=True, reason="Đồng ý")
    assert decided.state == Disposal.State.APPROVED
    found = Event.objects.filter(object_type="disposal", object_id=made.pk).order_by("id")
    assert [(each.verb, each.actor) for each in found] == [
        ("disposal.proposed", f"user:{keeper.username}"),
        ("disposal.approved", f"user:{chief.username}"),
    ]
    assert found[0].facts == {"papers": [paper.pk]}
    with refused("disposal.decided_already"):
        decide(by=chief, disposal_id=made.pk, approve=False, reason="Thôi")


def test_what_is_refused_may_be_proposed_anew(agency: Agency, keeper: User, chief: User) -> None:
    paper = over(agency)
    made = proposed(keeper, paper)
    with refused("disposal.not_due"):
        proposed(keeper, paper)
    decide(by=chief, disposal_id=made.pk, approve=False, reason="Chưa nên")
    assert proposed(keeper, paper).state == Disposal.State.PROPOSED


@pytest.mark.parametrize(
    "facts",
    [
        {"full_name": "TRẦN THỊ GIỮ"},
        {"full_name": "Người Khác", "email": "Giu@xa.example"},
    ],
)
def test_one_person_with_two_accounts_is_one(agency: Agency, facts: dict[str, str]) -> None:
    keeper = make_user("administrator", agency, full_name="Trần Thị Giữ", email="giu@xa.example")
    second = make_user("administrator", agency, **facts)
    made = proposed(keeper, over(agency))
    for person in (keeper, second):
        with refused("disposal.same_person"):
            decide(by=person, disposal_id=made.pk, approve=True, reason="Đồng ý")


@pytest.mark.parametrize("verb", ["user.added", "user.password_reset", "user.renamed"])
@pytest.mark.parametrize("days_before", [0, 29])
@pytest.mark.parametrize("by_proposer", [True, False])
def test_two_accounts_that_were_in_one_hand_are_one_person(
    agency: Agency, keeper: User, chief: User, *, verb: str, days_before: int, by_proposer: bool
) -> None:
    made = proposed(keeper, over(agency))
    opener, opened = (keeper, chief) if by_proposer else (chief, keeper)
    at = timezone.now() - timedelta(days=days_before)
    account_opened(opener, opened, verb=verb, at=at)
    with refused("disposal.same_person"):
        decide(by=chief, disposal_id=made.pk, approve=True, reason="Đồng ý")


def test_who_made_an_account_long_ago_is_not_its_person(
    agency: Agency, keeper: User, chief: User
) -> None:
    made = proposed(keeper, over(agency))
    account_opened(keeper, chief, verb="user.added", at=timezone.now() - timedelta(days=31))
    decide(by=chief, disposal_id=made.pk, approve=True, reason="Đồng ý")


def test_nobody_decides_on_what_an_unknown_account_proposed(
    agency: Agency, keeper: User, chief: User
) -> None:
    made = proposed(keeper, over(agency))
    User.objects.filter(pk=keeper.pk).update(username="ten-moi")
    for person in (chief, User.objects.get(pk=keeper.pk)):
        with refused("disposal.same_person"):
            decide(by=person, disposal_id=made.pk, approve=True, reason="Đồng ý")


def account_opened(by: User, account: User, *, verb: str, at: datetime) -> None:
    role = account.roles.get()
    Event.objects.create(
        agency=role.agency,
        seq=900,
        actor=f"user:{by.username}",
        verb=verb,
        object_type="user",
        object_id=account.pk,
        at=at,
    )


def test_the_records_themselves_know_of_two(agency: Agency) -> None:
    with pytest.raises(IntegrityError):
        Disposal.objects.create(
            agency=agency,
            reason="x",
            legal_basis="y",
            proposed_by="user:a",
            state=Disposal.State.APPROVED,
            decided_by="user:a",
            decided_at=timezone.now(),
        )


@pytest.mark.parametrize("kind", ["clerk", "officer", "auditor", "manager"])
def test_only_administrators_propose(agency: Agency, kind: str) -> None:
    with pytest.raises(NotYours):
        proposed(make_user(kind, agency), over(agency))


@pytest.mark.parametrize("kind", ["clerk", "officer", "auditor"])
def test_only_keepers_decide_and_hold(agency: Agency, keeper: User, kind: str) -> None:
    paper, person = over(agency), make_user(kind, agency, full_name="Ai Đó")
    with pytest.raises(NotYours):
        place_hold(by=person, paper_id=paper.pk, reason="Vụ án")
    with pytest.raises(NotYours):
        decide(by=person, disposal_id=proposed(keeper, paper).pk, approve=True, reason="x")


def test_nobody_acts_elsewhere(agency: Agency, keeper: User) -> None:
    paper, elsewhere = over(agency), make_agency()
    stranger = make_user("administrator", elsewhere, full_name="Người Lạ")
    with pytest.raises(NotYours):
        proposed(stranger, paper)
    with pytest.raises(NotYours):
        place_hold(by=stranger, paper_id=paper.pk, reason="Vụ án")
    with pytest.raises(NotYours):
        decide(by=stranger, disposal_id=proposed(keeper, paper).pk, approve=True, reason="x")
    with refused("disposal.not_due"):
        propose(by=keeper, agency_id=agency.pk, papers=[over(elsewhere).pk], grounds=GROUNDS)


def test_an_empty_list_is_none(agency: Agency, keeper: User) -> None:
    with refused("disposal.nothing_chosen"):
        propose(by=keeper, agency_id=agency.pk, papers=[], grounds=GROUNDS)
    with refused("disposal.too_many"):
        propose(by=keeper, agency_id=agency.pk, papers=range(501), grounds=GROUNDS)


# Holds


def test_a_hold_is_a_recorded_act_and_so_is_its_end(
    agency: Agency, keeper: User, chief: User
) -> None:
    paper = over(agency)
    hold = place_hold(by=keeper, paper_id=paper.pk, reason="Vụ án 12/2026")
    assert hindrance(paper) == "storage.on_hold"
    lift_hold(by=chief, hold_id=hold.pk, reason="Đã xử xong")
    assert hindrance(paper) == ""
    with refused("hold.lifted_already"):
        lift_hold(by=chief, hold_id=hold.pk, reason="Nữa")
    found = Event.objects.filter(object_type="paper", object_id=paper.pk).order_by("id")
    assert [(each.verb, each.purpose) for each in found] == [
        ("paper.held", "Vụ án 12/2026"),
        ("paper.hold_lifted", "Đã xử xong"),
    ]


def test_two_holds_are_lifted_one_by_one(agency: Agency, keeper: User) -> None:
    paper = over(agency)
    first = place_hold(by=keeper, paper_id=paper.pk, reason="Thanh tra")
    place_hold(by=keeper, paper_id=paper.pk, reason="Vụ án")
    lift_hold(by=keeper, hold_id=first.pk, reason="Thanh tra xong")
    assert hindrance(paper) == "storage.on_hold"
