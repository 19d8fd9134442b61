"""Ratings and complaints: only of what was handled, the last word counts, a person's own is nobody else's."""

from collections.abc import Callable

import pytest

from counter.closings import finish
from counter.feedback import record_complaint, record_rating, settle_complaint
from counter.results import Refused
from dossiers import answers
from dossiers.citizens.rating import rate_own
from dossiers.models import Complaint, Dossier, DossierStatus, Event, Rating, RatingChannel
from tests.counter.desk import Desk, at
from tests.records import make_holder, make_user

Clock = Callable[[str], None]


@pytest.fixture
def done(desk: Desk, clock: Clock) -> Dossier:
    dossier = desk.open(officer=desk.officer)
    finished = finish(dossier_id=dossier.pk, by=desk.officer)
    assert isinstance(finished, Dossier), finished
    return finished


def rate(
    desk: Desk, dossier: Dossier, score: int, channel: RatingChannel = RatingChannel.COUNTER
) -> Rating | Refused:
    return record_rating(dossier_id=dossier.pk, score=score, channel=channel, by=desk.clerk)


def test_the_last_word_counts_and_the_same_word_is_no_event(desk: Desk, done: Dossier) -> None:
    for score in (2, 2, 4):
        rate(desk, done, score)
    rating = Rating.objects.get()
    assert (rating.score, rating.channel) == (4, "counter")
    told = Event.objects.filter(verb="dossier.rated").order_by("id")
    assert [(each.facts["score"], each.facts["before"]) for each in told] == [(2, None), (4, 2)]
    assert all(each.object_type == "dossier" for each in told)


def test_only_what_was_handled_is_rated(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    assert rate(desk, dossier, 5) == Refused("rating.not_finished")
    done = rate_own(holder=dossier.holder, dossier_id=dossier.pk, score=5)
    assert done == answers.Refused("rating.not_finished")
    Dossier.objects.update(status=DossierStatus.NOT_RECEIVED, finished_at=at("2026-10-05T10:00"))
    assert rate(desk, dossier, 5) == Refused("rating.not_finished")


@pytest.mark.parametrize("score", [0, 6, -1])
def test_five_scores(desk: Desk, done: Dossier, score: int) -> None:
    assert rate(desk, done, score) == Refused("rating.not_a_score")
    found = rate_own(holder=done.holder, dossier_id=done.pk, score=score)
    assert found == answers.Refused("rating.not_a_score")


def test_a_person_rates_their_own_and_nobody_writes_over_it(desk: Desk, done: Dossier) -> None:
    rate(desk, done, 5)
    for score in (3, 1):
        mine = rate_own(holder=done.holder, dossier_id=done.pk, score=score)
        assert isinstance(mine, Rating)
    assert (Rating.objects.get().score, Rating.objects.get().channel) == (1, "page")
    assert rate(desk, done, 5) == Refused("rating.given_by_the_citizen")
    assert Rating.objects.get().score == 1
    actor = Event.objects.filter(verb="dossier.rated").latest("id").actor
    assert actor == f"holder:{done.holder_id}"


def test_somebody_elses_is_not_there(desk: Desk, done: Dossier) -> None:
    found = rate_own(holder=make_holder(), dossier_id=done.pk, score=1)
    assert found == answers.Refused("rating.not_your_dossier")
    outside = make_user("clerk")
    for refused in (
        record_rating(dossier_id=done.pk, score=5, channel=RatingChannel.COUNTER, by=outside),
        record_complaint(dossier_id=done.pk, about="late", by=outside),
        settle_complaint(dossier_id=done.pk, complaint_id=1, by=outside),
    ):
        assert refused == Refused("counter.not_your_dossier")
    assert not Rating.objects.exists()


def test_the_office_writes_down_what_is_told_to_it_only(desk: Desk, done: Dossier) -> None:
    for channel in (RatingChannel.PAGE, RatingChannel.PORTAL):
        assert rate(desk, done, 5, channel) == Refused("rating.not_a_channel")


def test_a_complaint_comes_once_and_is_settled_once(
    desk: Desk, done: Dossier, clock: Clock
) -> None:
    first = record_complaint(dossier_id=done.pk, about="late", by=desk.clerk)
    assert isinstance(first, Complaint)
    assert record_complaint(dossier_id=done.pk, about="late", by=desk.officer) == first
    other = record_complaint(dossier_id=done.pk, about="fee", by=desk.clerk)
    assert other != first
    clock("2026-10-06T09:00")
    for _ in range(2):
        settled = settle_complaint(dossier_id=done.pk, complaint_id=first.pk, by=desk.clerk)
        assert isinstance(settled, Complaint)
        assert settled.settled_at == at("2026-10-06T09:00")
        clock("2026-10-07T09:00")
    # Settled, the same again is another complaint.
    assert record_complaint(dossier_id=done.pk, about="late", by=desk.clerk) != first
    counts = {
        verb: Event.objects.filter(verb=verb).count()
        for verb in ("dossier.complained", "dossier.complaint_settled")
    }
    assert counts == {"dossier.complained": 3, "dossier.complaint_settled": 1}


def test_what_stands_against_a_complaint(desk: Desk, done: Dossier) -> None:
    wrong = record_complaint(dossier_id=done.pk, about="weather", by=desk.clerk)
    assert wrong == Refused("complaint.about_needed")
    unknown = settle_complaint(dossier_id=done.pk, complaint_id=99, by=desk.clerk)
    assert unknown == Refused("complaint.unknown")
    Dossier.objects.update(status=DossierStatus.REGISTERED)
    early = record_complaint(dossier_id=done.pk, about="late", by=desk.clerk)
    assert isinstance(early, Refused)
    assert early.code == "counter.wrong_status"
