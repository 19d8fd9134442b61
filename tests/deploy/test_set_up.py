"""What the one-shot services of the compose file do, on real servers where those can be had here."""

import io
import json
import os
import ssl
import subprocess
import threading
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from storage.adapters.s3 import S3Store
from storage.adapters.s3_bucket import S3Server
from storage.adapters.s3_setup import set_up
from storage.errors import StorageError, UnderRetention
from tests.services import cache
from tests.services.minio import Minio
from tests.services.rabbitmq import Rabbitmq

pytestmark = pytest.mark.service

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
MC = cache.GoProgram("mc", "github.com/minio/mc", "v0.0.0-20250313080218-cf909e1063a9")


def make_secrets(folder: Path) -> Path:
    secrets = folder / "secrets"
    command = [DEPLOY / "make-secrets.sh", secrets]
    subprocess.run(command, env={"PATH": os.environ["PATH"]}, check=True, capture_output=True)
    return secrets


def test_the_image_of_the_store_is_what_the_tests_run() -> None:
    text = (DEPLOY / "minio" / "Dockerfile").read_text()
    for program in (cache.MINIO, MC):
        assert f"{program.package}@{program.version}" in text


@pytest.mark.slow  # builds mc, once
def test_the_bucket_and_its_user(tmp_path: Path) -> None:
    mc = cache.program(MC)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "mc").symlink_to(mc)
    secrets, minio = make_secrets(tmp_path), Minio()
    minio.access_key = (secrets / "s3_root_user").read_text().strip()
    minio.secret_key = (secrets / "s3_root_password").read_text().strip()
    with minio:
        for _ in range(2):  # it may run again
            done = subprocess.run(
                [DEPLOY / "minio" / "bucket.sh"],
                env={
                    "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
                    "SECRETS": str(secrets),
                    "STORE_URL": minio.url,
                },
                capture_output=True,
                text=True,
                timeout=120,
            )
            assert done.returncode == 0, done.stdout + done.stderr
        _the_user_writes_and_cannot_take_away(
            S3Server(
                url=minio.url,
                bucket="motlan",
                region="us-east-1",
                access_key=(secrets / "s3_access_key").read_text().strip(),
                secret_key=(secrets / "s3_secret_key").read_text().strip(),
                encryption="s3",
            ),
            scratch=tmp_path,
        )
        _another_deletes_and_does_nothing_else(minio, secrets, scratch=tmp_path)


def _another_deletes_and_does_nothing_else(minio: Minio, secrets: Path, scratch: Path) -> None:
    server = S3Server(
        url=minio.url,
        bucket="motlan",
        region="us-east-1",
        access_key=(secrets / "s3_disposal_access_key").read_text().strip(),
        secret_key=(secrets / "s3_disposal_secret_key").read_text().strip(),
    )
    store = S3Store(server, scratch=scratch)
    [locked] = store.keys()
    with pytest.raises(UnderRetention):
        store.delete(locked)
    with pytest.raises(StorageError):
        store.put(io.BytesIO(b"new"), media_type="text/plain")
    with pytest.raises(StorageError):
        store.hold(locked)


def _the_user_writes_and_cannot_take_away(server: S3Server, scratch: Path) -> None:
    ready = set_up(server)
    assert (ready.made, ready.encryption) == (False, "s3")
    store, content = S3Store(server, scratch=scratch), os.urandom(12 * 1024**2)
    held = store.put(io.BytesIO(content), media_type="application/pdf")
    assert store.put(io.BytesIO(content), media_type="application/pdf").key == held.key
    with store.open(held.key) as kept:
        assert kept.read() == content
    assert list(store.keys()) == [held.key]
    with pytest.raises(UnderRetention):  # not locked, but this user may not delete
        store.delete(held.key)
    until = datetime.now(UTC) + timedelta(days=3650)
    store.retain(held.key, until=until)
    found = store.stat(held.key)
    assert found is not None
    assert found.retain_until is not None
    assert found.retain_until >= until - timedelta(seconds=1)
    with pytest.raises(StorageError):
        set_up(replace(server, bucket="another"))


class DeployedBroker(Rabbitmq):
    """RabbitMQ with the deployed configuration and the user of its secret file."""

    def __init__(self, secrets: Path) -> None:
        super().__init__()
        self.password = (secrets / "broker_password").read_text().strip()
        self._secrets = secrets

    def _prepare(self) -> None:
        super()._prepare()
        parts = [
            f"listeners.tcp.here = 127.0.0.1:{self.port}\n",
            (DEPLOY / "rabbitmq" / "motlan.conf")
            .read_text()
            .replace("1GB", "50MB")
            # Readiness is seen in the log.
            .replace("level = warning", "level = info"),
            (self._secrets / "broker_user.conf").read_text(),
        ]
        self._write("rabbitmq.conf", "".join(parts), mode=0o600)


@pytest.mark.slow
def test_the_broker_has_its_user_and_vhost(tmp_path: Path) -> None:
    broker = DeployedBroker(make_secrets(tmp_path))
    with broker:
        assert "motlan" in broker.control("list_vhosts").split()
        # Raises where the password is not the one of the file.
        broker.control("authenticate_user", "motlan", stdin=broker.password)
        users = broker.control("list_users")
        assert "motlan" in users
        assert "guest" not in users


class FakeSearch(BaseHTTPRequestHandler):
    """Takes what the script puts."""

    put: ClassVar[list[tuple[str, str, dict[str, object]]]] = []

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        kind, _, words = self.headers["Authorization"].partition(" ")
        assert kind == "Basic"
        self.put.append((self.path, b64decode(words).decode(), body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_search_user_sees_its_indexes_only(tmp_path: Path) -> None:
    """The core that the tests run has no users of its own, so this looks at what is asked of it."""
    secrets = make_secrets(tmp_path)
    (secrets / "ca_certificate").write_bytes((secrets / "ca.crt").read_bytes())
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeSearch)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(secrets / "elasticsearch.crt", secrets / "elasticsearch.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        done = subprocess.run(
            ["bash", "-x", DEPLOY / "elasticsearch" / "user.sh"],
            env={
                "PATH": os.environ["PATH"],
                "SECRETS": str(secrets),
                "SEARCH_URL": f"https://localhost:{server.server_address[1]}",
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert done.returncode == 0, done.stderr
    admin = (secrets / "elasticsearch_admin_password").read_text().strip()
    password = (secrets / "elasticsearch_password").read_text().strip()
    role = {
        "cluster": ["monitor"],
        "indices": [{"names": ["motlan", "motlan-*"], "privileges": ["all"]}],
    }
    assert FakeSearch.put == [
        ("/_security/role/motlan", f"elastic:{admin}", role),
        ("/_security/user/motlan", f"elastic:{admin}", {"password": password, "roles": ["motlan"]}),
    ]
    curls = [line for line in done.stderr.splitlines() if line.startswith("+ curl")]
    assert len(curls) == 2
    assert not [line for line in curls if admin in line or password in line]
