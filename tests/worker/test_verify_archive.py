"""`motlan verify_archive`: what it prints, how it ends, and the mail that it sends."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from config import wiring
from config.mail import settings as mail_settings
from dossiers.models import Lease
from ingest.models import ArchiveFinding
from ingest.tools import Tools
from storage.adapters.memory import MemoryStore
from tests.ingest.archives import make_archive, objects
from tests.ingest.conftest import draw_scan, engine, pki, tools, trust  # noqa: F401 - fixtures
from tests.records import make_agency
from worker import archive_report
from worker.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(tools: Tools, monkeypatch: pytest.MonkeyPatch, settings: Any) -> MemoryStore:  # noqa: F811
    """The archive of three papers, which the command finds where it looks for tools."""
    held = MemoryStore()

    @contextmanager
    def wired(*, jobs: int) -> Iterator[Tools]:
        del jobs
        yield replace(tools, store=held)

    monkeypatch.setattr(wiring, "tools", wired)
    settings.MOTLAN_MAIL_TO = ["quan-tri@tinh.example"]
    make_archive(make_agency("H77"), held, papers=3, chance=random.Random(7))
    return held


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    try:
        status = main(["verify_archive", "--json", *arguments])
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_sound_archive(store: MemoryStore, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = run(capsys)
    size_bytes = sum(len(each) for each in store.objects.values())
    assert status == 0
    assert told == [
        {
            "run": told[0]["run"],
            "ended": True,
            "objects": 9,
            "bytes": size_bytes,
            "signatures": 0,
            "wrong": 0,
            "restored": 0,
        }
    ]
    (sent,) = mail.outbox
    assert sent.to == ["quan-tri@tinh.example"]
    assert sent.subject == "Motlan: kiểm tra kho, không có vấn đề"


def test_a_damaged_object_is_told_on_the_line_and_by_mail(
    store: MemoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    victim = next(objects())
    store.objects[victim.key] = b"?" + store.objects[victim.key][1:]
    status, told = run(capsys)
    assert status == 3
    assert told[0]["code"] == "archive.damaged"
    assert (told[0]["object"], told[0]["id"]) == ("receivedfile", victim.row.pk)
    assert told[0]["done"] is None
    assert told[-1]["wrong"] == 1
    (sent,) = mail.outbox
    assert sent.subject == "Motlan: kiểm tra kho, 1 vấn đề"
    assert "archive.damaged" in sent.body
    assert victim.key in sent.body
    assert "quet-" not in sent.body  # no name of a file


def test_lines_for_a_person(store: MemoryStore, capsys: pytest.CaptureFixture[str]) -> None:
    victim = next(objects())
    del store.objects[victim.key]
    with pytest.raises(SystemExit) as ended:
        main(["verify_archive", "--sample", "100%", "--rate", "5000"])
    assert ended.value.code == 3
    told = capsys.readouterr()
    assert "H77 · giấy tờ" in told.out
    assert "không còn đối tượng này" in told.out
    assert "9 đối tượng" in told.out


def test_a_mail_that_fails_never_fails_the_check(
    store: MemoryStore, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del store

    def refused(*_: object, **__: object) -> int:
        raise SMTPServerDisconnected("535 5.7.8 mat-khau")

    monkeypatch.setattr(archive_report, "send_mail", refused)
    with pytest.raises(SystemExit) as ended:
        main(["verify_archive", "--no-such"])
    assert ended.value.code == 2
    assert main(["verify_archive"]) == 0
    told = capsys.readouterr()
    assert "archive.mail_failed" in told.err
    assert "mat-khau" not in told.err


def test_nobody_to_tell_is_no_mail(
    store: MemoryStore, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    del store
    settings.MOTLAN_MAIL_TO = []
    assert run(capsys)[0] == 0
    assert not mail.outbox


def test_a_second_one_at_once_is_told(
    store: MemoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    far = timezone.now() + timedelta(hours=1)
    Lease.objects.create(name="archive", owner="other/place/1/2", until=far)
    with pytest.raises(SystemExit) as ended:
        main(["verify_archive"])
    assert ended.value.code == 1
    assert "archive.busy" in capsys.readouterr().err
    assert not ArchiveFinding.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--sample", "0"], "archive.wrong_sample"),
        (["--sample", "101%"], "archive.wrong_sample"),
        (["--rate", "0"], "archive.wrong_rate"),
        (["--rate", "viel"], "archive.wrong_rate"),
        (["--jobs", "0"], "jobs.not_positive"),
        (["--agency", "H00.00"], "agency.unknown"),
    ],
)
def test_wrong_use(arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["verify_archive", *arguments])
    assert ended.value.code == 2
    assert code in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        ("", ("localhost", 25, "", False, False)),
        ("smtp://mail.tinh.example", ("mail.tinh.example", 25, "", False, False)),
        ("smtp+tls://motlan@mail.example", ("mail.example", 587, "motlan", False, True)),
        ("smtps://m%40tinh@mail.example:1465", ("mail.example", 1465, "m@tinh", True, False)),
    ],
)
def test_the_address_of_a_mail_server(url: str, facts: tuple[object, ...]) -> None:
    server = mail_settings(url, password="mat-khau-thu")
    assert (
        server.host,
        server.port,
        server.user,
        server.tls_at_once,
        server.tls_later,
    ) == facts
    assert "mat-khau-thu" not in repr(server)
