"""A paper handed over: the copy once, a link for minutes, and nothing once the reuse or the paper is over."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from dossiers.models import (
    Dossier,
    DossierStatus,
    Event,
    HandOver,
    Paper,
    Rendition,
    Reuse,
)
from dossiers.states import State
from reuse.acts.holding import CLOSED
from reuse.rules import Rules, go_by, rules
from reuse.services import (
    HandedOver,
    evidence_by_link,
    evidence_of,
    hand_over,
    record_fetch,
    revoke_reuse,
)
from tests.records import make_holder
from tests.reuse.acting import code, recorded, refer
from tests.reuse.cases import Case

BY = "user:can-bo"


@pytest.fixture
def used(case: Case) -> Reuse:
    """A reuse of a paper whose signed copy is held."""
    for version in (1, 2):
        Rendition.objects.create(
            paper=case.paper,
            kind=Rendition.Kind.SIGNED,
            version=version,
            key=f"key-{version}",
            sha256=f"{version}" * 64,
            size_bytes=10,
            media_type="application/pdf",
        )
    return recorded(case)[0]


def link(used: Reuse) -> HandedOver:
    done = hand_over(reuse=used, kind=HandOver.Kind.LINK, by=BY)
    assert isinstance(done, HandedOver), done
    return done


def test_a_link_gives_the_newest_signed_bytes_for_minutes(used: Reuse) -> None:
    done = link(used)
    assert len(done.token) >= 43
    assert done.hand_over.until is not None
    lasts = done.hand_over.until - timezone.now()
    assert timedelta(minutes=14) < lasts <= timedelta(minutes=15)
    evidence = evidence_by_link(done.token)
    assert evidence is not None
    assert evidence.rendition.key == "key-2"
    # Only the hash is kept.
    assert done.token not in str(list(HandOver.objects.values()))
    assert done.token not in str(list(Event.objects.values()))
    event = Event.objects.get(verb="reuse.handed_over")
    assert event.facts == {
        "paper": used.paper_id,
        "dossier": used.dossier_id,
        "reuse": used.pk,
        "kind": "link",
    }


def test_how_long_a_link_holds_is_a_setting(used: Reuse) -> None:
    before = rules()
    go_by(Rules(link_lasts=timedelta(minutes=2)))
    try:
        until = link(used).hand_over.until
    finally:
        go_by(before)
    assert until is not None
    assert until <= timezone.now() + timedelta(minutes=2)


def test_a_second_link_ends_the_first_of_the_same_person_only(used: Reuse) -> None:
    first, second = link(used), link(used)
    assert evidence_by_link(first.token) is None
    other = hand_over(reuse=used, kind=HandOver.Kind.LINK, by="user:khac")
    assert isinstance(other, HandedOver)
    assert evidence_by_link(second.token) is not None
    assert evidence_by_link(other.token) is not None


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 5000, "giấy\udcff", "' or 1=1 --"])
def test_a_guess_gives_nothing(used: Reuse, token: str) -> None:
    link(used)
    assert evidence_by_link(token) is None


def test_an_empty_token_is_never_the_copy_without_one(used: Reuse) -> None:
    hand_over(reuse=used, kind=HandOver.Kind.COPY, by=BY)
    assert evidence_by_link("") is None


def test_a_link_that_is_over_gives_nothing(used: Reuse) -> None:
    done = link(used)
    HandOver.objects.update(until=timezone.now())
    assert evidence_by_link(done.token) is None


@pytest.mark.parametrize(
    "facts",
    [
        {"state": State.WITHDRAWN},
        {"revoked_at": date(2026, 1, 1)},
        {"valid_to": date(2026, 1, 1)},
        {"state": State.REVIEWED},
    ],
)
def test_a_paper_out_of_use_is_handed_to_nobody(
    case: Case, used: Reuse, facts: dict[str, object]
) -> None:
    done = link(used)
    Paper.objects.filter(pk=case.paper.pk).update(**facts)
    assert evidence_by_link(done.token) is None
    for kind in HandOver.Kind:
        assert code(hand_over(reuse=used, kind=kind, by=BY)) == "reuse.not_usable"


def test_a_reuse_taken_back_hands_nothing_over(case: Case, used: Reuse) -> None:
    done = link(used)
    copy = hand_over(reuse=used, kind=HandOver.Kind.COPY, by=BY)
    assert isinstance(copy, HandedOver)
    revoke_reuse(reuse_id=used.pk, reason="Bấm nhầm", officer=case.officer)
    assert evidence_by_link(done.token) is None
    assert evidence_of(HandOver.objects.get(pk=copy.hand_over.pk)) is None
    assert code(hand_over(reuse=used, kind=HandOver.Kind.COPY, by=BY)) == "reuse.unknown"


def test_a_paper_that_arrived_signed_is_handed_over_as_it_came(case: Case, used: Reuse) -> None:
    Paper.objects.filter(pk=case.paper.pk).update(arrived_signed=True)
    evidence = evidence_by_link(link(used).token)
    assert evidence is not None
    assert evidence.rendition.kind == Rendition.Kind.ORIGINAL


def test_a_paper_without_signed_bytes_is_not_handed_over(case: Case, used: Reuse) -> None:
    Rendition.objects.filter(kind=Rendition.Kind.SIGNED).delete()
    assert code(hand_over(reuse=used, kind=HandOver.Kind.COPY, by=BY)) == "reuse.not_usable"


def test_a_reference_has_nothing_to_hand_over(case: Case) -> None:
    row = refer(case)
    assert isinstance(row, Reuse)
    assert code(hand_over(reuse=row, kind=HandOver.Kind.LINK, by=BY)) == "reuse.no_paper"


def test_a_copy_is_one_act_and_each_fetch_is_recorded(used: Reuse) -> None:
    first = hand_over(reuse=used, kind=HandOver.Kind.COPY, by=BY)
    assert hand_over(reuse=used, kind=HandOver.Kind.COPY, by=BY) == first
    assert isinstance(first, HandedOver)
    assert first.token == ""
    assert Event.objects.filter(verb="reuse.handed_over").count() == 1
    evidence = evidence_of(first.hand_over)
    assert evidence is not None
    record_fetch(evidence, by=BY)
    since = HandOver.objects.get().fetched_at
    record_fetch(evidence, by=BY)
    assert since is not None
    assert HandOver.objects.get().fetched_at == since
    assert Event.objects.filter(verb="reuse.fetched").count() == 2
    facts = Event.objects.filter(verb="reuse.fetched").latest("id").facts
    assert (facts["kind"], facts["sha256"]) == ("copy", "2" * 64)


@pytest.mark.parametrize("to_nobody", [False, True])
def test_a_paper_of_another_person_is_handed_to_nobody(
    case: Case, used: Reuse, to_nobody: bool
) -> None:
    done = link(used)
    copy = hand_over(reuse=used, kind=HandOver.Kind.COPY, by=BY)
    assert isinstance(copy, HandedOver)
    other = None if to_nobody else make_holder("Phạm Văn Khác")
    Paper.objects.filter(pk=case.paper.pk).update(holder=other)
    assert evidence_by_link(done.token) is None
    assert evidence_of(HandOver.objects.get(pk=copy.hand_over.pk)) is None
    for kind in HandOver.Kind:
        assert code(hand_over(reuse=used, kind=kind, by=BY)) == "reuse.not_usable"


def test_a_paper_in_doubt_is_handed_over_when_somebody_has_looked(case: Case, used: Reuse) -> None:
    done = link(used)
    Reuse.objects.update(alarm="reuse.signature_invalid")
    assert evidence_by_link(done.token) is None
    assert code(hand_over(reuse=used, kind=HandOver.Kind.COPY, by=BY)) == "reuse.not_usable"
    Reuse.objects.update(settled_at=timezone.now(), settled_reason="Đã xem")
    assert evidence_by_link(done.token) is not None


def test_a_merged_holder_keeps_what_was_handed_over(case: Case, used: Reuse) -> None:
    done = link(used)
    stays = make_holder("Nguyễn Văn Thử")
    type(stays).objects.filter(pk=case.dossier.holder_id).update(merged_into=stays)
    Paper.objects.filter(pk=case.paper.pk).update(holder=stays)
    assert evidence_by_link(done.token) is not None


@pytest.mark.parametrize("status", CLOSED)
def test_a_dossier_that_is_over_hands_nothing_over(
    case: Case, used: Reuse, status: DossierStatus
) -> None:
    done = link(used)
    Dossier.objects.filter(pk=case.dossier.pk).update(status=status)
    assert evidence_by_link(done.token) is None
    assert code(hand_over(reuse=used, kind=HandOver.Kind.COPY, by=BY)) == "reuse.dossier_closed"
