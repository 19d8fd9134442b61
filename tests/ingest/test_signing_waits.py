"""A paper whose signature cannot be made now waits in TO_SIGN, says why, and goes on by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from accounts.models import Agency
from dossiers.models import Event, Paper
from dossiers.states import State
from ingest.runner import run_one
from ingest.tools import Tools
from signing.adapters.folder_keys import FolderKeys
from signing.errors import KeyUnavailable, TimestampUnavailable
from signing.pki import DemoPki, agency_key_name
from tests.ingest.conftest import AGENCY
from tests.ingest.test_life import take, walked
from tests.records import make_agency
from tests.signing.authority import Authority, Issued

pytestmark = pytest.mark.django_db


class Away:
    def __init__(self) -> None:
        self.asked = 0

    def respond(self, request_der: bytes) -> bytes:
        self.asked += 1
        raise TimestampUnavailable("no answer")


@contextmanager
def key_file(folder: Path, agency: Agency, key: Issued) -> Iterator[None]:
    """The agency's key is another for a while."""
    path = folder / agency_key_name(agency.code)
    secret = DemoPki.password_file(path)
    kept = path.read_bytes()
    path.write_bytes(key.p12(secret.read_bytes()))
    try:
        yield
    finally:
        path.write_bytes(kept)


def waits(paper: Paper, code: str) -> None:
    paper = Paper.objects.get(pk=paper.pk)
    assert (paper.state, paper.failure_code) == (State.TO_SIGN, code)
    assert paper.not_before is not None
    assert not paper.renditions.filter(kind="signed").exists()
    assert not Event.objects.filter(verb="paper.failed").exists()


def goes_on(paper: Paper, tools: Tools) -> None:
    Paper.objects.update(not_before=None)
    done = run_one(Paper.objects.get(pk=paper.pk), tools)
    assert (done.state, done.failure_code) == (State.AVAILABLE, "")
    assert done.renditions.filter(kind="signed").count() == 1


@pytest.fixture
def agency() -> Agency:
    (code, name), *_ = AGENCY.items()
    return make_agency(code, name=name)


@pytest.fixture
def authority() -> Authority:
    return Authority()


def test_it_waits_for_the_time_stamp(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], pki: DemoPki
) -> None:
    away = Away()
    signer = FolderKeys(pki.root_pem.parent, timestamper=away, trial=True)
    broken = replace(tools, signer=signer, timestamper=away)
    paper = walked(take(draw_scan(), agency, broken), broken)
    waits(paper, "signing.timestamp_unavailable")
    assert away.asked == 1
    for _ in range(12):
        Paper.objects.update(not_before=None)
        run_one(Paper.objects.get(), broken)
    waits(paper, "signing.timestamp_unavailable")
    goes_on(paper, tools)


def test_it_waits_for_the_token(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> bytes:
        raise KeyUnavailable("the token is out")

    with monkeypatch.context() as patch:
        patch.setattr("signing.adapters.pkcs12.Pkcs12KeyHolder.sign_digest_input", gone)
        paper = walked(take(draw_scan(), agency, tools), tools)
        waits(paper, "signing.key_unavailable")
    goes_on(paper, tools)


def test_it_waits_while_a_key_is_renewed_file_by_file(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], pki: DemoPki
) -> None:
    secret = DemoPki.password_file(pki.root_pem.parent / agency_key_name(agency.code))
    kept = secret.read_bytes()
    secret.write_bytes(b"wrong")
    try:
        paper = walked(take(draw_scan(), agency, tools), tools)
        waits(paper, "signing.key_unreadable")
    finally:
        secret.write_bytes(kept)
    goes_on(paper, tools)


@pytest.mark.parametrize(
    ("code", "name", "options"),
    [
        ("signing.certificate_expires", None, {"days": (-30, -1)}),
        ("signing.certificate_expires", None, {"days": (-30, 0.5)}),
        ("signing.certificate_of_another", "Sở Nội vụ tỉnh khác", {}),
        ("signing.certificate_unfit", None, {"usage": frozenset({"key_encipherment"})}),
    ],
)
def test_it_waits_for_the_right_certificate(
    agency: Agency,
    tools: Tools,
    draw_scan: Callable[..., Path],
    pki: DemoPki,
    authority: Authority,
    code: str,
    name: str | None,
    options: dict[str, object],
) -> None:
    key = authority.issue(name or agency.name, **options)  # type: ignore[arg-type]
    with key_file(pki.root_pem.parent, agency, key):
        paper = walked(take(draw_scan(), agency, tools), tools)
        waits(paper, code)
    goes_on(paper, tools)


def test_a_revoked_key_signs_no_more(
    agency: Agency,
    tools: Tools,
    draw_scan: Callable[..., Path],
    pki: DemoPki,
    authority: Authority,
) -> None:
    key = authority.issue(agency.name)
    trust = authority.trust(crls=(authority.crl(key),))
    signer = FolderKeys(
        pki.root_pem.parent, timestamper=tools.timestamper, trial=True, trust=lambda: trust
    )
    with key_file(pki.root_pem.parent, agency, key):
        told = replace(tools, signer=signer)
        paper = walked(take(draw_scan(), agency, told), told)
        waits(paper, "signing.certificate_revoked")
    goes_on(paper, tools)


def test_the_mark_of_a_walked_paper_covers_no_print(
    agency: Agency, tools: Tools, draw_scan: Callable[..., Path], tmp_path: Path
) -> None:
    paper = walked(take(draw_scan(), agency, tools), tools)
    assert paper.state == State.AVAILABLE
    key = paper.renditions.get(kind="signed").key
    copy = tools.store.local_copy(key, folder=tmp_path)
    with pikepdf.open(copy) as pdf:
        box = [float(edge) for edge in pdf.Root.AcroForm.Fields[0].Rect]
        size = [float(edge) for edge in pdf.pages[0].MediaBox]
    assert size[2] - box[2] == pytest.approx(10, abs=1)
    assert box[1] > size[3] / 2
