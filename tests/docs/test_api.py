"""docs/api.md: its walk runs as it stands, and its tables are those of the API."""

import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image
from pytest_django.live_server_helper import LiveServer

from config import wiring
from config.api_messages import API
from config.messages import MESSAGES
from dossiers.models import HandOver, Paper, Rendition, Reuse
from ocr.sandbox import InlineSandbox
from storage.adapters.memory import MemoryStore
from tests.api.systems import ROOT, make_system
from tests.records import vouch_for
from tests.reuse.cases import make_case
from tests.web.no_engine import NoEngine

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()


def test_every_call_stands_in_the_table_and_no_other() -> None:
    paths = Client().get(f"{ROOT}/openapi.json").json()["paths"]
    calls = {
        f"{method.upper()} {path.removeprefix(ROOT)}"
        for path, operations in paths.items()
        for method in operations
    }
    told = re.findall(
        r"^\| `((?:GET|POST) [^`]+)` \| `(?:read|reuse|intake)` \|", TEXT, re.MULTILINE
    )
    assert set(told) == calls
    assert len(told) == len(calls)


def test_the_codes_exist_and_none_is_left_out() -> None:
    _, table = TEXT.split("## Errors")
    told = set(re.findall(r"`((?:api|reuse|evidence|holder|records|storage)\.[a-z_]+)`", table))
    assert told <= MESSAGES.keys()
    own = {code for code in API if code.startswith("api.")} - {"api.broken"}
    assert own <= told


@pytest.mark.service
@pytest.mark.django_db(transaction=True)
def test_the_walk_runs_as_it_stands(
    live_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("curl") is None:
        pytest.skip("not here: curl")
    store = MemoryStore()
    monkeypatch.setattr(wiring, "store", lambda: store)
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    monkeypatch.setattr(wiring, "preview_sandbox", lambda: InlineSandbox(NoEngine()))
    case = make_case()
    _give_bytes(case.paper, store)
    script = "set -euo pipefail\n" + "\n".join(
        re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    )
    run = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "MOTLAN": live_server.url,
            "TOKEN": make_system(case.agency).secret,
            "DOSSIER": case.dossier.number,
            "NUMBER": str(case.holder.personal_id),
            "NAME": case.holder.name,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    lines = run.stdout.splitlines()
    assert lines[:2] == [case.component.name, "usable"]
    assert (tmp_path / "paper.pdf").read_bytes() == b"%PDF-1.7 signed"
    assert (tmp_path / "page.jpg").read_bytes().startswith(b"\xff\xd8")
    reuse = Reuse.objects.get()
    assert reuse.revoked_at is not None
    assert {each.kind for each in HandOver.objects.all()} == {"copy", "link"}


def _give_bytes(paper: Paper, store: MemoryStore) -> None:
    """A picture as the original, and a signed copy."""
    made = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(made, "PNG")
    original = store.put(io.BytesIO(made.getvalue()), media_type="image/png")
    file = paper.received_file
    file.key, file.sha256 = original.key, original.sha256
    file.save()
    signed = store.put(io.BytesIO(b"%PDF-1.7 signed"), media_type="application/pdf")
    vouch_for(
        Rendition.objects.create(
            paper=paper,
            kind=Rendition.Kind.SIGNED,
            key=signed.key,
            sha256=signed.sha256,
            size_bytes=signed.size_bytes,
            media_type="application/pdf",
        )
    )
