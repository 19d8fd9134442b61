"""Verified again before use: fresh verdicts, what is missing proves nothing, what broke is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from django.utils import timezone

from config import fresh
from dossiers.models import Event, Notification, Paper, Rendition, Reuse, ReuseMode, Verification
from dossiers.states import State, WrongMove
from ingest.errors import TrustMissing
from ingest.tools import Tools
from ingest.verifying import verify_again
from reuse.facts import Judged, is_stale, with_newest_verdict
from signing.trust import load_trust
from storage.errors import ObjectDamaged, ObjectMissing
from tests.ingest.conftest import AGENCY
from tests.ingest.test_life import take, walked
from tests.records import make_agency, make_component, make_dossier, make_user

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=31)


@pytest.fixture
def paper(tools: Tools, draw_scan: Callable[..., Path]) -> Paper:
    """A paper in use, with the verdict of its life, which is a month old."""
    code, name = next(iter(AGENCY.items()))
    made = walked(take(draw_scan(), make_agency(code, name=name), tools), tools)
    assert made.state == State.AVAILABLE
    made.verifications.update(verified_at=LONG_AGO)
    return Paper.objects.get(pk=made.pk)


def used_by(paper: Paper) -> Reuse:
    assert paper.paper_type is not None
    dossier = make_dossier(paper.agency, holder=paper.holder)
    return Reuse.objects.create(
        dossier=dossier,
        component=make_component(dossier.procedure, paper.paper_type),
        paper=paper,
        mode=ReuseMode.PRIOR_FILE,
        purpose="Giải quyết",
        legal_basis="Luật",
        officer=f"user:{make_user('officer', paper.agency).username}",
    )


def stale(paper: Paper) -> bool:
    """Whether the newest verdict on the paper is too old to be relied on."""
    now = with_newest_verdict(Paper.objects.filter(pk=paper.pk)).get()
    return is_stale(cast("Judged", now))


def test_a_fresh_verdict_stands_beside_the_old_one(paper: Paper, tools: Tools) -> None:
    assert stale(paper)
    verdict = verify_again(paper, tools, by="user:can-bo")
    assert (verdict.outcome, paper.verifications.count()) == ("valid", 2)
    assert not stale(paper)
    event = Event.objects.get(verb="paper.verified")
    assert event.facts == {"signature": "valid", "dossiers": []}
    assert event.actor == "user:can-bo"


def test_the_agency_may_have_another_name_today(paper: Paper, tools: Tools) -> None:
    paper.agency.name = "Ủy ban nhân dân phường An Bình"
    paper.agency.save()
    assert verify_again(paper, tools, by="worker").outcome == "valid"


def test_bytes_that_were_never_found_valid_are_asked_whose_they_are(
    paper: Paper, tools: Tools
) -> None:
    paper.verifications.update(sha256="0" * 64)
    paper.agency.name = "Ủy ban nhân dân xã Khác"
    paper.agency.save()
    assert verify_again(paper, tools, by="worker").outcome != "valid"


def test_a_missing_root_proves_nothing(paper: Paper, tools: Tools) -> None:
    nothing_loaded = replace(tools, trust=lambda: load_trust([]))
    with pytest.raises(TrustMissing):
        verify_again(paper, nothing_loaded, by="worker")
    assert paper.verifications.get().outcome == "valid"
    assert stale(paper)


def test_a_signature_that_is_not_valid_any_more_is_told_where_the_paper_was_used(
    paper: Paper, tools: Tools, tmp_path: Path
) -> None:
    used = used_by(paper)
    signed = paper.renditions.get(kind=Rendition.Kind.SIGNED)
    whole = tools.store.local_copy(signed.key, folder=tmp_path).read_bytes()
    broken = tmp_path / "broken.pdf"
    # One letter of the signed content, so that the digest is another.
    place = whole.index(b"/MediaBox")
    broken.write_bytes(whole[:place] + b"/mediaBox" + whole[place + 9 :])
    with broken.open("rb") as source:
        held = tools.store.put(source, media_type="application/pdf")
    Rendition.objects.filter(pk=signed.pk).update(key=held.key, sha256=held.sha256)
    assert verify_again(paper, tools, by="worker").outcome == "invalid"
    used.refresh_from_db()
    assert used.alarm == "reuse.signature_invalid"
    assert Notification.objects.get().kind == "reuse.signature_invalid"
    assert Event.objects.get(verb="paper.verified").facts["dossiers"] == [used.dossier_id]
    # Once invalid, a second look tells nobody anew.
    verify_again(paper, tools, by="worker")
    assert Notification.objects.count() == 1


@pytest.mark.parametrize("state", [State.REVIEWED, State.WITHDRAWN])
def test_only_a_paper_in_use_is_verified(paper: Paper, tools: Tools, state: State) -> None:
    paper.state = state
    with pytest.raises(WrongMove):
        verify_again(paper, tools, by="worker")


def test_a_lost_object_is_told_and_nothing_is_kept(paper: Paper, tools: Tools) -> None:
    Rendition.objects.filter(kind=Rendition.Kind.SIGNED).update(key="00/00/" + "0" * 64)
    with pytest.raises(ObjectMissing):
        verify_again(paper, tools, by="worker")
    assert paper.verifications.count() == 1


def test_doors_verify_only_what_is_old_and_go_on_without_what_cannot_be_verified(
    paper: Paper, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh, "page_tools", lambda: tools)
    fresh.verify_stale([paper], by="user:can-bo")
    fresh.verify_stale([paper], by="user:can-bo")
    assert paper.verifications.count() == 2

    def damaged(*_: object, **__: object) -> Verification:
        raise ObjectDamaged("key")

    paper.verifications.update(verified_at=LONG_AGO)
    monkeypatch.setattr(fresh, "verify_again", damaged)
    fresh.verify_stale([paper], by="user:can-bo")
    assert stale(paper)


def signed_copy(paper: Paper) -> Rendition:
    return paper.renditions.get(kind=Rendition.Kind.SIGNED)


@pytest.fixture
def door(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What stands between a copy and whoever asks for it."""
    monkeypatch.setattr(fresh, "page_tools", lambda: tools)
    return partial(fresh.assure, by="user:can-bo")


def test_a_copy_leaves_by_its_young_verdict_and_is_verified_again_when_it_is_old(
    paper: Paper, door: Callable[..., None]
) -> None:
    door(signed_copy(paper), must_be_valid=True)
    assert paper.verifications.count() == 2  # it was a month old
    door(signed_copy(paper), must_be_valid=True)
    assert paper.verifications.count() == 2


def test_a_verdict_does_not_stand_for_other_bytes(paper: Paper, door: Callable[..., None]) -> None:
    paper.verifications.update(verified_at=timezone.now(), sha256="0" * 64)
    door(signed_copy(paper), must_be_valid=True)
    assert paper.verifications.count() == 2


def test_a_verdict_ends_with_the_list_that_it_rests_on(
    paper: Paper, door: Callable[..., None]
) -> None:
    hour = timedelta(hours=1)
    now = timezone.now()
    facts = {"until": (now - hour).isoformat()}
    paper.verifications.update(
        verified_at=now - 2 * hour, checks=[{"number": 4, "outcome": "ok", "facts": facts}]
    )
    door(signed_copy(paper), must_be_valid=True)
    assert paper.verifications.count() == 2


@pytest.mark.parametrize(
    ("outcome", "must_be_valid", "code"),
    [
        ("invalid", False, "paper.signature_invalid"),
        ("indeterminate", True, "reuse.not_usable"),
        ("indeterminate", False, None),
    ],
)
def test_a_copy_that_does_not_hold_stays(
    paper: Paper, door: Callable[..., None], outcome: str, must_be_valid: bool, code: str | None
) -> None:
    paper.verifications.update(verified_at=timezone.now(), outcome=outcome)
    if code is None:
        door(signed_copy(paper), must_be_valid=must_be_valid)
        return
    with pytest.raises(fresh.NotGivenOut) as stopped:
        door(signed_copy(paper), must_be_valid=must_be_valid)
    assert (stopped.value.code, stopped.value.retry) == (code, False)


def test_what_cannot_be_verified_now_waits(paper: Paper, door: Callable[..., None]) -> None:
    Rendition.objects.filter(kind=Rendition.Kind.SIGNED).update(key="00/00/" + "0" * 64)
    with pytest.raises(fresh.NotGivenOut) as stopped:
        door(signed_copy(paper), must_be_valid=False)
    assert (stopped.value.code, stopped.value.retry) == ("reuse.signature_stale", True)


def test_renditions_that_are_no_evidence_leave_unasked(
    paper: Paper, door: Callable[..., None]
) -> None:
    door(paper.renditions.get(kind=Rendition.Kind.ORIGINAL), must_be_valid=False)
    assert paper.verifications.count() == 1


def test_the_ten_checks_are_kept_with_what_the_records_say(paper: Paper, tools: Tools) -> None:
    verdict = verify_again(paper, tools, by="worker")
    outcomes = {each["number"]: each["outcome"] for each in verdict.checks}
    assert outcomes == {**dict.fromkeys(range(1, 11), "ok"), 8: "not_asked"}
    assert verdict.renew_before is not None
    first = paper.verifications.order_by("pk").first()
    assert first is not None
    assert {each["number"]: each["outcome"] for each in first.checks}[8] == "ok"


def test_another_signer_than_the_records_name_is_told(paper: Paper, tools: Tools) -> None:
    first = paper.verifications.get()
    first.signatures[0]["signer"] = "Ai đó khác"
    first.save()
    verdict = verify_again(paper, tools, by="worker")
    assert verdict.outcome == "invalid"
    assert {each["number"]: each["outcome"] for each in verdict.checks}[9] == "failed"
