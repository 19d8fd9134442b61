"""`motlan worker` and `motlan serve`: troubled records do not end them, a signal does within seconds."""

import os
import select
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.test_at_once import SET_UP, at_once
from tests.faults.test_kill import MOTLAN, ROOT, Office

type_of_start = Callable[..., "subprocess.Popen[bytes]"]
pytestmark = [pytest.mark.slow, pytest.mark.service]

MOVING_BATCH = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from datetime import timedelta
from accounts.models import Agency, Role, User
from dossiers.models import Paper
from ingest.intake import open_batch, receive_upload
from config import wiring
import io
agency, user = Agency.objects.get(), User.objects.create_user("lan", password="mat-khau-chi-de-thu")
Role.objects.create(user=user, kind="clerk", agency=agency)
batch = open_batch(agency=agency, created_by="user:lan")
receive_upload(io.BytesIO(b"%PDF-1.7"), name="a.pdf", size_bytes=8, batch=batch, store=wiring.store())
Paper.objects.update(not_before=timezone.now() + timedelta(days=1))
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "accounts.signed_in.Accounts"
session.create()
print(batch.pk, session.session_key)
"""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path / "home")
    made.environment["PYTHONUNBUFFERED"] = "1"
    assert made.run("migrate", "--agency", "H90", "--name", "Tỉnh Nam Giang").returncode == 0
    return made


@pytest.fixture
def start(office: Office) -> Iterator[type_of_start]:
    """Starts `motlan` with arguments; whatever a failed test leaves running is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(*arguments: str) -> "subprocess.Popen[bytes]":
        command = [*MOTLAN, *arguments]
        process = subprocess.Popen(
            command, cwd=ROOT, env=office.environment, stderr=subprocess.PIPE
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for(process: "subprocess.Popen[bytes]", words: str, *, seconds: float) -> str:
    """What it has told on stderr up to these words."""
    assert process.stderr is not None
    told, deadline = b"", time.monotonic() + seconds
    while words.encode() not in told:
        left = deadline - time.monotonic()
        assert left > 0, told.decode()
        assert process.poll() is None, told.decode()
        if select.select([process.stderr], [], [], min(left, 1.0))[0]:
            told += os.read(process.stderr.fileno(), 65536)
    return told.decode()


def ends_within(process: "subprocess.Popen[bytes]", seconds: float) -> int:
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    code = process.wait(timeout=60)
    assert time.monotonic() - began < seconds
    return code


def test_a_worker_outlives_locked_records_and_ends_on_a_signal(
    office: Office, start: type_of_start
) -> None:
    worker = start("worker", "--jobs", "1")
    wait_for(worker, "Đang chờ việc", seconds=60)
    records = sqlite3.connect(office.home / "motlan.sqlite3", isolation_level=None)
    with closing(records) as other:
        other.execute("begin immediate")
        told = wait_for(worker, "[records.busy]", seconds=60)
        assert "Cơ sở dữ liệu đang bận ghi" in told
        other.execute("rollback")
    wait_for(worker, "Đã làm việc lại bình thường", seconds=60)
    assert ends_within(worker, 10) == 0
    office.no_process_remains()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_page(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/dang-nhap/", timeout=10).close()
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)


def refused(request: urllib.request.Request) -> int:
    """The status of an answer that must be an error."""
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(request, timeout=30)
    told.value.close()
    return told.value.code


def test_serve_ends_with_its_worker_while_people_watch(
    office: Office, start: type_of_start
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SET_UP + MOVING_BATCH],
        cwd=ROOT,
        env=office.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    batch, key = done.stdout.split()
    port = free_port()
    serve = start("serve", "--port", str(port))
    wait_for_page(port)
    address = f"http://127.0.0.1:{port}/quet/lo/{batch}/theo-doi/"
    request = urllib.request.Request(address, headers={"Cookie": f"sessionid={key}"})
    streams = [urllib.request.urlopen(request, timeout=30) for _ in range(6)]
    assert all(stream.readline().startswith(b"event:") for stream in streams)
    assert refused(request) == 429
    for stream in streams[:3]:
        stream.close()
    time.sleep(3)
    streams += [urllib.request.urlopen(request, timeout=30)]  # a closed stream gives its place back
    assert ends_within(serve, 20) == 0
    for stream in streams:
        stream.close()
    office.no_process_remains()


def test_serve_starts_its_worker_again_and_masks_ids_in_its_log(
    office: Office, start: type_of_start
) -> None:
    port = free_port()
    serve = start("serve", "--port", str(port))
    wait_for_page(port)
    worker = next(
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit() and _is_worker_of(folder, serve.pid)
    )
    os.kill(worker, signal.SIGKILL)
    wait_for(serve, "đang khởi động lại", seconds=30)
    wait_for(serve, "Đang chờ việc", seconds=60)
    assert refused(urllib.request.Request(f"http://127.0.0.1:{port}/giay/038090123456")) == 404
    # A line names the route, never the address, in which somebody's number may stand.
    told = wait_for(serve, "Not Found", seconds=10)
    assert "status_code=404" in told
    assert "38090123456" not in told
    assert ends_within(serve, 20) == 0
    office.no_process_remains()


def _is_worker_of(folder: Path, parent: int) -> bool:
    try:
        facts = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        return int(facts[1]) == parent and b"worker\0" in (folder / "cmdline").read_bytes()
    except OSError:
        return False


def test_the_records_bear_the_pages_and_the_worker_at_once(
    office: Office, start: type_of_start
) -> None:
    """Acts of several processes beside a worker: nobody is locked out."""
    worker = start("worker", "--jobs", "2")
    wait_for(worker, "Đang chờ việc", seconds=60)
    write = """
from accounts.models import Agency
from dossiers import events
for _ in range(100):
    events.record(agency=Agency.objects.get(), actor="worker", verb="test.written", about=Agency.objects.get())
"""
    at_once(office, write, write, write)
    assert ends_within(worker, 10) == 0
    assert office.run("audit", "verify").returncode == 0
    office.no_process_remains()
