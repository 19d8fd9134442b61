"""Twenty sample papers through the pages: on PostgreSQL, S3, Elasticsearch and RabbitMQ as on one machine alone.

Everything that people see afterwards is the same: papers, fields, states, history, and what is found first.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.faults.test_kill import MOTLAN, ROOT

ACT = "import django; django.setup(); from tests.life import web_life; web_life.main"
pytestmark = [pytest.mark.slow, pytest.mark.service]


class Installation:
    """A Motlan with its processes."""

    def __init__(self, home: Path, settings: Mapping[str, str]) -> None:
        self.home = home
        home.mkdir(parents=True)
        self.environment = {**os.environ, **settings, "MOTLAN_HOME": str(home)}
        self.environment["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
        self._started: list[subprocess.Popen[bytes]] = []

    def act(self, act: str) -> Any:
        """One act of tests/life/web_life.py; what it found."""
        return json.loads(self._run([sys.executable, "-c", f"{ACT}({act!r})"]))

    def motlan(self, *arguments: str) -> str:
        """Run a command to its end."""
        return self._run([*MOTLAN, *arguments])

    def start(self, *arguments: str) -> None:
        """Start a process that works until the end."""
        command = [*MOTLAN, *arguments]
        with (self.home / f"log-{len(self._started)}").open("wb") as log:
            self._started.append(
                subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
            )

    def end(self) -> list[int]:
        """Ask every process to stop; their exit statuses."""
        for process in self._started:
            process.send_signal(signal.SIGTERM)
        statuses = [process.wait(60) for process in self._started]
        self._started.clear()
        return statuses

    def close(self) -> None:
        """End what a failed test left running."""
        for process in self._started:
            process.kill()
            process.wait()

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=700,
        )
        logs = "\n".join(log.read_text()[-2000:] for log in self.home.glob("log-*"))
        assert done.returncode == 0, f"{done.stderr[-3000:]}\n{logs}"
        return done.stdout


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "alone", {})
    yield made
    made.close()


@pytest.fixture
def on_servers(
    tmp_path: Path, minio, elasticsearch, postgresql, rabbitmq
) -> Iterator[Installation]:
    postgresql.create_database("life")
    rabbitmq.create_vhost("life")
    settings = [
        postgresql.environment("life"),
        minio.environment("motlan-life"),
        elasticsearch.environment("motlan-life"),
        rabbitmq.environment("life"),
        {"MOTLAN_LOG_LEVEL": "INFO"},
    ]
    made = Installation(
        tmp_path / "servers", {name: value for each in settings for name, value in each.items()}
    )
    yield made
    made.close()


def live(installation: Installation) -> dict[str, Any]:
    """The papers' life; everything that must not depend on the servers."""
    assert set(installation.act("upload")) == {302}
    answers = installation.act("accept")
    assert len(answers) >= 15
    assert set(answers) == {302}
    told: dict[str, Any] = installation.act("tell")
    assert set(installation.end()) == {0}
    return told


def test_twenty_papers_live_alike_on_servers_and_alone(
    alone: Installation, on_servers: Installation
) -> None:
    names = alone.act("make_ready")
    for folder in ("samples", "keys"):
        shutil.copytree(alone.home / folder, on_servers.home / folder)
    assert on_servers.act("make_ready") == names
    on_servers.motlan("setup_store")
    alone.start("worker", "--jobs", "2")
    here = live(alone)
    for _ in range(2):
        on_servers.start("worker", "--jobs", "1")
    on_servers.start("indexer")
    there = live(on_servers)
    assert [here.pop(each) for each in ("records", "store", "index")] == [
        "sqlite",
        "FolderStore",
        "TantivyIndex",
    ]
    assert [there.pop(each) for each in ("records", "store", "index")] == [
        "postgresql",
        "S3Store",
        "ElasticsearchIndex",
    ]
    assert here["leased"] == there["leased"] == 0
    assert here["files"] == there["files"]
    assert here["papers"] == there["papers"]
    assert here["found"].keys() == there["found"].keys()
    first = {query: found[0] for query, found in here["found"].items()}
    assert {query: found[0] for query, found in there["found"].items()} == first
    for query, found in here["found"].items():
        assert set(there["found"][query]) == set(found), query
    available = [each for each in there["papers"].values() if each["state"] == "available"]
    assert len(available) >= 15
    for each in available:
        assert set(each["renditions"].values()) == {each["retention"]}
    for log in ("log-0", "log-1"):
        # Each worker was told by the broker, not only by its own looks.
        assert "motlan.take" in (on_servers.home / log).read_text()
    assert "0 giấy tờ bị bỏ quên" in on_servers.motlan("sweep")
    assert "thiếu 0" in on_servers.motlan("sweep", "--objects")
    assert on_servers.motlan("audit", "verify")
