"""Proofs of signed copies are renewed in time: a next version, verified before it counts; nothing is lost."""

import io
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from dossiers.models import Event, Lease, Paper, Rendition
from dossiers.states import State
from ingest.errors import NoTimestamper, RenewalBusy
from ingest.renewing import LEASE, Renewed, Wanted, due, renew_due
from ingest.tools import Tools
from ingest.verifying import verify_again
from signing.errors import TimestampUnavailable
from signing.trust import Trust, load_trust
from tests.ingest.conftest import AGENCY
from tests.ingest.test_life import take, walked
from tests.records import make_agency

pytestmark = pytest.mark.django_db

SIGNED = Rendition.Kind.SIGNED
WANTED = Wanted(by="cli:test")


class Silent:
    """A time-stamping service that does not answer."""

    def respond(self, request_der: bytes) -> bytes:
        raise TimestampUnavailable("no answer")


@pytest.fixture
def papers(tools: Tools, draw_scan: Callable[..., Path]) -> list[Paper]:
    """Two papers in use, of which the second's proofs end first; the trial's own end in ten years."""
    code, name = next(iter(AGENCY.items()))
    agency = make_agency(code, name=name)
    made = [walked(take(draw_scan(f"{n}.jpg", seed=n), agency, tools), tools) for n in (1, 2)]
    assert {each.state for each in made} == {State.AVAILABLE}
    ending(made[0], timezone.now() + timedelta(days=40))
    ending(made[1], timezone.now() + timedelta(days=30))
    return made


def ending(paper: Paper, at: datetime) -> None:
    paper.renditions.filter(kind=SIGNED).update(renew_before=at)


def newest(paper: Paper) -> Rendition:
    return paper.renditions.filter(kind=SIGNED).order_by("-version")[0]


def renewed(tools: Tools, **wanted: object) -> Renewed:
    return renew_due(replace(WANTED, **wanted), tools)


def test_a_verdict_tells_when_the_proofs_end(tools: Tools, papers: list[Paper]) -> None:
    verify_again(papers[0], tools, by="worker")
    ends = newest(papers[0]).renew_before
    assert ends is not None
    assert ends == papers[0].verifications.latest().renew_before
    assert ends > timezone.now() + timedelta(days=700)


def test_what_ends_soon_is_renewed_as_a_next_version(
    tools: Tools, papers: list[Paper], tmp_path: Path
) -> None:
    old = newest(papers[0])
    before = tools.store.local_copy(old.key, folder=tmp_path).read_bytes()
    done = renewed(tools)
    assert (done.due, done.renewed, done.failed) == (2, 2, {})
    now = newest(papers[0])
    whole = tools.store.local_copy(now.key, folder=tmp_path).read_bytes()
    assert (now.version, now.sha256 != old.sha256) == (old.version + 1, True)
    assert whole.startswith(before)
    assert len(whole) > len(before)
    verdict = papers[0].verifications.latest()
    assert (verdict.outcome, verdict.sha256) == ("valid", now.sha256)
    assert verdict.signatures[0]["level"] == "B-LTA"
    assert tools.store.stat(now.key).retain_until == tools.store.stat(old.key).retain_until
    event = Event.objects.get(verb="paper.renewed", object_id=papers[0].pk)
    assert event.facts == {"version": now.version, "sha256": now.sha256, "before": old.sha256}
    assert Rendition.objects.filter(pk=old.pk, sha256=old.sha256).exists()
    assert verify_again(papers[0], tools, by="worker").outcome == "valid"


def test_a_second_run_finds_nothing(tools: Tools, papers: list[Paper]) -> None:
    renewed(tools)
    assert renewed(tools) == Renewed()
    assert Event.objects.filter(verb="paper.renewed").count() == len(papers)


def test_the_first_to_end_is_the_first_to_be_renewed(tools: Tools, papers: list[Paper]) -> None:
    assert [each.paper_id for each in due(before=timezone.now() + WANTED.within)] == [
        papers[1].pk,
        papers[0].pk,
    ]
    assert renewed(tools, most=1).renewed == 1
    assert [newest(each).version for each in papers] == [1, 2]
    assert renewed(tools, within=timedelta(days=10)) == Renewed()


def test_only_copies_that_stand_as_evidence_are_due(papers: list[Paper]) -> None:
    ending(papers[0], timezone.now() + timedelta(days=400))
    Paper.objects.filter(pk=papers[1].pk).update(state=State.REVIEWED)
    assert not due(before=timezone.now() + WANTED.within).exists()


def test_a_silent_service_ends_the_run_and_nothing_is_changed(
    tools: Tools, papers: list[Paper]
) -> None:
    done = renewed(replace(tools, timestamper=Silent()))
    assert (done.renewed, done.ended_by) == (0, "signing.timestamp_unavailable")
    assert done.failed.total() == 1
    assert [newest(each).version for each in papers] == [1, 1]
    assert renewed(tools).renewed == len(papers)


def test_without_a_service_there_is_no_run(tools: Tools, papers: list[Paper]) -> None:
    del papers
    with pytest.raises(NoTimestamper):
        renewed(replace(tools, timestamper=None))


def test_a_time_stamp_that_proves_no_longer_is_not_kept(tools: Tools, papers: list[Paper]) -> None:
    for paper in papers:
        ending(paper, timezone.now() + timedelta(days=20 * 365))
    done = renewed(tools, within=timedelta(days=30 * 365))
    assert (done.renewed, done.ended_by) == (0, "signing.renewal_useless")
    assert [newest(each).version for each in papers] == [1, 1]


def test_a_paper_that_cannot_be_renewed_is_told_and_the_others_are(
    tools: Tools, papers: list[Paper]
) -> None:
    paper = papers[1]
    paper.renditions.filter(kind=SIGNED).update(key="00/00/" + "0" * 64)
    told: list[tuple[int, str]] = []
    done = renew_due(WANTED, tools, on_each=lambda copy, code: told.append((copy.paper_id, code)))
    assert (done.renewed, done.ended_by) == (1, "")
    assert told == [(papers[1].pk, "storage.missing"), (papers[0].pk, "")]


def test_without_lists_of_revocation_nothing_is_renewed(tools: Tools, papers: list[Paper]) -> None:
    done = renewed(replace(tools, trust=lambda: load_trust([])))
    assert (done.renewed, done.failed) == (0, {"signing.trust_missing": len(papers)})


class Asked:
    """A time-stamping service that must not be asked."""

    def respond(self, request_der: bytes) -> bytes:
        raise AssertionError("a time-stamp was asked for")


def test_what_does_not_hold_any_more_is_not_time_stamped(
    tools: Tools, papers: list[Paper], tmp_path: Path
) -> None:
    copy = newest(papers[1])
    whole = tools.store.local_copy(copy.key, folder=tmp_path).read_bytes()
    held = tools.store.put(io.BytesIO(whole + b"garbage"), media_type="application/pdf")
    other = tools.store.put(io.BytesIO(whole[:-1]), media_type="application/pdf")
    for key, sha256 in ((held.key, held.sha256), (other.key, copy.sha256)):
        papers[1].renditions.filter(kind=SIGNED).update(key=key, sha256=sha256)
        done = renewed(replace(tools, timestamper=Asked()), most=1)
        assert (done.renewed, done.failed) == (0, {"signing.own_signature_not_valid": 1})


def test_a_copy_that_changed_meanwhile_is_left_alone(tools: Tools, papers: list[Paper]) -> None:
    def meanwhile() -> Trust:
        """The paper goes back to be reviewed while its copy is at hand."""
        Paper.objects.update(state=State.REVIEWED)
        return tools.trust()

    renewed(replace(tools, trust=meanwhile), most=1)
    assert [newest(each).version for each in papers] == [1, 1]
    assert not Event.objects.filter(verb="paper.renewed").exists()


def test_a_stop_is_heeded_and_two_runs_do_not_meet(tools: Tools, papers: list[Paper]) -> None:
    stop = threading.Event()
    done = renew_due(WANTED, tools, stop=stop, on_each=lambda _, __: stop.set())
    assert (done.due, done.renewed) == (len(papers), 1)
    until = timezone.now() + timedelta(minutes=1)
    Lease.objects.update_or_create(name=LEASE, defaults={"owner": "host:1:2", "until": until})
    with pytest.raises(RenewalBusy):
        renewed(tools)
