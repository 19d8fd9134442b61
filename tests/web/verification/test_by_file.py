"""A file of a stranger: verified in a process of its own, told in sentences, and nothing of it is left."""

import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from config import public_checks, wiring
from config.callers import network_of
from dossiers.copy_codes import code_of_copy
from dossiers.models import Paper, Rendition, Verification
from dossiers.states import State
from ocr.documents import Limits
from ocr.sandbox import InlineSandbox, ProcessSandbox
from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.pki import DemoPki, make_demo_pki
from signing.ports import Mark
from signing.sign import sign_pdf
from signing.trust import load_trust
from storage.adapters.memory import MemoryStore
from tests.records import make_agency, make_holder, make_paper, make_paper_type
from tests.web.no_engine import NoEngine
from tests.web.verification.hanging import hang, swell
from web.verification import files
from web.verification.limits import FILES

pytestmark = pytest.mark.django_db
AGENCY = "Ủy ban nhân dân xã Tân Phú"
HOLDER = "Nguyễn Thị Kín Tiếng"


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    return make_demo_pki(tmp_path_factory.mktemp("pki"), agencies={"H19.1": AGENCY})


@pytest.fixture(scope="module")
def signed(pki: DemoPki) -> bytes:
    path = pki.agency_p12["H19.1"]
    key = Pkcs12KeyHolder(path, password=DemoPki.password_file(path).read_bytes())
    return sign_pdf(page(), key=key, mark=Mark(AGENCY), timestamper=None, level="B-B")


@pytest.fixture(autouse=True)
def _tools(store: MemoryStore, pki: DemoPki, monkeypatch: pytest.MonkeyPatch) -> None:
    trust = load_trust([pki.root_pem, pki.intermediate_pem], crls=pki.crls)
    monkeypatch.setattr(wiring, "trust", lambda: trust)
    monkeypatch.setattr(public_checks, "sandbox", lambda: InlineSandbox(NoEngine()))


def page(pages: int = 1, **save: Any) -> bytes:
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out, **save)
    return out.getvalue()


def send(content: bytes, name: str = "giay-to.pdf", **headers: Any) -> Any:
    return Client().post("/kiem-tra/tep/", {"tep": SimpleUploadedFile(name, content)}, **headers)


def held(content: bytes, state: State = State.AVAILABLE) -> Paper:
    """A paper whose signed copy these bytes are."""
    paper = make_paper(
        make_agency(name=AGENCY),
        state,
        paper_type=make_paper_type("giay_phep", name="Giấy phép xây dựng"),
        holder=make_holder(HOLDER),
        title=f"Giấy phép của {HOLDER}",
        issuer="Ủy ban nhân dân huyện Ban Hành",
    )
    code_of_copy(paper)
    Rendition.objects.create(
        paper=paper,
        kind=Rendition.Kind.SIGNED,
        key="k",
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        media_type="application/pdf",
    )
    Verification.objects.create(paper=paper, sha256="0" * 64, outcome="valid")
    return paper


def test_a_signed_file_is_told_with_who_and_when(signed: bytes) -> None:
    answer = send(signed)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Chữ ký hợp lệ" in text
    assert AGENCY in text
    assert "theo máy của người ký" in text
    assert "Hệ thống này không giữ tệp này" in text
    assert "no-store" in answer["Cache-Control"]


def test_a_copy_that_we_hold_is_told_without_the_person(signed: bytes) -> None:
    held(signed)
    text = send(signed, name=f"{HOLDER}.pdf").content.decode()
    assert "Bản số hóa thật, còn giá trị" in text
    assert "Ủy ban nhân dân huyện Ban Hành" in text
    assert HOLDER not in text


def test_a_copy_that_was_withdrawn_is_told(signed: bytes) -> None:
    held(signed, State.WITHDRAWN)
    assert "đã ngừng sử dụng" in send(signed).content.decode()


def test_an_original_that_arrived_signed_is_known(signed: bytes) -> None:
    paper = held(b"another file")
    facts = {"kind": Rendition.Kind.ORIGINAL, "sha256": hashlib.sha256(signed).hexdigest()}
    paper.renditions.filter(kind=Rendition.Kind.ORIGINAL).delete()
    paper.renditions.update(**facts)
    assert "không giữ tệp này" in send(signed).content.decode()  # a scan is no evidence
    Paper.objects.update(arrived_signed=True)
    assert "còn giá trị" in send(signed).content.decode()


def test_a_changed_file_is_told(signed: bytes) -> None:
    at = signed.index(b"/MediaBox")
    changed = signed[:at] + b"/MediaBex" + signed[at + 9 :]
    held(signed)
    text = send(changed).content.decode()
    assert "Không hợp lệ" in text
    assert "Hệ thống này không giữ tệp này" in text


def test_a_file_without_signature_is_told() -> None:
    assert "Tệp không có chữ ký số." in send(page()).content.decode()


def encrypted() -> bytes:
    return page(encryption=pikepdf.Encryption(user="mat-khau", owner="mat-khau"))


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (80, 80), 255).save(out, "JPEG")
    return out.getvalue()


def bomb() -> bytes:
    """A cross-reference stream that claims millions of objects, a thousand times as large as its file."""
    packed = zlib.compress(b"\0" * 50_000_000, 9)
    head = b"%PDF-1.7\n1 0 obj<</Type/XRef/Size 1000000/W[1 4 2]/Index[0 7000000]/Root 2 0 R"
    body = head + b"/Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed
    return body + b"\nendstream endobj\nstartxref\n9\n%%EOF"


def bomb_in_a_page() -> bytes:
    """A page whose content is a thousand times as large as its file."""
    packer, zeros = zlib.compressobj(9), bytes(1024**2)
    packed = b"".join(packer.compress(zeros) for _ in range(48)) + packer.flush()
    with pikepdf.new() as pdf:
        content = pikepdf.Stream(pdf, packed)
        content["/Filter"] = pikepdf.Name.FlateDecode
        pdf.add_blank_page().obj["/Contents"] = pdf.make_indirect(content)
        out = io.BytesIO()
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "rỗng hoặc bị hỏng"),
    "text": (lambda: b"xin chao" * 100, "không phải PDF"),
    "picture": (picture, "không phải PDF"),
    "picture and PDF": (lambda: picture() + page(), "không phải PDF"),
    "archive": (lambda: b"PK\x03\x04" + b"\0" * 5000, "không phải PDF"),
    "password": (encrypted, "có mật khẩu"),
    "10,000 pages": (lambda: page(10_000), "nhiều trang hơn"),
    "cut": (lambda: page()[:-200], "tệp hỏng, không đọc được"),
    "only a head": (lambda: b"%PDF-1.7\n", "tệp hỏng, không đọc được"),
    "bomb": (bomb, "rỗng hoặc bị hỏng"),
    "bomb in a page": (bomb_in_a_page, "Tệp không có chữ ký số."),
}


@pytest.fixture(scope="module")
def process() -> Iterator[ProcessSandbox]:
    with ProcessSandbox(jobs=1, engine_factory=NoEngine, timeout_s=120) as sandbox:
        yield sandbox


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_a_sentence_and_leave_nothing(
    name: str, process: ProcessSandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(public_checks, "sandbox", lambda: process)
    make, told = HOSTILE[name]
    answer = send(make())
    text = answer.content.decode()
    assert answer.status_code in {200, 422}
    assert told in text
    assert "Chữ ký hợp lệ" not in text
    assert "Hợp lệ" not in text
    assert list((tmp_path / "scratch").glob("*")) == []


@pytest.mark.parametrize(("look", "seconds"), [(hang, 0.5), (swell, 20.0)])
def test_a_file_that_takes_too_much_is_given_up(
    look: Callable[..., object], seconds: float, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with ProcessSandbox(jobs=1, engine_factory=NoEngine, timeout_s=seconds) as short:
        monkeypatch.setattr(public_checks, "sandbox", lambda: short)
        monkeypatch.setattr(files, "open_document", look)
        answer = send(page())
    assert answer.status_code == 422
    assert "quá nhiều thời gian hoặc bộ nhớ" in answer.content.decode()
    assert list((tmp_path / "scratch").glob("*")) == []


@pytest.mark.parametrize(
    ("others", "status"),
    [
        (["198.51.100.1", "192.0.2.1", "2001:db8::1"], 503),  # all places
        (["203.0.113.250"], 503),  # of the same network
        (["198.51.100.1", "192.0.2.1"], 200),
    ],
)
def test_who_finds_no_place_is_told_and_no_network_takes_them_all(
    others: list[str], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_WAIT_S", 0.01)
    monkeypatch.setattr(files, "PLACES", files.Places(3))
    networks = [network_of(address) for address in others]
    assert all(files.PLACES.take(each, within_s=0) for each in networks)
    answer = send(page(), REMOTE_ADDR="203.0.113.1")
    assert answer.status_code == status
    assert answer.get("Retry-After") == ("60" if status == 503 else None)
    for each in networks:
        files.PLACES.leave(each)
    assert send(page(), REMOTE_ADDR="203.0.113.1").status_code == 200


def test_a_file_that_is_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.verification.forms.public_checks.MOST_BYTES", 100)
    answer = send(page())
    assert answer.status_code == 422
    assert "Tệp lớn hơn mức cho phép." in answer.content.decode()


def test_no_file_is_told() -> None:
    answer = Client().post("/kiem-tra/tep/")
    assert answer.status_code == 422
    assert "Chưa chọn tệp." in answer.content.decode()


def test_who_sends_too_many_waits_while_codes_can_still_be_asked() -> None:
    assert {send(b"x").status_code for _ in range(FILES.of_address)} == {422}
    assert send(b"x").status_code == 429
    assert Client().get("/kiem-tra/ABCD/").status_code == 404
    assert send(b"x", REMOTE_ADDR="198.51.100.4").status_code == 422


def test_a_site_elsewhere_gains_nothing_and_no_cookie_is_set(signed: bytes) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/kiem-tra/tep/", {"tep": SimpleUploadedFile("a.pdf", signed)})
    assert answer.status_code == 200
    assert not answer.cookies


def test_limits_of_a_check_are_those_of_the_setting() -> None:
    assert isinstance(public_checks.DOCUMENT, Limits)
    assert public_checks.DOCUMENT.max_bytes == public_checks.SIGNATURES.max_bytes
