"""Runs as the page tells them: how far, how fast, how much longer, and what came of the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Max, Sum

from dossiers.models import ImportPart, ImportRun

COUNTS: Final = ("rows", "created", "updated", "unchanged", "bad")
# A part takes seconds; a run that has told nothing for so long was stopped.
SILENT: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a run that goes on is, over its newest parts."""

    rows_per_s: int
    left: str


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run; `pace` while it goes on and two parts or more are written."""

    run: ImportRun
    counts: Mapping[str, int]
    done_percent: int
    goes_on: bool
    taken_up: bool  # stopped, and its file was imported again from the beginning
    pace: Pace | None


def run_lines(runs: Sequence[ImportRun], *, now: datetime) -> list[RunLine]:
    """The lines of a page, from three queries however many they are."""
    open_runs = [each.pk for each in runs if each.ended_at is None]
    found = ImportPart.objects.filter(run__in=runs).order_by().values("run")
    totals = {
        each["run"]: each
        for each in found.annotate(
            **{f"all_{name}": Sum(name) for name in COUNTS},
            parts=Count("pk"),
            done=Max("done"),
            latest=Max("at"),
        )
    }
    newest: dict[int, list[ImportPart]] = {}
    fresh = ImportPart.objects.filter(run__in=open_runs, at__gt=now - SILENT)
    for part in fresh.order_by("run", "number"):
        newest.setdefault(part.run_id, []).append(part)
    files = {each.file_sha256 for each in runs if each.pk in open_runs}
    latest = ImportRun.objects.filter(file_sha256__in=files).order_by()
    last_of = dict(latest.values_list("file_sha256").annotate(Max("pk")))
    return [
        _line(each, totals.get(each.pk, {}), newest.get(each.pk, []), last_of, now) for each in runs
    ]


def _line(
    run: ImportRun,
    total: Mapping[str, Any],
    newest: Sequence[ImportPart],
    last_of: Mapping[str, int],
    now: datetime,
) -> RunLine:
    ended = run.ended_at is not None
    goes_on = not ended and now - (total.get("latest") or run.started_at) < SILENT
    return RunLine(
        run=run,
        counts={name: total.get(f"all_{name}") or 0 for name in COUNTS},
        # 100 is said of a run that has come to its end only.
        done_percent=100 if ended else min(99, int(100 * (total.get("done") or 0))),
        goes_on=goes_on,
        taken_up=not ended and last_of.get(run.file_sha256, run.pk) > run.pk,
        pace=_pace(newest) if goes_on else None,
    )


def _pace(parts: Sequence[ImportPart]) -> Pace | None:
    """Between the first and the last of these parts: the time before the first one is not known."""
    if len(parts) < 2:
        return None
    passed_s = (parts[-1].at - parts[0].at).total_seconds()
    share = parts[-1].done - parts[0].done
    if passed_s <= 0 or share <= 0:
        return None
    rows = sum(each.rows for each in parts[1:])
    return Pace(round(rows / passed_s), _words(passed_s * (1 - parts[-1].done) / share))


def _words(seconds: float) -> str:
    """dưới 1 phút; khoảng 12 phút; khoảng 3 giờ 5 phút."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "dưới 1 phút"
    return (
        f"khoảng {minutes} phút"
        if minutes < 90
        else f"khoảng {minutes // 60} giờ {minutes % 60} phút"
    )
