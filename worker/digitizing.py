"""Digitizing from the command line: take files in, run their life, say what became of each."""

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from tqdm import tqdm

from accounts.models import Agency
from dossiers.models import Dossier, Paper, ReceivedFile
from dossiers.states import State
from ingest.indexing import follow
from ingest.intake import Source, find_files, open_batch, receive
from ingest.pipeline import MACHINE_STATES
from ingest.records import records_trouble
from ingest.runner import drain
from ingest.tools import Tools
from search.errors import SearchError
from storage.errors import StorageError
from worker.command import wrong_use


@dataclass(slots=True)
class Taken:
    """One file named or found: its record, or the code why it could not even be recorded."""

    path: Path
    file: ReceivedFile | None = None
    code: str = ""


@dataclass(slots=True)
class Intake:
    """What a call took in, and what it passed over."""

    files: list[Taken] = field(default_factory=list)
    passed_over: list[Path] = field(default_factory=list)


def take_in(
    paths: Iterable[Path], *, agency: Agency, dossier: Dossier | None, created_by: str, tools: Tools
) -> Intake:
    """Take every file under the paths in, in one batch; a batch that stays empty leaves no row."""
    intake = Intake()
    batch = open_batch(agency=agency, dossier=dossier, created_by=created_by)
    for path in paths:
        if not path.exists() and not path.is_symlink():
            intake.files.append(Taken(path, code="path.missing"))
            continue
        sources, passed_over = find_files(path)
        intake.passed_over += passed_over
        intake.files += [_take(source, batch, tools) for source in sources]
    if not batch.files.exists():
        batch.delete()
    return intake


def _take(source: Source, batch: Any, tools: Tools) -> Taken:
    try:
        return Taken(
            source.path,
            receive(source, batch=batch, store=tools.store, max_bytes=tools.limits.max_bytes),
        )
    except StorageError as error:
        # Nothing was acknowledged: the file lies where it was, and sending it again is safe.
        return Taken(source.path, code=error.code)
    except (OperationalError, InterfaceError) as error:
        # As above: the bytes may be held already, which a second time does no harm.
        return Taken(source.path, code=records_trouble(error))


def run_life(
    tools: Tools,
    *,
    jobs: int,
    on_warning: Callable[[str], None],
    stop: threading.Event | None = None,
    show: bool = True,
) -> None:
    """Work until only people are waited for, with a progress bar on a terminal; then bring the index up.

    Whoever starts this has seen to what was in the way: a paper that waits to be tried again is tried at once.
    """
    Paper.objects.filter(state__in=MACHINE_STATES, not_before__isnull=False).update(not_before=None)
    most = Paper.objects.filter(state__in=MACHINE_STATES).count()
    with tqdm(total=most, unit=" giấy", desc="Số hóa", disable=None if show else True) as bar:

        def meanwhile() -> None:
            left = Paper.objects.filter(state__in=MACHINE_STATES).count()
            bar.update(max(0, most - left - bar.n))

        drain(tools, jobs=jobs, stop=stop, meanwhile=meanwhile)
        meanwhile()
    try:
        follow(tools.index)
    except SearchError as error:
        # No state waits for the index: the papers are safe, search catches up later.
        on_warning(error.code)


def jobs_or_cores(jobs: int | None) -> int:
    """The number asked for, which is 1 or more, else the setting, else one a core."""
    if jobs is not None and jobs < 1:
        wrong_use("jobs.not_positive")
    return jobs or settings.MOTLAN_JOBS or len(os.sched_getaffinity(0))


def outcome(taken: Taken) -> dict[str, Any]:
    """The object of `motlan digitize --json`; a failed one carries the code."""
    file = taken.file
    result: dict[str, Any] = {
        "file": str(taken.path),
        "sha256": (file.sha256 or None) if file else None,
        "outcome": "failed",
        "code": taken.code or None,
        "papers": [],
        "duplicate_of": None,
    }
    if file is None:
        return result
    if file.outcome == ReceivedFile.Outcome.DUPLICATE:
        return {
            **result,
            "outcome": "duplicate",
            "code": file.code,
            "duplicate_of": file.duplicate_of_id,
        }
    if file.outcome == ReceivedFile.Outcome.REFUSED:
        return {**result, "code": file.code}
    papers = list(file.papers.exclude(state=State.DISSOLVED).order_by("first_page"))
    failed = next((paper for paper in papers if paper.state == State.FAILED), None)
    waiting = next((paper for paper in papers if paper.failure_code), None)
    code = (failed or waiting).failure_code if failed or waiting else None  # type: ignore[union-attr]
    return {
        **result,
        "outcome": _word(papers),
        "code": code,
        "papers": [_paper(paper) for paper in papers],
    }


def _word(papers: Sequence[Paper]) -> str:
    states = {State(paper.state) for paper in papers}
    if State.FAILED in states:
        return "failed"
    if states == {State.AVAILABLE}:
        return "available"
    return "to_review" if states & {State.TO_SPLIT, State.TO_REVIEW} else "waiting"


def _paper(paper: Paper) -> dict[str, Any]:
    pages = None if paper.last_page is None else paper.last_page - paper.first_page + 1
    return {"id": paper.pk, "state": paper.state, "paper_type": paper.paper_type_id, "pages": pages}
