"""Health beside real servers that go away and come back, and beside addresses that swallow every word."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.services.elasticsearch import Elasticsearch
from tests.services.minio import Minio
from tests.services.postgresql import Postgresql
from tests.services.rabbitmq import Rabbitmq
from tests.services.toxiproxy import Proxy, Toxiproxy

pytestmark = pytest.mark.service

# A process that looks at all parts each time it is asked to.
LOOKS = """
import django; django.setup()
import json, sys, time
from web.health.probes import QUESTIONS, report
for _ in sys.stdin:
    for question in QUESTIONS.values():
        question.forget()
    began = time.monotonic()
    found = report()
    told = {each.part.key: each.code for each in found.findings}
    print(json.dumps([time.monotonic() - began, found.word.name, told]), flush=True)
"""
# A look waits 2.5 s; the rest is for a busy machine.
ANSWERS_WITHIN_S = 3.5
BACK_WITHIN_S = 40.0
SERVERS = {"records", "store", "index", "broker"}


class Looker:
    """Asks the process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def look(self) -> tuple[str, dict[str, str]]:
        """The word for all, and the code of each server."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        took_s, word, codes = json.loads(self._process.stdout.readline())
        assert took_s < ANSWERS_WITHIN_S
        return word, {key: code for key, code in codes.items() if key in SERVERS}

    def until(self, **expected: str) -> str:
        """Look until the servers are as expected, all others good; the word for all."""
        wanted = dict.fromkeys(SERVERS, "health.good") | expected
        end = time.monotonic() + BACK_WITHIN_S
        while True:
            word, codes = self.look()
            if codes == wanted:
                return word
            assert time.monotonic() < end, codes
            time.sleep(0.3)


@contextmanager
def looking(home: Path, settings: dict[str, str]) -> Iterator[Looker]:
    process = subprocess.Popen(
        [sys.executable, "-c", LOOKS],
        env=environment(home, settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Looker(process)
    finally:
        process.kill()
        process.communicate()


def environment(home: Path, settings: dict[str, str]) -> dict[str, str]:
    own = {"MOTLAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings.local"}
    return os.environ | own | settings


def motlan(home: Path, settings: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "worker.cli", *arguments]
    done = subprocess.run(
        command, env=environment(home, settings), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def black_hole() -> Iterator[str]:
    """An address where connections are taken and nothing is ever said."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        yield f"127.0.0.1:{silent.getsockname()[1]}"


def test_black_holes_are_told_in_time_each_time(tmp_path: Path) -> None:
    with ExitStack() as holes:
        records, store, index, broker = (holes.enter_context(black_hole()) for _ in range(4))
        settings = {
            "MOTLAN_DATABASE_URL": f"postgresql://motlan@{records}/motlan",
            "MOTLAN_S3_URL": f"http://{store}",
            "MOTLAN_S3_ACCESS_KEY": "motlan",
            "MOTLAN_S3_SECRET_KEY": "mat-khau-chi-de-thu",
            "MOTLAN_ELASTICSEARCH_URL": f"http://{index}",
            "MOTLAN_BROKER_URL": f"amqp://motlan@{broker}/",
        }
        with looking(tmp_path, settings) as looker:
            for _ in range(4):
                word, codes = looker.look()
                assert word == "DOWN"
                assert set(codes) == SERVERS
                assert "health.good" not in codes.values()


def test_servers_that_go_away_are_named_and_come_back(
    tmp_path: Path,
    postgresql: Postgresql,
    minio: Minio,
    elasticsearch: Elasticsearch,
    rabbitmq: Rabbitmq,
    toxiproxy: Toxiproxy,
) -> None:
    postgresql.create_database("health")
    settings = {
        **postgresql.environment("health"),
        **minio.environment("health"),
        **elasticsearch.environment("health"),
        **rabbitmq.environment(),
    }
    motlan(tmp_path, settings, "migrate")
    motlan(tmp_path, settings, "setup_store")
    lines: dict[str, Proxy] = {}
    for part, name in {
        "records": "MOTLAN_DATABASE_URL",
        "store": "MOTLAN_S3_URL",
        "index": "MOTLAN_ELASTICSEARCH_URL",
        "broker": "MOTLAN_BROKER_URL",
    }.items():
        upstream = address_in(settings[name])
        lines[part] = toxiproxy.proxy(f"health-{part}", upstream)
        settings[name] = settings[name].replace(upstream, lines[part].address)
    codes = {
        "store": "storage.unreachable",
        "index": "search.unreachable",
        "broker": "broker.unreachable",
    }
    with looking(tmp_path, settings) as looker:
        looker.until()
        for part, code in codes.items():
            lines[part].down()
            assert looker.until(**{part: code}) == "DEGRADED"
            lines[part].up()
            looker.until()
        lines["records"].down()
        assert looker.until(records="records.unreachable") == "DOWN"
        lines["records"].up()
        looker.until()


def address_in(url: str) -> str:
    """HOST:PORT of a URL."""
    place = url.partition("://")[2].partition("/")[0]
    return place.rpartition("@")[2]
