"""Each server is stopped and started while papers go through two Celery workers; a worker is killed five times.

Afterwards every file is accounted for once by its digest, every object has its own, no event is missing, and
the index holds exactly what the records say. The reader is scripted: the faults are what is tried here.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.faults.test_kill import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.service]

PAPERS = 40
KILLS = 5
PORTION = 3  # files of one call: some come in before each fault, so that it meets work
SCRIPTED = [sys.executable, "-m", "tests.faults.scripted_motlan"]
DOWN_S = 4.0

PREPARE = """
from accounts.models import Agency
from config import wiring
from dossiers.models import PaperType
from signing.pki import make_demo_pki
PaperType.objects.filter(code="quyet_dinh").update(automatic_review=True)
make_demo_pki(wiring.home() / "keys", agencies={each.code: each.name for each in Agency.objects.all()})
"""
COUNT = """
import json
from django.db.models import Count
from dossiers.models import Paper
print(json.dumps(dict(Paper.objects.values_list("state").annotate(n=Count("pk")))))
"""
EVERYTHING = """
import hashlib, json
from dataclasses import asdict
from config import wiring
from dossiers.models import Event, Paper, ReceivedFile, Rendition
from ingest.indexing import differences
store = wiring.store()
keys = set(Rendition.objects.values_list("key", flat=True)) | set(ReceivedFile.objects.values_list("key", flat=True))
damaged = []
for key in keys:
    with store.open(key) as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != key[-64:]:
            damaged.append(key)
print(json.dumps({
    "files": sorted(ReceivedFile.objects.values_list("name", "sha256")),
    "outcomes": sorted(set(ReceivedFile.objects.values_list("outcome", flat=True))),
    "states": sorted(Paper.objects.values_list("state", flat=True)),
    "leased": Paper.objects.exclude(lease_owner="").count(),
    "objects": len(keys),
    "damaged": damaged,
    "received": Event.objects.filter(verb="paper.received").count(),
    "available": Event.objects.filter(verb="paper.available").count(),
    "differences": asdict(differences(wiring.index())),
    "indexed": wiring.index().count(),
}))
"""


class Installation:
    """A Motlan on servers: its settings, and the processes that run."""

    def __init__(self, home: Path, settings: Mapping[str, str]) -> None:
        self.environment = {**os.environ, **settings, "MOTLAN_HOME": str(home)}
        self.environment["PYTHONUNBUFFERED"] = "1"
        self.environment["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
        self.logs = home.parent / "logs"
        self.logs.mkdir()
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, *arguments: str, timeout: float = 180) -> subprocess.CompletedProcess[str]:
        return self._ended([*SCRIPTED, *arguments], timeout)

    def ask(self, script: str, timeout: float = 180) -> str:
        code = f"import django; django.setup()\n{script}"
        done = self._ended([sys.executable, "-c", code], timeout)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _ended(self, command: list[str], timeout: float) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def start(self, name: str, *arguments: str) -> None:
        with (self.logs / name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*SCRIPTED, *arguments], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    def kill(self, name: str) -> None:
        self.running[name].kill()
        self.running.pop(name).wait()

    def end(self) -> list[int]:
        """Ask every process to stop; their exit statuses."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        return [process.wait(timeout=60) for process in self.running.values()]

    def told(self) -> str:
        return "\n".join(f"== {log.name}\n{log.read_text()[-3000:]}" for log in self.logs.iterdir())


@pytest.fixture
def installation(
    tmp_path: Path, minio, elasticsearch, postgresql, rabbitmq
) -> Iterator[Installation]:
    postgresql.create_database("faults")
    rabbitmq.create_vhost("faults")
    made = Installation(
        tmp_path / "home",
        {
            **postgresql.environment("faults"),
            **minio.environment("motlan-faults"),
            **elasticsearch.environment("motlan-faults"),
            **rabbitmq.environment("faults"),
        },
    )
    for command in (["migrate", "--agency", "H90", "--name", "Tỉnh Nam Giang"], ["setup_store"]):
        done = made.run(*command)
        assert done.returncode == 0, done.stderr
    made.ask(PREPARE)
    yield made
    for process in made.running.values():
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scans")
    for number in range(PAPERS):
        page = Image.new("L", (1654, 2339), 250)
        pen = ImageDraw.Draw(page)
        for row in range(30):
            for column in range(12):
                left, top = 160 + column * 110, 160 + row * 60
                pen.rectangle((left, top, left + 66, top + 16), fill=20)
        pen.rectangle((160, 2100, 180 + number * 20, 2130), fill=0)
        page.save(folder / f"{number:03}.png", dpi=(200, 200))
    return folder


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def until(ready: Callable[[], bool], *, seconds: float, told: Callable[[], str]) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, told()
        time.sleep(0.5)


def states(installation: Installation) -> Counter[str]:
    return Counter(json.loads(installation.ask(COUNT)))


def kill_at_work(installation: Installation, postgresql) -> bool:
    """Kill a worker that holds a paper, and start it again; whether it was in the middle of a step."""
    deadline = time.monotonic() + 60
    with postgresql.connect("faults") as records:
        while True:
            held = "SELECT lease_owner FROM dossiers_paper WHERE lease_owner <> ''"
            owners = {int(owner.split("/")[2]): owner for (owner,) in records.execute(held)}
            for name, process in installation.running.items():
                if process.pid in owners:
                    installation.kill(name)
                    installation.start(name, "worker", "--jobs", "1")
                    return (owners[process.pid],) in records.execute(held).fetchall()
            assert time.monotonic() < deadline, installation.told()
            time.sleep(0.02)


def hand_in(installation: Installation, files: list[Path]) -> list[Path]:
    """Hand the files over as a clerk does; those that were refused, to be handed in again."""
    done = installation.run("digitize", "--enqueue", "--json", *map(str, files))
    results = [json.loads(line) for line in done.stdout.splitlines()]
    taken = {each["file"] for each in results if each["outcome"] != "failed"}
    refused = [each for each in results if each["outcome"] == "failed"]
    assert all(each["error"]["remedy"] for each in refused), refused
    return [path for path in files if str(path) not in taken]


def test_servers_and_workers_come_and_go(
    installation: Installation, scans: Path, minio, elasticsearch, postgresql, rabbitmq
) -> None:
    for name in ("worker-1", "worker-2"):
        installation.start(name, "worker", "--jobs", "1")
    installation.start("indexer", "indexer")
    waiting = sorted(scans.iterdir())

    def next_portion() -> None:
        portion, rest = waiting[:PORTION], waiting[PORTION:]
        waiting[:] = rest + hand_in(installation, portion)

    interrupted = 0
    for _ in range(KILLS):
        next_portion()
        interrupted += kill_at_work(installation, postgresql)
    assert interrupted
    for server in (minio, elasticsearch, rabbitmq, postgresql):
        next_portion()
        server.stop()
        time.sleep(DOWN_S)
        # What is handed in now is refused with a remedy, or kept: never half.
        next_portion()
        server.start()
    until(lambda: not (next_portion() or waiting), seconds=60, told=installation.told)
    until(
        lambda: states(installation) == {"available": PAPERS},
        seconds=240,
        told=lambda: f"{states(installation)}\n{installation.told()}",
    )
    # The indexer is a second behind at most.
    until(
        lambda: json.loads(installation.ask(EVERYTHING))["indexed"] == PAPERS,
        seconds=30,
        told=installation.told,
    )
    assert installation.end() == [0, 0, 0], installation.told()
    found = json.loads(installation.ask(EVERYTHING))
    assert found["files"] == sorted([path.name, digest(path)] for path in scans.iterdir())
    assert found["outcomes"] == ["kept"]
    assert found["states"] == ["available"] * PAPERS
    assert (found["leased"], found["damaged"]) == (0, [])
    assert (found["received"], found["available"]) == (PAPERS, PAPERS)
    # The original, the composed and the signed copy of each.
    assert found["objects"] == 3 * PAPERS
    assert found["differences"] == {"missing": [], "left_over": [], "behind": []}
    assert installation.run("audit", "verify").returncode == 0
