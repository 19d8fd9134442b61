"""Forgeries that a reader may fall for: none of them may be called valid."""

import io
import re
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.adapters.tsa_local import LocalTimestamper
from signing.extend import extend_pdf
from signing.pki import DemoPki, make_demo_pki
from signing.sign import sign_pdf
from signing.trust import Trust, load_trust
from signing.verify import verify_pdf
from tests.signing.conftest import AGENCY, OTHER, Office, holder, page_pdf


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]


def hole(data: bytes) -> tuple[int, int]:
    numbers = re.search(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)", data)
    assert numbers
    return int(numbers[1]), int(numbers[2])


@pytest.mark.parametrize(
    "needle", [b"marker-in-content", b"Gi\xe1\xba\xa5y ph\xc3\xa9p", b"/MediaBox"]
)
def test_a_flipped_byte_of_the_page_or_its_metadata(check, signed: bytes, needle: bytes) -> None:
    report = check(flip(signed, signed.index(needle) + 2))
    assert report.outcome == "invalid"


@pytest.mark.parametrize(
    "share",
    [
        0.0002,
        0.004,
        0.02,
        0.03,
        0.05,
        0.08,
        0.1,
        0.13,
        0.16,
        0.18,
        0.2,
        0.22,
        0.25,
        0.3,
        0.5,
        0.999,
    ],
)
def test_a_flipped_byte_of_the_signature(check, signed: bytes, share: float) -> None:
    start, end = hole(signed)
    at = start + 1 + int((end - start - 2) * share)
    # Case of a hex digit is no change of the value, so a digit is replaced by another.
    other = b"1" if signed[at : at + 1] != b"1" else b"2"
    report = check(signed[:at] + other + signed[at + 1 :])
    assert report.outcome != "valid"


@pytest.mark.parametrize("cut", [1, 7, 100, 5000, 40000])
def test_truncation(check, signed: bytes, cut: int) -> None:
    assert check(signed[:-cut]).outcome != "valid"


@pytest.mark.parametrize(
    "tail",
    [
        b"garbage",
        b"\0" * 10,
        b"\n% comment only\n",
        b"\n4 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n",
        b"\n4 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n",
    ],
)
def test_appended_bytes_no_reader_should_look_at(check, signed: bytes, tail: bytes) -> None:
    report = check(signed + tail)
    assert report.outcome != "valid"


def test_an_object_smuggled_into_the_revision_store(office: Office, check, signed: bytes) -> None:
    """A bare object between the objects of an honest update is told by no cross-reference."""
    longer = extend_pdf(signed, trust=office.trust)
    last = longer.rindex(b"endobj\n") + len(b"endobj\n")
    bare = b"4 0 obj\n<< /Length 0 >>\nendobj\n"
    # Everything after moves; the cross-reference section is told its new place.
    moved = longer[:last] + bare + longer[last:]
    old = re.findall(rb"startxref\s+(\d+)", moved)[-1]
    place = int(old) + (len(bare) if int(old) >= last else 0)
    head, _, rest = moved.rpartition(b"startxref\n" + old)
    assert check(head + b"startxref\n" + str(place).encode() + rest).outcome != "valid"


def incremental(data: bytes, change) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    page = writer.find_page_for_modification(0)[0].get_object()
    change(writer, page)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_page_content_replaced_in_an_update(check, signed: bytes) -> None:
    def change(writer, page) -> None:
        stream = generic.StreamObject(stream_data=b"1 0 0 rg 0 0 300 300 re f")
        page[pdf_name("/Contents")] = writer.add_object(stream)

    report = check(incremental(signed, change))
    assert (report.outcome, report.signatures[0].changes_after) == ("invalid", "forbidden")


@pytest.mark.parametrize("kind", ["/FreeText", "/Stamp", "/Square", "/Link"])
def test_an_annotation_added_in_an_update(check, signed: bytes, kind: str) -> None:
    def change(writer, page) -> None:
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name(kind),
                pdf_name("/Rect"): generic.ArrayObject(
                    [generic.NumberObject(n) for n in (10, 10, 200, 200)]
                ),
            }
        )
        page["/Annots"].append(writer.add_object(note))

    assert check(incremental(signed, change)).outcome == "invalid"


def test_an_annotation_after_an_approval_signature(office: Office, check, signed: bytes) -> None:
    """The second signature does not certify; a change after it is forbidden all the same."""
    twice = office.sign(signed, other=True)

    def change(writer, page) -> None:
        page[pdf_name("/Rotate")] = generic.NumberObject(90)

    assert check(incremental(twice, change)).outcome == "invalid"


RANGES = [
    b"[0 0 0 0]",
    b"null",
    b"[]",
    b"[0 -1 5 10]",
    b"[-5 10 20 30]",
    b"[0 10 99999999 5]",
    b"[0 1 2]",
    b"[(a) 1 2 3]",
    b"[0 1.5 3 4]",
    b"7",
]


@pytest.mark.parametrize("value", RANGES)
def test_universal_forgery_by_byte_range(check, signed: bytes, value: bytes) -> None:
    found = re.search(rb"/ByteRange\s*(\[[^\]]*\])", signed)
    assert found
    padded = value.ljust(len(found[1]))
    report = check(signed[: found.start(1)] + padded + signed[found.end(1) :])
    assert report.outcome == "invalid"
    assert report.signatures[0].sub_indication == "FORMAT_FAILURE"


@pytest.mark.parametrize("name", [b"/ByteRange", b"/Contents <", b"/SubFilter", b"/Filter"])
def test_universal_forgery_by_a_missing_entry(check, signed: bytes, name: bytes) -> None:
    at = signed.rindex(name, 0, hole(signed)[1] + 200)
    renamed = b"/X" + name[2:]
    assert check(signed[:at] + renamed + signed[at + len(name) :]).outcome != "valid"


@pytest.mark.parametrize("value", [b"<", b"<" + b"0" * 100, b"null", b"<3000", b"<30800000"])
def test_universal_forgery_by_contents(check, signed: bytes, value: bytes) -> None:
    start, end = hole(signed)
    if value == b"null":
        filled = value.ljust(end - start)
    else:
        filled = value.ljust(end - start - 1, b"0") + b">"
    assert check(signed[:start] + filled + signed[end:]).outcome == "invalid"


def test_a_signature_transplanted_from_another_file(office: Office, check, signed: bytes) -> None:
    other = office.sign(page_pdf(size=(600, 850)))
    (start, end), (a, b) = hole(signed), hole(other)
    moved = other[:a] + signed[start:end] + other[b:]
    assert check(moved).signatures[0].sub_indication == "HASH_FAILURE"


def test_signature_wrapping_moves_the_second_range(check, signed: bytes) -> None:
    """Content squeezed into a widened hole, the byte range moved behind it."""
    _, end = hole(signed)
    extra = b" /Injected (evil) "
    wider = signed[:end] + extra + signed[end:]
    found = re.search(rb"/ByteRange\s*(\[[^\]]*\])", wider)
    assert found
    numbers = [int(n) for n in found[1].strip(b"[]").split()]
    numbers[2] += len(extra)
    text = b"[" + b" ".join(str(n).encode() for n in numbers) + b"]"
    forged = wider[: found.start(1)] + text.ljust(len(found[1])) + wider[found.end(1) :]
    assert check(forged).outcome == "invalid"


def test_a_signature_whose_field_was_taken_away(check, signed: bytes) -> None:
    def change(writer, page) -> None:
        del writer.root["/AcroForm"]
        writer.update_root()
        page[pdf_name("/Annots")] = generic.ArrayObject()

    assert check(incremental(signed, change)).outcome == "invalid"


def revoked(office: Office, key, *, before: timedelta) -> Trust:
    """The trust with a list that revokes `key` at some time before now."""
    path = office.pki.intermediate_pem.with_suffix(".p12")
    bundle = pkcs12.load_pkcs12(path.read_bytes(), DemoPki.password_file(path).read_bytes())
    now = datetime.now(UTC)
    serial = x509.load_der_x509_certificate(key.certificate_der).serial_number
    entry = x509.RevokedCertificateBuilder(serial, now - before)
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(bundle.cert.certificate.subject)
        .last_update(now)
        .next_update(now + timedelta(days=1))
        .add_revoked_certificate(entry.build())
        .sign(bundle.key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )
    trust = office.trust
    return Trust(trust.roots, trust.intermediates, (trust.crls[0], crl))


def test_revoked_before_signing(office: Office, check, signed: bytes) -> None:
    report = check(signed, trust=revoked(office, office.key, before=timedelta(minutes=30)))
    assert (report.outcome, report.signatures[0].sub_indication) == ("invalid", "REVOKED")


def test_revoked_after_a_proven_time_stays_valid(office: Office, check) -> None:
    signed = office.sign(page_pdf())
    time.sleep(1.1)  # the time-stamp is in whole seconds
    trust = revoked(office, office.key, before=timedelta(seconds=0))
    assert (
        check(signed, trust=trust, at=datetime.now(UTC) + timedelta(minutes=1)).outcome == "valid"
    )


def test_revoked_with_a_claimed_time_only(office: Office, check) -> None:
    signed = sign_pdf(page_pdf(), key=office.key, mark=None, timestamper=None, level="B-B")
    trust = revoked(office, office.key, before=timedelta(seconds=0))
    assert check(signed, trust=trust, at=datetime.now(UTC) + timedelta(hours=1)).outcome != "valid"


@pytest.mark.parametrize("days", [-1, 4000])
def test_outside_the_life_of_the_certificate(office: Office, check, days: int) -> None:
    signed = sign_pdf(page_pdf(), key=office.key, mark=None, timestamper=None, level="B-B")
    report = check(signed, at=datetime.now(UTC) + timedelta(days=days))
    assert report.outcome != "valid"


def test_a_look_alike_root(check, signed: bytes, tmp_path: Path) -> None:
    fake = make_demo_pki(tmp_path / "fake", agencies={"H19.1": AGENCY})
    trust = load_trust([fake.root_pem, fake.intermediate_pem], crls=fake.crls)
    report = check(signed, trust=trust)
    assert report.outcome != "valid"


def test_no_root_at_all_is_indeterminate(check, signed: bytes) -> None:
    report = check(signed, trust=Trust())
    assert report.outcome == "indeterminate"
    assert report.signatures[0].sub_indication == "NO_CERTIFICATE_CHAIN_FOUND"
    assert "signature.unknown_root" in report.signatures[0].warnings
    assert report.message.startswith("Chưa xác định: chứng thư không nối được tới gốc tin cậy")


def test_another_agency(office: Office, check, signed: bytes) -> None:
    report = check(signed, agency=OTHER)
    assert report.outcome == "invalid"
    assert report.signatures[0].sub_indication == "SIG_CONSTRAINTS_FAILURE"
    assert "signature.wrong_agency" in report.signatures[0].warnings
    assert check(office.sign(signed, other=True), agency=AGENCY).outcome == "invalid"
    assert check(signed, agency="Ủy ban nhân dân xã").outcome == "invalid"


def test_an_agency_is_known_whatever_the_case_and_the_form(check, signed: bytes) -> None:
    spelled = unicodedata.normalize("NFD", "  ỦY BAN NHÂN DÂN  xã Tân Phú ")
    assert check(signed, agency=spelled).outcome == "valid"


def test_a_name_cut_by_its_certificate_stands_for_the_long_one(check, tmp_path: Path) -> None:
    name = "Trung tâm Phục vụ hành chính công và kiểm soát thủ tục hành chính tỉnh Đồng Nai"
    pki = make_demo_pki(tmp_path / "long", agencies={"A": name})
    signed = sign_pdf(
        page_pdf(), key=holder(pki.agency_p12["A"]), mark=None, timestamper=None, level="B-B"
    )
    trust = load_trust([pki.root_pem, pki.intermediate_pem], crls=pki.crls)
    assert check(signed, trust=trust, agency=name).outcome == "valid"
    assert check(signed, trust=trust, agency=name[:40]).outcome == "invalid"


def test_a_broken_time_stamp_is_not_passed_over(office: Office, check) -> None:
    class Forger:
        """Answers with a stamp whose signature is of other bytes."""

        def __init__(self) -> None:
            self.key = holder(office.pki.tsa_p12)
            self.certificate_der = self.key.certificate_der
            self.chain_der = self.key.chain_der

        def sign_digest_input(self, data: bytes) -> bytes:
            return self.key.sign_digest_input(data + b"x")

    signed = sign_pdf(page_pdf(), key=office.key, mark=None, timestamper=LocalTimestamper(Forger()))
    report = check(signed)
    assert report.outcome != "valid"
    assert "signature.timestamp_invalid" in report.signatures[0].warnings


def test_a_picture_of_a_seal_is_no_signature(check) -> None:
    assert check(b"\xff\xd8\xff\xe0 picture").outcome == "unsigned"
    with pikepdf.open(io.BytesIO(page_pdf())) as pdf:
        image = pdf.make_stream(b"\xff\0\0" * 4)
        image.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=2,
            Height=2,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB,
        )
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Seal=image))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q 100 0 0 100 400 700 cm /Seal Do Q")
        out = io.BytesIO()
        pdf.save(out)
    report = check(out.getvalue())
    assert (report.outcome, report.message) == ("unsigned", "Tệp không có chữ ký số.")


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"%PDF-1.4 /ByteRange [0 1 2 3]"]
)
def test_a_damaged_file_is_told_not_raised(check, data: bytes) -> None:
    assert check(data).outcome == "invalid"


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_damage_to_signed_bytes_is_seen(
    office: Office, signed: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    start, end = hole(signed)
    outside = st.integers(0, len(signed) - (end - start) - 1)
    at = data.draw(outside)
    at += end - start if at >= start else 0
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != signed[at]))
    path = tmp_path / "damaged.pdf"
    path.write_bytes(signed[:at] + bytes([byte]) + signed[at + 1 :])
    assert verify_pdf(path, trust=office.trust).outcome != "valid"
