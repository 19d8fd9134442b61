"""What the check of the archive mends by itself, with papers that walked their whole life."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from django.utils import timezone

from dossiers.models import Event, LegalHold, Paper, Rendition, Verification
from dossiers.states import State
from ingest import archive, archive_restoring
from ingest.archive import Wanted, verify_archive
from ingest.archive_findings import known_of, standing
from ingest.archive_looks import HOLD_MISSING
from ingest.archive_restoring import restore
from ingest.archive_rows import Named
from ingest.holding import apply_holds
from ingest.models import ArchiveFinding, ArchiveRun
from ingest.runner import run_one
from ingest.steps.compose import compose
from ingest.tools import Done, Tools
from signing.trust import load_trust
from storage.adapters.memory import MemoryStore
from storage.errors import StoreUnreachable
from tests.ingest.archives import objects
from tests.ingest.conftest import AGENCY
from tests.ingest.test_life import take, walked
from tests.records import make_agency

pytestmark = pytest.mark.django_db

WANTED = Wanted(by="cli:thu", jobs=1)
LATE = timezone.now() + timedelta(days=366 * 100)
LONG_AGO = timezone.now() - timedelta(days=40)


@pytest.fixture
def paper(tools: Tools, draw_scan: Callable[..., Path]) -> Paper:
    code, name = next(iter(AGENCY.items()))
    made = walked(take(draw_scan(), make_agency(code, name=name), tools), tools)
    assert made.state == State.AVAILABLE
    return made


def bytes_in(tools: Tools) -> dict[str, bytes]:
    assert isinstance(tools.store, MemoryStore)
    return tools.store.objects


def newest(paper: Paper, kind: Rendition.Kind) -> Rendition:
    return paper.renditions.filter(kind=kind).latest("version")


def broken(paper: Paper, kind: Rendition.Kind, tools: Tools) -> Rendition:
    lost = newest(paper, kind)
    bytes_in(tools)[lost.key] = bytes_in(tools)[lost.key][:-1] + b"?"
    return lost


def check(tools: Tools) -> ArchiveRun:
    return verify_archive(WANTED, tools)


def test_a_composed_copy_is_made_anew_from_the_original(paper: Paper, tools: Tools) -> None:
    lost = broken(paper, Rendition.Kind.COMPOSED, tools)
    run = check(tools)
    assert (run.wrong, run.restored) == (1, 1)
    finding = ArchiveFinding.objects.get()
    assert finding.answer in {"archive.composed_again", "archive.composed_anew"}
    made = newest(paper, Rendition.Kind.COMPOSED)
    tools.store.open(made.key).close()
    held = tools.store.stat(made.key)
    assert held is not None
    assert held.retain_until is not None
    if made.key != lost.key:
        assert made.version == lost.version + 1
    paper.refresh_from_db()
    assert paper.state == State.AVAILABLE
    assert Event.objects.get(verb="archive.restored").facts["because"] == "archive.damaged"
    # The next night nothing is made again.
    assert check(tools).restored == 0
    assert not standing().exists()


def test_a_lost_signed_copy_is_signed_anew_by_the_walks_own_steps(
    paper: Paper, tools: Tools
) -> None:
    lost = newest(paper, Rendition.Kind.SIGNED)
    del bytes_in(tools)[lost.key]
    assert check(tools).restored == 1
    paper.refresh_from_db()
    assert paper.state == State.REVIEWED
    event = Event.objects.get(verb="archive.signature_lost")
    assert event.facts == {"code": "archive.missing", "version": 1, "sha256": lost.sha256}
    again = run_one(Paper.objects.get(pk=paper.pk), tools)
    assert again.state == State.AVAILABLE
    made = newest(paper, Rendition.Kind.SIGNED)
    assert (made.version, made.sha256 == lost.sha256) == (2, False)
    assert paper.verifications.latest().sha256 == made.sha256
    # The lost one stays named, and is not made again.
    assert check(tools).restored == 0
    assert not standing().exists()
    finding = ArchiveFinding.objects.get(ended_at__isnull=True)
    assert (finding.object_id, finding.answer) == (lost.pk, "archive.signed_anew")


class Faltering(MemoryStore):
    """Does not give out one object, for so many times."""

    key, times = "", 0

    def open(self, key: str) -> BinaryIO:
        if key == self.key and self.times:
            self.times -= 1
            raise StoreUnreachable("input/output error", key=key)
        return super().open(key)


@pytest.mark.parametrize("times", [1, 1000])
def test_a_signed_copy_that_is_only_out_of_reach_is_not_given_up(
    paper: Paper, tools: Tools, times: int
) -> None:
    store = Faltering()
    store.__dict__.update(vars(tools.store))
    store.key, store.times = newest(paper, Rendition.Kind.SIGNED).key, times
    run = check(replace(tools, store=store))
    assert (run.wrong, run.restored) == (1, 0)
    assert standing().get().code == "archive.unreadable"
    paper.refresh_from_db()
    assert paper.state == State.AVAILABLE
    store.times = 0
    assert check(replace(tools, store=store)).wrong == 0
    assert not standing().exists()


def test_what_is_made_anew_has_the_locks_of_what_was_lost(paper: Paper, tools: Tools) -> None:
    LegalHold.objects.create(paper=paper, reason="Vụ án", placed_by="user:x", in_store=True)
    apply_holds(paper, tools.store)
    store = MemoryStore()  # the lost object's locks are lost with it
    for each in (newest(paper, kind) for kind in (Rendition.Kind.ORIGINAL, Rendition.Kind.SIGNED)):
        store.objects[each.key] = bytes_in(tools)[each.key]
        store.retain(each.key, until=LATE)
        store.hold(each.key)
    assert check(replace(tools, store=store)).restored == 1
    held = store.stat(newest(paper, Rendition.Kind.COMPOSED).key)
    assert held is not None
    assert (held.on_hold, bool(held.retain_until)) == (True, True)


def test_a_hold_that_was_lifted_since_the_look_is_not_set_again(paper: Paper, tools: Tools) -> None:
    hold = LegalHold.objects.create(paper=paper, reason="Vụ án", placed_by="user:x", in_store=True)
    named = next(each for each in objects() if each.on_hold)
    LegalHold.objects.filter(pk=hold.pk).update(
        lifted_at=timezone.now(), lifted_by="user:y", lifted_reason="Xong"
    )
    assert restore(named, HOLD_MISSING, tools, by="cli:thu") == ""
    held = tools.store.stat(named.key)
    assert held is not None
    assert not held.on_hold


def test_nothing_is_made_for_a_paper_that_was_moved_on(
    paper: Paper, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = broken(paper, Rendition.Kind.COMPOSED, tools)

    def meanwhile(of: Paper, with_: Tools) -> Done:
        done = compose(replaced_title(of), with_)
        Paper.objects.filter(pk=of.pk).update(state=State.DISPOSED)
        return done

    monkeypatch.setattr(archive_restoring, "compose", meanwhile)
    assert check(tools).restored == 0
    assert newest(paper, Rendition.Kind.COMPOSED) == lost


def replaced_title(paper: Paper) -> Paper:
    """So that other bytes are made than those that were lost."""
    paper.title = "Giấy tờ khác"
    return paper


def test_nothing_is_made_from_a_damaged_original(paper: Paper, tools: Tools) -> None:
    original = broken(paper, Rendition.Kind.ORIGINAL, tools)
    broken(paper, Rendition.Kind.COMPOSED, tools)
    broken(paper, Rendition.Kind.SIGNED, tools)
    before = dict(bytes_in(tools))
    run = check(tools)
    assert (run.wrong, run.restored) == (3, 0)
    assert bytes_in(tools) == before
    paper.refresh_from_db()
    assert paper.state == State.AVAILABLE
    assert standing().filter(object_type="receivedfile").count() == 1
    del original


def test_a_whole_store_that_is_gone_is_not_made_anew(
    paper: Paper, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_RESTORED", 0)
    broken(paper, Rendition.Kind.SIGNED, tools)
    assert check(tools).restored == 0
    paper.refresh_from_db()
    assert paper.state == State.AVAILABLE


def test_no_restore_only_tells(paper: Paper, tools: Tools) -> None:
    broken(paper, Rendition.Kind.COMPOSED, tools)
    run = verify_archive(replace(WANTED, restores=False), tools)
    assert (run.wrong, run.restored) == (1, 0)
    # A later run that may restores what an earlier one found.
    assert check(tools).restored == 1


def test_an_old_verdict_is_asked_again_and_a_young_one_is_not(paper: Paper, tools: Tools) -> None:
    assert check(tools).signatures == 0
    paper.verifications.update(verified_at=LONG_AGO)
    assert check(tools).signatures == 1
    assert paper.verifications.count() == 2
    assert not standing().exists()


def test_a_signature_that_cannot_be_asked_now_is_told_until_it_can(
    paper: Paper, tools: Tools
) -> None:
    paper.verifications.update(verified_at=LONG_AGO)
    nothing_loaded = replace(tools, trust=lambda: load_trust([]))
    assert verify_archive(WANTED, nothing_loaded).wrong == 1
    assert standing().get().code == "archive.not_verified"
    # A check that does not ask leaves it as it is.
    verify_archive(replace(WANTED, verified_within=timedelta(days=365)), tools)
    assert standing().get().code == "archive.not_verified"
    check(tools)
    assert not standing().exists()
    assert Verification.objects.latest().outcome == "valid"


def test_a_signature_that_broke_is_told(paper: Paper, tools: Tools, tmp_path: Path) -> None:
    signed = newest(paper, Rendition.Kind.SIGNED)
    whole = bytes_in(tools)[signed.key]
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(whole.replace(b"/MediaBox", b"/mediaBox", 1))
    # The row names the changed bytes, as one who can write to both would have it.
    with changed.open("rb") as source:
        held = tools.store.put(source, media_type="application/pdf")
    Rendition.objects.filter(pk=signed.pk).update(
        key=held.key, sha256=held.sha256, size_bytes=held.size_bytes
    )
    paper.verifications.update(verified_at=LONG_AGO)
    run = check(tools)
    assert run.signatures == 1
    assert "archive.signature_invalid" in set(standing().values_list("code", flat=True))


def test_what_is_disposed_of_meanwhile_is_not_told_as_lost(
    paper: Paper, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = newest(paper, Rendition.Kind.SIGNED)

    del bytes_in(tools)[lost.key]

    def meanwhile(batch: Iterable[Named]) -> dict[tuple[str, int, str], ArchiveFinding]:
        Rendition.objects.filter(pk=lost.pk).update(disposed_at=timezone.now())
        return known_of(batch)

    monkeypatch.setattr("ingest.archive.known_of", meanwhile)
    run = check(tools)
    assert (run.wrong, run.restored) == (0, 0)
    assert not ArchiveFinding.objects.exists()
