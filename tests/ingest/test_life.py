"""One whole life on memory adapters, and each step that fails, crashes or runs twice."""

import errno
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Agency
from dossiers.chain import breaks
from dossiers.models import Event, Holder, Paper, Rendition
from dossiers.states import State, WrongMove
from ingest.checks import Problem
from ingest.indexing import follow
from ingest.intake import Source, open_batch, receive
from ingest.pipeline import LIFE, MACHINE_STATES
from ingest.review import Review, accept, retry, return_paper, withdraw
from ingest.runner import BACK_OFF_S, MOST_TRIES_AWAY, claim, run_one
from ingest.steps.propose import field_row
from ingest.tools import Tools
from ocr.errors import EngineFailed
from ocr.ports import FieldProposal
from search.ports import Filters
from storage.errors import StoreUnreachable
from tests.ingest.conftest import AGENCY, FakeEngine
from tests.records import make_agency, make_paper

pytestmark = pytest.mark.django_db

LIMIT = 50_000_000


@pytest.fixture
def agency() -> Agency:
    code, name = next(iter(AGENCY.items()))
    return make_agency(code, name=name)


def take(path: Path, agency: Agency, tools: Tools) -> Paper:
    batch = open_batch(agency=agency, created_by="cli:test")
    file = receive(Source(path, path.parent), batch=batch, store=tools.store, max_bytes=LIMIT)
    return file.papers.get()


def review_of(paper: Paper, **changes: Any) -> Review:
    values = dict(paper.fields.values_list("name", "value"))
    return Review(
        paper_type=str(paper.paper_type_id), values=values | changes.pop("values", {}), **changes
    )


def walked(paper: Paper, tools: Tools) -> Paper:
    """To AVAILABLE with the clerk accepting what was read."""
    paper = run_one(paper, tools)
    assert accept(paper.pk, review=review_of(paper), by="user:clerk") == []
    return run_one(Paper.objects.get(pk=paper.pk), tools)


def test_a_paper_goes_from_scan_to_available(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path]
) -> None:
    path = draw_scan()
    seen: list[str] = []
    paper = take(path, agency, tools)
    paper = run_one(paper, tools, on_state=lambda each: seen.append(each.state))
    assert seen == ["received", "kept", "prepared", "read", "to_review"]
    assert (paper.paper_type_id, paper.number) == ("quyet_dinh", "12/QĐ-UBND")
    assert str(paper.issued_on) == "2026-03-05"

    assert accept(paper.pk, review=review_of(paper), by="user:clerk") == []
    paper = run_one(Paper.objects.get(pk=paper.pk), tools)
    assert paper.state == State.AVAILABLE
    assert paper.holder is not None
    assert paper.holder.personal_id == "038090000123"

    held = {each.kind: each for each in paper.renditions.all()}
    assert set(held) == {"original", "composed", "signed"}
    assert tools.store.open(held["original"].key).read() == path.read_bytes()
    assert all((tools.store.stat(each.key)).retain_until for each in held.values())  # type: ignore[union-attr]
    signed = pymupdf.open(stream=tools.store.open(held["signed"].key).read())
    assert "12/QĐ-UBND" in signed[0].get_text()
    verdict = paper.verifications.latest()
    assert (verdict.outcome, verdict.sha256) == ("valid", held["signed"].sha256)
    assert verdict.signatures[0]["level"] == "B-LTA"  # decisions are kept for 70 years

    verbs = list(Event.objects.filter(agency=agency).order_by("seq").values_list("verb", flat=True))
    states = [
        "received",
        "kept",
        "prepared",
        "read",
        "to_review",
        "reviewed",
        "to_sign",
        "signed",
        "available",
    ]
    assert verbs == [f"paper.{state}" for state in states]
    assert list(breaks(agency)) == []


def test_events_hold_no_personal_data(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path]
) -> None:
    walked(take(draw_scan(), agency, tools), tools)
    everything = "".join(
        str(each) for each in Event.objects.values_list("facts", "purpose", "actor")
    )
    assert "038090000123" not in everything
    assert "Nguyễn" not in everything


def test_the_table_is_whole() -> None:
    """Every state of the machine is left by a step, and each step leads where the records allow."""
    assert all(LIFE[state].step is not None for state in MACHINE_STATES)
    people = [state for state, row in LIFE.items() if row.step is None]
    assert people == [State.TO_SPLIT, State.TO_REVIEW, State.AVAILABLE]


def test_steps_may_run_twice(agency: Agency, tools: Tools, draw_scan: Callable[..., Path]) -> None:
    """What a step made outside the records is content-addressed; what it writes, it may write again."""
    paper = take(draw_scan(), agency, tools)
    for state in (State.RECEIVED, State.KEPT, State.PREPARED, State.READ):
        step = LIFE[state].step
        assert step is not None
        before = Paper.objects.get(pk=paper.pk)
        step(before, tools)  # thrown away, as when the worker dies before the outcome is written
        done = step(before, tools)
        done.save(before)
        done.save(before)  # written again, as when the answer to the commit was lost
        before.state = done.state
        before.save()
    assert Paper.objects.get(pk=paper.pk).page_texts.count() == 1
    assert Rendition.objects.filter(paper=paper, kind="original").count() == 1


def test_a_retryable_error_waits_and_goes_on(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = take(draw_scan(), agency, tools)
    answers = iter([StoreUnreachable("away")])
    stat = tools.store.stat

    def flaky(key: str) -> object:
        for error in answers:
            raise error
        return stat(key)

    monkeypatch.setattr(tools.store, "stat", flaky)
    paper = run_one(paper, tools)
    assert (paper.state, paper.attempts, paper.failure_code) == (
        State.RECEIVED,
        1,
        "storage.unreachable",
    )
    assert paper.not_before is not None
    assert claim("me") is None  # not before its time
    Paper.objects.update(not_before=None)
    assert run_one(Paper.objects.get(), tools).state == State.TO_REVIEW
    assert Paper.objects.get().failure_code == ""


def test_after_the_last_try_it_has_failed_and_can_be_retried(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = take(draw_scan(), agency, tools)

    def breaks(*_: object, **__: object) -> object:
        raise EngineFailed("page 1")

    with monkeypatch.context() as patch:
        patch.setattr(tools.sandbox, "read_each", breaks)
        for _ in range(len(BACK_OFF_S) + 1):
            Paper.objects.update(not_before=None)
            run_one(Paper.objects.get(), tools)
    paper = Paper.objects.get()
    assert (paper.state, paper.failed_from) == (State.FAILED, State.PREPARED)
    assert paper.failure_code == "ocr.engine_failed"
    retry(paper.pk, by="user:clerk")
    assert run_one(Paper.objects.get(), tools).state == State.TO_REVIEW


def test_an_outage_of_a_night_stops_no_paper(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = take(draw_scan(), agency, tools)

    def away(key: str) -> object:
        raise StoreUnreachable(key)

    with monkeypatch.context() as patch:
        patch.setattr(tools.store, "stat", away)
        for _ in range(len(BACK_OFF_S) + 24):  # twelve hours
            Paper.objects.update(not_before=None)
            run_one(Paper.objects.get(), tools)
        paper.refresh_from_db()
        assert (paper.state, paper.failure_code) == (State.RECEIVED, "storage.unreachable")
        assert paper.not_before is not None
        assert paper.not_before <= timezone.now() + timedelta(seconds=BACK_OFF_S[-1])
        # One that never comes back is told to a person in the end.
        Paper.objects.update(not_before=None, attempts=MOST_TRIES_AWAY)
        assert run_one(Paper.objects.get(), tools).state == State.FAILED
    retry(paper.pk, by="user:clerk")
    assert run_one(Paper.objects.get(), tools).state == State.TO_REVIEW


def test_a_scratch_disk_that_is_full_stops_no_paper(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    take(draw_scan(), agency, tools)
    with monkeypatch.context() as patch:
        patch.setattr("ingest.steps.files.tempfile.TemporaryDirectory", full)
        paper = run_one(Paper.objects.get(), tools)
    assert (paper.state, paper.failure_code) == (State.KEPT, "storage.full")
    Paper.objects.update(not_before=None)
    assert run_one(Paper.objects.get(), tools).state == State.TO_REVIEW


def test_a_step_that_crashes_leaves_a_code_and_the_original(
    agency: Agency,
    tools: Tools,
    draw_scan: Callable[..., Path],
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("a library fault")

    monkeypatch.setattr(engine, "read", crash)
    paper = run_one(take(draw_scan(), agency, tools), tools)
    assert paper.state == State.FAILED
    assert paper.failure_code in {"ocr.failed", "ocr.engine_failed"}
    assert tools.store.stat(paper.received_file.key) is not None


def test_what_a_database_cites_of_a_row_is_not_kept_with_the_failure(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise IntegrityError("violates a check\nDETAIL:  Failing row contains (Nguyễn Văn Thử).")

    row = replace(LIFE[State.RECEIVED], step=refused)  # type: ignore[arg-type]
    monkeypatch.setitem(LIFE, State.RECEIVED, row)
    paper = run_one(take(draw_scan(), agency, tools), tools)
    assert paper.state == State.FAILED
    assert paper.failure_detail == "IntegrityError: violates a check"


def test_a_page_without_words_is_told(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], engine: FakeEngine
) -> None:
    engine.lines = ()
    paper = run_one(take(draw_scan(), agency, tools), tools)
    assert (paper.state, paper.failure_code) == (State.FAILED, "paper.no_text")
    return_paper(paper.pk, reason="mờ", by="user:clerk")
    assert Paper.objects.get().state == State.RETURNED


def test_without_a_key_the_paper_waits_for_one(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools.signer, "has_key", lambda _code: False)
    paper = walked(take(draw_scan(), agency, tools), tools)
    assert (paper.state, paper.failed_from) == (State.FAILED, State.TO_SIGN)
    assert paper.failure_code == "signing.no_key"
    monkeypatch.undo()
    retry(paper.pk, by="user:clerk")
    assert run_one(Paper.objects.get(), tools).state == State.AVAILABLE


def test_a_copy_that_does_not_verify_is_not_available(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign = type(tools.signer).sign
    monkeypatch.setattr(
        type(tools.signer),
        "sign",
        # What is appended would lie under the time-stamp that makes it B-LTA; the signature is broken.
        lambda self, path, **facts: sign(self, path, **facts).replace(
            b"/MediaBox", b"/mediaBox", 1
        ),
    )
    paper = walked(take(draw_scan(), agency, tools), tools)
    assert (paper.state, paper.failure_code) == (State.FAILED, "signing.own_signature_not_valid")
    monkeypatch.undo()
    retry(paper.pk, by="user:clerk")  # the key is the right one now: signed anew
    assert run_one(Paper.objects.get(), tools).state == State.AVAILABLE
    assert paper.renditions.filter(kind="signed").count() == 2
    assert paper.verifications.latest().outcome == "valid"


def test_the_index_follows_and_never_runs_ahead(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path]
) -> None:
    paper = run_one(take(draw_scan(), agency, tools), tools)
    assert follow(tools.index) == 1
    assert follow(tools.index) == 0
    found = tools.index.search("quyet dinh nguyen van thu", filters=Filters())
    assert [hit.paper for hit in found] == [str(paper.pk)]
    assert not tools.index.search("nguyen van thu", filters=Filters(available_only=True))
    accept(paper.pk, review=review_of(paper), by="user:clerk")
    run_one(Paper.objects.get(), tools)
    assert follow(tools.index) == 1
    assert tools.index.search("nguyen van thu", filters=Filters(available_only=True))
    withdraw(paper.pk, reason="thu hồi", by="user:officer", revoked=True)
    follow(tools.index)
    assert not tools.index.search("nguyen van thu", filters=Filters(available_only=True))


def test_review_says_what_is_wrong_and_changes_nothing(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path]
) -> None:
    paper = run_one(take(draw_scan(), agency, tools), tools)
    wrong = review_of(paper, values={"issued_on": "31/02/2026", "personal_id": "12"})
    problems = accept(paper.pk, review=wrong, by="user:clerk")
    assert Problem("issued_on", "review.not_a_date") in problems
    assert Problem("personal_id", "review.wrong_personal_id") in problems
    assert Paper.objects.get().state == State.TO_REVIEW


def test_a_holder_with_another_name_is_never_guessed(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path]
) -> None:
    Holder.objects.create(personal_id="038090000123", name="Trần Thị Khác")
    paper = run_one(take(draw_scan(), agency, tools), tools)
    assert paper.holder is None
    assert accept(paper.pk, review=review_of(paper), by="user:clerk") == [
        Problem("holder_name", "holder.not_certain")
    ]
    assert accept(paper.pk, review=review_of(paper, confirm_holder=True), by="user:clerk") == []


def test_a_scan_under_the_types_resolution_needs_a_reason(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path]
) -> None:
    paper = run_one(take(draw_scan(dpi=120), agency, tools), tools)
    assert accept(paper.pk, review=review_of(paper), by="user:clerk") == [
        Problem("", "quality.low_dpi")
    ]
    assert (
        accept(paper.pk, review=review_of(paper, quality_reason="bản gốc đã mất"), by="user:clerk")
        == []
    )
    assert Event.objects.get(verb="paper.reviewed").facts["quality_override"] is True


def test_two_clerks_at_once(agency: Agency, tools: Tools, draw_scan: Callable[..., Path]) -> None:
    paper = run_one(take(draw_scan(), agency, tools), tools)
    assert accept(paper.pk, review=review_of(paper), by="user:first", version=paper.version) == []
    with pytest.raises(WrongMove):
        accept(paper.pk, review=review_of(paper), by="user:second", version=paper.version)
    assert Paper.objects.get().accepted_by == "user:first"


def test_a_paper_that_arrived_signed_keeps_its_bytes(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], tmp_path: Path
) -> None:
    first = walked(take(draw_scan(), agency, tools), tools)
    signed = first.renditions.get(kind="signed")
    path = tmp_path / "da-ky.pdf"
    path.write_bytes(tools.store.open(signed.key).read())
    other = make_agency("H90.02", name="Xã khác")
    paper = walked(take(path, other, tools), tools)
    assert paper.state == State.AVAILABLE
    assert paper.arrived_signed
    kinds = {each.kind for each in paper.renditions.all()}
    assert kinds == {"original", "searchable"}
    assert tools.store.open(paper.received_file.key).read() == path.read_bytes()


def test_an_unknown_root_is_indeterminate_and_still_available(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], tmp_path: Path
) -> None:
    first = walked(take(draw_scan(), agency, tools), tools)
    path = tmp_path / "goc-la.pdf"
    path.write_bytes(tools.store.open(first.renditions.get(kind="signed").key).read())
    strangers = replace(tools, trust=lambda: replace(tools.trust(), roots=()))
    paper = walked(take(path, make_agency("H90.03", name="Xã ba"), strangers), strangers)
    assert paper.state == State.AVAILABLE
    assert paper.verifications.latest().outcome == "indeterminate"


@pytest.mark.parametrize(
    ("read", "kept"),
    [("TRẦN KIM NGÂN", "Trần Kim Ngân"), ("CÔNG TY TNHH SÔNG TRÀ", "CÔNG TY TNHH SÔNG TRÀ")],
)
def test_a_name_in_capitals_is_written_one_way_and_kept_as_read(
    agency: Agency, read: str, kept: str
) -> None:
    row = field_row(make_paper(agency), "holder_name", FieldProposal(read, 95.0))
    assert (row.value, row.read_value) == (kept, read)
