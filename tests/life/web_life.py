"""What people do with sample papers through the pages, and what has become of them afterwards.

Run in a process of its own with the settings of one installation, whose workers run beside it:
`python -c "import django; django.setup(); from tests.life import web_life; web_life.main('upload')"`.
"""

import json
import sys
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, User
from config import wiring
from dossiers.models import Event, Paper, ReceivedFile
from dossiers.states import State
from ingest.pipeline import MACHINE_STATES
from reuse.finding import Wanted, find
from samples.draw import load_samples
from samples.model import SampleFile
from vietnamese.text import fold
from web.review.forms import DATE_FIELDS, ReviewForm, shown_date
from worker.demo.logins import ensure_logins
from worker.demo.prepare import prepare

PAPERS = 20
WAIT_S = 300.0
REASON = "Bản gốc không mang đi được."


def main(act: str) -> None:
    """Do one act; what it finds goes out as JSON."""
    sys.stdout.write(json.dumps(ACTS[act](), ensure_ascii=False, sort_keys=True))


def make_ready() -> list[str]:
    """Records, catalogues, keys, samples, people."""
    prepare(wiring.home())
    ensure_logins(wiring.home() / "demo-logins.json")
    return [each.name for each in _samples()]


def upload() -> list[int]:
    """Hand the samples in at Quét, each dossier in a batch of its own; wait until only people are waited for."""
    client, answers = _clerk(), []
    for (agency, dossier), group in groupby(
        _samples(), key=lambda each: (each.agency, each.dossier)
    ):
        files = [
            SimpleUploadedFile(each.name, (_folder() / "scans" / each.name).read_bytes())
            for each in group
        ]
        place = {"place": "dossier", "number": dossier} if dossier else {"place": "backlog"}
        form = {"agency": Agency.objects.get(code=agency).pk, "uploads": files, **place}
        answers.append(client.post(reverse("scan"), form).status_code)
    _wait()
    return answers


def accept() -> list[int]:
    """Compare each paper that waits with the truth at Đối soát and accept it; wait for the machine again."""
    client, answers = _clerk(), []
    for sample in _samples():
        paper = Paper.objects.filter(received_file__name=sample.name).first()
        if paper is not None and paper.state == State.TO_REVIEW:
            answers.append(_accept(client, paper, sample))
    _wait()
    return answers


def _accept(client: Client, paper: Paper, sample: SampleFile) -> int:
    truth = {
        name: shown_date(value) if name in DATE_FIELDS else value
        for name, value in sample.fields.items()
    }
    form = {**ReviewForm(paper=paper).initial, "paper_type": sample.paper_type or "", **truth}
    address = reverse("review_paper", args=[paper.pk])
    answer = client.post(address, form)
    if answer.status_code == 422:
        answer = client.post(address, {**form, "quality_reason": REASON, "confirm_holder": "on"})
    return answer.status_code


def tell() -> dict[str, Any]:
    """All that must not depend on the servers."""
    clerk = User.objects.get(username="canbo")
    papers = Paper.objects.visible_to(clerk)
    queries = sorted({each for paper in papers for each in _queries(paper)})
    index = wiring.index()
    return {
        "files": dict(ReceivedFile.objects.values_list("name", "outcome")),
        "papers": {each.received_file.name: _paper(each) for each in papers},
        "found": {
            query: [
                each.paper.received_file.name
                for each in find(Wanted(query=query), papers=papers, index=index).found
            ]
            for query in queries
        },
        "leased": Paper.objects.exclude(lease_owner="").count(),
        "store": type(wiring.store()).__name__,
        "index": type(index).__name__,
        "records": connection.vendor,
    }


def _paper(paper: Paper) -> dict[str, Any]:
    events = Event.objects.filter(object_type="paper", object_id=paper.pk).order_by("seq")
    return {
        "state": paper.state,
        "type": paper.paper_type_id,
        "retention": paper.paper_type.retention_years if paper.paper_type else None,
        "holder": paper.holder.name if paper.holder else None,
        "dossier": paper.dossier.number if paper.dossier else None,
        "component": paper.component.code if paper.component else None,
        "validity": [str(paper.valid_from), str(paper.valid_to)],
        "failure": paper.failure_code,
        "fields": dict(paper.fields.values_list("name", "value")),
        "read": [page.text for page in paper.page_texts.order_by("number")],
        "renditions": {each.kind: _years_held(each.key, paper) for each in paper.renditions.all()},
        "events": list(events.values_list("verb", flat=True)),
    }


def _years_held(key: str, paper: Paper) -> int | None:
    """For how many years from its acceptance the store holds it; None where it may be deleted."""
    held = wiring.store().stat(key)
    until = held.retain_until if held else None
    return until.year - paper.accepted_at.year if until and paper.accepted_at else None


def _queries(paper: Paper) -> list[str]:
    """What somebody who looks for this paper types."""
    holder = paper.holder.name if paper.holder else ""
    return [each for each in (paper.number, holder, fold(holder)) if each]


def _wait() -> None:
    _until(lambda: not Paper.objects.filter(state__in=MACHINE_STATES).exists())
    _until(lambda: not Paper.objects.filter(indexed_version__lt=F("version")).exists())


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(list(Paper.objects.values_list("pk", "state", "failure_code")))
        time.sleep(0.5)


def _clerk() -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="canbo"))
    return client


def _folder() -> Path:
    return wiring.home() / "samples"


def _samples() -> list[SampleFile]:
    samples = load_samples(_folder())
    assert samples is not None
    return list(samples.files[:PAPERS])


ACTS: dict[str, Callable[[], Any]] = {
    "make_ready": make_ready,
    "upload": upload,
    "accept": accept,
    "tell": tell,
}
