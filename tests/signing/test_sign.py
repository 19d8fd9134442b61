"""Signing: levels, the mark, earlier signatures, both halves apart."""

import asyncio
import io
import pickle
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from signing.errors import (
    FontUnavailable,
    InputNotSignable,
    LevelUnsupported,
    TimestampUnavailable,
)
from signing.extend import extend_pdf
from signing.ports import Mark
from signing.prepare import Appearance, prepare
from signing.sign import finish, sign_pdf
from tests.signing.conftest import AGENCY, MARK, OTHER, Office, page_pdf

needs_poppler = pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils not installed")


def tool(name: str, *arguments: str | Path) -> str:
    done = subprocess.run([name, *map(str, arguments)], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_signed_file_is_valid_and_keeps_the_source_bytes(office: Office, check) -> None:
    source = page_pdf()
    signed = office.sign(source)
    assert signed.startswith(source)
    report = check(signed, agency=AGENCY)
    assert report.outcome == "valid"
    (one,) = report.signatures
    assert (one.level, one.indication, one.digest) == ("B-T", "TOTAL_PASSED", "sha256")
    assert (one.organisation, one.time_source) == (AGENCY, "timestamp")
    assert one.covers_whole_file
    assert one.changes_after == "none"
    assert one.warnings == ()
    assert report.message.startswith("Chữ ký hợp lệ: ")


def test_b_b_claims_its_time(office: Office, check) -> None:
    moment = datetime(2026, 4, 5, 6, 7, 8, tzinfo=UTC)
    signed = sign_pdf(
        page_pdf(), key=office.key, mark=None, timestamper=None, level="B-B", signed_at=moment
    )
    (one,) = check(signed).signatures
    assert (one.level, one.signed_at, one.time_source) == ("B-B", moment, "claimed")
    assert "signature.claimed_time" in one.warnings


def test_levels_above_b_t_come_by_extending(office: Office, check, signed: bytes) -> None:
    longer = extend_pdf(signed, trust=office.trust)
    report = check(longer)
    assert (report.outcome, report.signatures[0].level) == ("valid", "B-LT")
    assert report.signatures[0].changes_after == "dss"
    report = check(extend_pdf(signed, trust=office.trust, timestamper=office.timestamper))
    assert (report.outcome, report.signatures[0].level) == ("valid", "B-LTA")
    assert "signature.document_timestamp" in report.signatures[1].warnings


def test_b_lt_carries_its_own_revocation_data(office: Office, check, signed: bytes) -> None:
    bare = replace(office.trust, crls=())
    missing = check(signed, trust=bare)
    assert (missing.outcome, missing.signatures[0].sub_indication) == ("indeterminate", "TRY_LATER")
    assert check(extend_pdf(signed, trust=office.trust), trust=bare).outcome == "valid"


@pytest.mark.parametrize("level", ["B-LT", "B-LTA"])
def test_a_level_that_needs_more_is_refused(office: Office, level) -> None:
    with pytest.raises(LevelUnsupported):
        office.sign(page_pdf(), level=level)


def test_b_t_without_a_time_stamper_is_refused(office: Office) -> None:
    with pytest.raises(LevelUnsupported):
        sign_pdf(page_pdf(), key=office.key, mark=None, timestamper=None)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@needs_poppler
def test_the_mark_reads_back_and_lies_top_right(
    office: Office, tmp_path: Path, rotate: int
) -> None:
    path = tmp_path / "marked.pdf"
    path.write_bytes(office.sign(page_pdf(rotate=rotate)))
    text = tool("pdftotext", "-layout", path, "-")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert lines[0] == "Bản số hóa từ bản giấy – THỬ NGHIỆM"
    assert lines[1] == AGENCY
    assert lines[2].startswith("Thời gian ký: 20")
    assert lines[2].endswith("+07:00")
    words = tool("pdftotext", "-bbox", path, "-")
    box = next(line for line in words.splitlines() if ">NGHIỆM<" in line)
    x, y = (float(box.split(f'{side}="')[1].split('"')[0]) for side in ("xMin", "yMin"))
    width = 842 if rotate in (90, 270) else 595
    assert x > width / 2
    assert y < 100


def test_fonts_are_embedded_with_unicode(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        form = pdf.Root.AcroForm.Fields[0].AP.N
        font = form.Resources.Font.Mark
        assert font.ToUnicode is not None
        assert font.DescendantFonts[0].FontDescriptor.FontFile2 is not None
        assert len(form.Resources.Font) == 1
        assert int(pdf.Root.AcroForm.Fields[0].F) & 4  # printed: PDF/A-2, 6.3.2


def test_a_long_agency_name_is_broken_into_lines(office: Office, check) -> None:
    name = "Trung tâm Phục vụ hành chính công và kiểm soát thủ tục hành chính tỉnh Đồng Nai"
    signed = office.sign(page_pdf(), mark=Mark(agency_name=name))
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        x0, _, x1, _ = (float(n) for n in pdf.Root.AcroForm.Fields[0].Rect)
    assert x1 - x0 <= 595 * 0.45 + 5
    assert check(signed).outcome == "valid"


def test_signing_twice_keeps_the_first_signature_intact(
    office: Office, check, signed: bytes
) -> None:
    twice = office.sign(signed, mark=Mark(agency_name=OTHER), other=True)
    assert twice.startswith(signed)
    report = check(twice)
    assert report.outcome == "valid"
    first, second = report.signatures
    assert (first.covers_whole_file, first.changes_after) == (False, "allowed")
    assert (second.covers_whole_file, second.organisation) == (True, OTHER)


def test_the_mark_gives_way_to_a_field_that_is_there(office: Office) -> None:
    with pikepdf.open(io.BytesIO(page_pdf())) as pdf:
        box = [300, 780, 590, 840]
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=box)
        pdf.pages[0].obj.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))
        out = io.BytesIO()
        pdf.save(out)
    with pikepdf.open(io.BytesIO(office.sign(out.getvalue()))) as pdf:
        assert float(pdf.Root.AcroForm.Fields[0].Rect[3]) <= 780


def test_the_halves_may_lie_in_two_processes(office: Office, check) -> None:
    prepared = prepare(
        page_pdf(),
        certificate_der=office.key.certificate_der,
        chain_der=office.key.chain_der,
        mark=MARK,
    )
    later = pickle.loads(pickle.dumps(prepared))
    signature = office.key.sign_digest_input(later.to_be_signed)
    assert check(finish(later, signature, timestamper=office.timestamper)).outcome == "valid"


def test_a_wrong_signature_from_outside_is_seen(office: Office, check) -> None:
    prepared = prepare(page_pdf(), certificate_der=office.key.certificate_der)
    signature = office.other_key.sign_digest_input(prepared.to_be_signed)
    report = check(finish(prepared, signature))
    assert report.signatures[0].sub_indication == "SIG_CRYPTO_FAILURE"


def test_signing_works_inside_an_event_loop(office: Office, check) -> None:
    async def door() -> bytes:
        return office.sign(page_pdf())

    assert check(asyncio.run(door())).outcome == "valid"


class Silent:
    def respond(self, request_der: bytes) -> bytes:
        raise TimestampUnavailable("no answer")


class Garbled:
    def respond(self, request_der: bytes) -> bytes:
        return b"<html>busy</html>"


@pytest.mark.parametrize("timestamper", [Silent(), Garbled()])
def test_no_time_stamp_no_signature(office: Office, timestamper) -> None:
    with pytest.raises(TimestampUnavailable):
        sign_pdf(page_pdf(), key=office.key, mark=None, timestamper=timestamper)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\xff\xd8\xff\xe0 a picture", b"PK\x03\x04"])
def test_what_is_no_pdf_is_refused(office: Office, data: bytes) -> None:
    with pytest.raises(InputNotSignable):
        office.sign(data)


def test_an_encrypted_file_is_refused(office: Office) -> None:
    with pikepdf.open(io.BytesIO(page_pdf())) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    with pytest.raises(InputNotSignable):
        office.sign(out.getvalue())


def test_a_missing_font_is_told(office: Office, tmp_path: Path) -> None:
    appearance = Appearance(MARK, font_file=tmp_path / "none.ttf")
    with pytest.raises(FontUnavailable):
        sign_pdf(page_pdf(), key=office.key, mark=appearance, timestamper=office.timestamper)


@needs_poppler
def test_pdfsig_agrees(signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    told = tool("pdfsig", "-nocert", path)
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
