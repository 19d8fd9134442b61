"""`motlan renew`: what it counts, what it prints, how it ends."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from config import wiring
from dossiers.models import Rendition
from ingest.tools import Tools
from tests.ingest.conftest import AGENCY, draw_scan, engine, pki, tools, trust  # noqa: F401 - fixtures
from tests.ingest.test_life import take, walked
from tests.records import make_agency
from worker.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def due_copy(
    tools: Tools,  # noqa: F811
    draw_scan: Callable[..., Path],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> Rendition:
    """A signed copy whose proofs end in a month; the command finds the tools that made it."""
    given = {"tools": tools}

    @contextmanager
    def wired(*, jobs: int) -> Iterator[Tools]:
        del jobs
        yield given["tools"]

    monkeypatch.setattr(wiring, "tools", wired)
    code, name = next(iter(AGENCY.items()))
    paper = walked(take(draw_scan(), make_agency(code, name=name), tools), tools)
    copy = paper.renditions.get(kind=Rendition.Kind.SIGNED)
    copy.renew_before = timezone.now() + timedelta(days=30)
    copy.save()
    return copy


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    try:
        status = main(["renew", "--json", *arguments])
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_it_counts_and_then_renews(due_copy: Rendition, capsys: pytest.CaptureFixture[str]) -> None:
    assert due_copy.renew_before is not None
    ends = due_copy.renew_before.date().isoformat()
    assert run(capsys, "--dry-run") == (0, [{"due": 1, "first_ends": ends}])
    assert run(capsys, "--dry-run", "--within", "10") == (0, [{"due": 0, "first_ends": None}])
    done = {"due": 1, "renewed": 1, "failed": {}, "ended_by": ""}
    assert run(capsys) == (
        0,
        [{"paper": due_copy.paper_id, "version": due_copy.version, "code": ""}, done],
    )
    assert run(capsys) == (0, [done | {"due": 0, "renewed": 0}])


def test_people_read_sentences(due_copy: Rendition, capsys: pytest.CaptureFixture[str]) -> None:
    del due_copy
    assert main(["renew", "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("1 bản đã ký cần gia hạn, sớm nhất ")
    assert main(["renew"]) == 0
    assert "Cần gia hạn 1 bản, đã gia hạn 1, lỗi 0." in capsys.readouterr().out


def test_trouble_is_told_and_fails_the_command(
    due_copy: Rendition,
    tools: Tools,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    @contextmanager
    def without_clock(*, jobs: int) -> Iterator[Tools]:
        del jobs
        yield replace(tools, timestamper=None)

    due_copy.renew_before = timezone.now() + timedelta(days=20 * 365)
    due_copy.save()
    assert run(capsys, "--within", str(30 * 365))[0] == 1
    monkeypatch.setattr(wiring, "tools", without_clock)
    assert run(capsys) == (1, [])


@pytest.mark.parametrize("option", ["--within", "--limit"])
def test_wrong_use(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, option, "0") == (2, [])
