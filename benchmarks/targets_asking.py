"""The questions of `bench_targets`: every page of Chỉ tiêu over HTTP, the selector, and one paper that is accepted."""

import http.client
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, User
from benchmarks.province import ROOT
from benchmarks.reuse_asking import WAIT_S, WrongAnswer, session_of
from benchmarks.targets_province import DISTRICTS, Province
from dossiers import events
from dossiers.models import Paper, PaperType
from dossiers.states import State
from targets.lag import events_behind
from targets.models import (
    AgencyDay,
    AgencyMonth,
    AgencyYear,
    Campaign,
    ProcedureDay,
    ProcedureMonth,
)
from targets.selectors import rates_of
from tests.services.loopback import HOST
from tests.services.processes import spawn

WARM_UP = 5
INDICATORS = ("M1", "M2", "M4", "M5", "M6", "M7", "M8", "M9")
YEARS = (2023, 2024, 2025, 2026)
POLL_S = 0.005
LONGEST_S = 20.0

type_of_query = dict[str, str | int]


class Browser:
    """A manager who has signed in; one connection that is kept."""

    def __init__(self, port: int, user: User) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=WAIT_S)
        self._cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(user)}"

    def get(self, address: str) -> str:
        """The page; anything but a page raises WrongAnswer, since its time would say nothing."""
        self._connection.request("GET", address, headers={"Cookie": self._cookie})
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise WrongAnswer(f"{answer.status} {address}: {body[:500]!r}")
        return body.decode(errors="replace")


def spread(times_ms: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    ordered = sorted(times_ms)
    tail = statistics.quantiles(ordered, n=20)[-1] if len(ordered) > 1 else ordered[0]
    return {"p50_ms": round(statistics.median(ordered), 1), "p95_ms": round(tail, 1)}


def loop_ms() -> float:
    """How long a million additions take: how fast the machine was while it was asked, as others work on it too."""
    times = []
    for _ in range(5):
        began, total = time.perf_counter(), 0
        for number in range(1_000_000):
            total += number
        times.append(1_000 * (time.perf_counter() - began))
    return round(statistics.median(times), 1)


def timed(ask: Callable[[Any], object], questions: Sequence[Any]) -> dict[str, float]:
    """How long each takes; the first few warm up and do not count."""
    times = []
    for question in (*questions[:WARM_UP], *questions):
        began = time.perf_counter()
        ask(question)
        times.append(1_000 * (time.perf_counter() - began))
    return spread(times[WARM_UP:])


def pages(province: Province, count: int) -> dict[str, list[str]]:
    """As many addresses of each kind of page; of agencies large and small, years and indicators in turn."""
    queries = list(islice(_queries(province), count))
    orders = cycle(("m1", "nhu-cau"))
    found = {
        name: [reverse(name, query=query) for query in queries] for name in ("targets", "reports")
    }
    found |= {
        name: [reverse(name)] * count
        for name in ("campaigns", "report_schedules", "target_setting", "closings")
    }
    for name in ("targets_indicator", "targets_heat", "targets_rows"):
        found[name] = [_of_indicator(name, query) for query in queries]
    found["targets_compare"] = [_comparing(query) for query in queries]
    found["report_download"] = [
        reverse("report_download", args=["xlsx"], query=query) for query in queries
    ]
    found["campaign_proposals"] = [
        reverse("campaign_proposals", query={"co_quan": query["co_quan"], "xep": next(orders)})
        for query in queries
    ]
    target = {"chi_so": "M4", "co_quan": ROOT}
    found["target_edit"] = [reverse("target_edit", query=target)] * count
    found["campaign"] = [
        reverse("campaign", args=[pk])
        for pk in islice(cycle(Campaign.objects.values_list("pk", flat=True)), count)
    ]
    kind = PaperType.objects.filter(result_of__isnull=False).order_by("code")[:1]
    found["campaign_add"] = [
        reverse("campaign_add", query={"co_quan": code, "loai": kind[0].pk})
        for code in islice(cycle(province.communes), count)
    ]
    return found


def _of_indicator(name: str, query: type_of_query) -> str:
    where = {key: value for key, value in query.items() if key != "chi_so"}
    return reverse(name, args=[query["chi_so"]], query=where)


def _comparing(query: type_of_query) -> str:
    """An agency in two years."""
    agency, year = query["co_quan"], int(query["nam"])
    sides = {"a": agency, "nam_a": year - 1, "b": agency, "nam_b": year}
    return reverse("targets_compare", query=sides)


def _queries(province: Province) -> Iterator[type_of_query]:
    agencies = cycle([ROOT, *province.communes[:7], ROOT, *province.communes[DISTRICTS:20]])
    indicators, years = cycle(INDICATORS), cycle(YEARS)
    while True:
        yield {"co_quan": next(agencies), "nam": next(years), "chi_so": next(indicators)}


def ask_selector(province: Province, count: int) -> dict[str, float]:
    """What `motlan rates` asks: all indicators of an agency's subtree in a year."""
    codes = [each["co_quan"] for each in islice(_queries(province), count)]
    agencies = Agency.objects.select_related("level").in_bulk(codes, field_name="code")
    today = timezone.localdate()
    questions = [
        (agencies[str(code)], year) for code, year in zip(codes, cycle(YEARS), strict=False)
    ]

    def ask(question: tuple[Agency, int]) -> None:
        agency, year = question
        rates_of([agency], year=year, as_of=min(today, date(year, 12, 31)))

    return timed(ask, questions)


def until_shown(papers: Sequence[Paper]) -> dict[str, float]:
    """From the commit of an acceptance until every grain of the sums has it, while an indexer follows."""
    with _following():
        times = [_accept(paper) for paper in papers]
    return {**spread(times), "most_ms": round(max(times), 1)}


def _accept(paper: Paper) -> float:
    today = timezone.localdate()
    before = _items(paper.agency_id, today)
    with transaction.atomic():
        kind = PaperType.objects.order_by("code")[0]
        accepted = {"accepted_at": timezone.now(), "accepted_by": "user:bench", "paper_type": kind}
        Paper.objects.filter(pk=paper.pk).update(state=State.REVIEWED, **accepted)
        events.record(agency=paper.agency, actor="user:bench", verb="paper.reviewed", about=paper)
    began = time.perf_counter()
    while any(
        now <= then for now, then in zip(_items(paper.agency_id, today), before, strict=True)
    ):
        if time.perf_counter() - began > LONGEST_S:
            raise WrongAnswer("an accepted paper does not show")
        time.sleep(POLL_S)
    return 1_000 * (time.perf_counter() - began)


def _items(agency: int, today: date) -> list[int]:
    """Accepted copies in each grain, of the agency today, in this month or in this year."""
    where: Mapping[type[Any], dict[str, date]] = {
        ProcedureDay: {"day": today},
        AgencyDay: {"day": today},
        ProcedureMonth: {"month": today.replace(day=1)},
        AgencyMonth: {"month": today.replace(day=1)},
        AgencyYear: {"year": date(today.year, 1, 1)},
    }
    return [
        sum(grain.objects.filter(agency=agency, **when).values_list("items", flat=True))
        for grain, when in where.items()
    ]


@contextmanager
def _following() -> Iterator[None]:
    """An indexer that has read all there is to read."""
    connection.close()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        command = [sys.executable, "-m", "worker.cli", "indexer"]
        process = spawn(command, log=log, environment=os.environ, folder=Path.cwd())
        try:
            until = time.monotonic() + WAIT_S
            while "Đang theo sổ" not in log.read_text() or events_behind():
                if process.poll() is not None or time.monotonic() > until:
                    raise WrongAnswer(log.read_text())
                time.sleep(0.2)
            yield
        finally:
            process.terminate()
            process.wait()
