"""Attacks on what lies between a signature and a time-stamp that anybody may put over it.

A trusted time-stamp proves that bytes existed, and answers for nothing in them: what a stranger adds to a
signed file must not become good by it.
"""

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper

from signing.extend import extend_pdf
from signing.ports import Mark
from signing.prepare import Appearance, run
from signing.sign import TimestampClient, sign_pdf
from signing.verify import verify_pdf
from tests.signing import hostile
from tests.signing.conftest import page_pdf
from tests.signing.test_attacks_archive import LATER, SIGNED, World
from tests.signing.years import AGENCY, Years

METADATA = {"Type": "Metadata", "Subtype": "XML"}
BARE_OBJECT = b"\n4 0 obj\n<</Length 0>>\nendobj\n"


@pytest.fixture(scope="module")
def world() -> World:
    return World(Years(), Years())


def stamped(w: World, data: bytes) -> bytes:
    """B-LTA: what proves the file, and a trusted time-stamp over all that was put into it."""
    return extend_pdf(data, trust=w.trust, timestamper=w.stamper, at=SIGNED)


def orphan(writer: IncrementalPdfFileWriter, _page: object) -> None:
    writer.add_object(generic.StreamObject(stream_data=b"nobody refers to this"))


def other_title(writer: IncrementalPdfFileWriter, _page: object) -> None:
    title = generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Giấy khác")})
    writer.set_info(title)


def other_metadata(writer: IncrementalPdfFileWriter, _page: object) -> None:
    """What the copy says of its source and its maker, told otherwise in its place."""
    held = writer.root["/Metadata"]
    told = held.data.replace("Giấy phép".encode(), "Giấy khác".encode())
    assert told != held.data
    kinds = {pdf_name(f"/{key}"): pdf_name(f"/{value}") for key, value in METADATA.items()}
    other = generic.StreamObject(kinds, stream_data=told)
    writer.root[pdf_name("/Metadata")] = writer.add_object(other)
    writer.update_root()


def without_metadata(writer: IncrementalPdfFileWriter, _page: object) -> None:
    del writer.root["/Metadata"]
    writer.update_root()


def not_certified(w: World) -> bytes:
    look = Appearance(Mark(AGENCY, ()), more_follow=True)
    return sign_pdf(
        page_pdf(), key=w.agency, mark=look, timestamper=w.stamper, level="B-T", signed_at=SIGNED
    )


def painted_over(w: World, data: bytes) -> bytes:
    """A document time-stamp with a picture as large as the page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    append_signature_field(writer, SigFieldSpec("Over", on_page=0, box=(0, 0, 595, 842)))
    box = generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 595, 842)])
    picture = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): box,
        },
        stream_data=b"1 0 0 rg 0 0 595 842 re f",
    )
    field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(picture)})
    stamper = PdfTimeStamper(TimestampClient(w.stamper), field_name="Over")
    out = io.BytesIO()
    run(stamper.async_timestamp_pdf(writer, "sha256", bytes_reserved=24576, output=out))
    return out.getvalue()


def blanks_in_hole(w: World) -> bytes:
    ((_, end),) = hostile.holes(w.bt)
    return w.bt[: end - 3] + b"  " + w.bt[end - 1 :]


def form_filled(w: World) -> bytes:
    form = w.signed(stamper=w.stamper, page=hostile.form_pdf())
    return stamped(w, hostile.updated(form, hostile.other_amount))


ATTACKS: dict[str, Callable[[World], bytes]] = {
    "garbage under the time-stamp": lambda w: stamped(w, w.bt + b"garbage\n"),
    "garbage behind the store, under the time-stamp": lambda w: stamped(w, w.lt + b"\ngarbage\n"),
    "bare object under the time-stamp": lambda w: stamped(w, w.bt + BARE_OBJECT),
    "garbage between two time-stamps": lambda w: stamped(w, w.lta + b"\n%%x garbage\n"),
    "bare object between two time-stamps": lambda w: stamped(w, w.lta + BARE_OBJECT),
    "object that nothing refers to": lambda w: hostile.updated(w.bt, orphan),
    "the same under the time-stamp": lambda w: stamped(w, hostile.updated(w.bt, orphan)),
    "content under the time-stamp": lambda w: stamped(
        w, hostile.updated(w.bt, hostile.new_content)
    ),
    "form filled under the time-stamp": form_filled,
    "time-stamp that paints over the page": lambda w: painted_over(w, not_certified(w)),
    "the same on a certified file": lambda w: painted_over(w, w.bt),
    "blanks in the room of the signature": blanks_in_hole,
    "another title in its head": lambda w: hostile.updated(w.bt, other_title),
    "other metadata": lambda w: hostile.updated(w.bt, other_metadata),
    "other metadata under the time-stamp": lambda w: stamped(
        w, hostile.updated(w.bt, other_metadata)
    ),
    "metadata taken away": lambda w: hostile.updated(w.bt, without_metadata),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_time_stamp_makes_nothing_good(world: World, tmp_path: Path, name: str) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(ATTACKS[name](world))
    report = verify_pdf(path, trust=world.trust, at=LATER)
    assert (report.outcome, report.signatures[0].sub_indication) == ("invalid", "FORMAT_FAILURE")
    assert any(each.outcome == "failed" for each in report.checks)


def test_the_same_files_without_the_attack_are_good(world: World, tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    time.sleep(1.1)  # writers note the second in the metadata: it may be another one
    for data in (
        stamped(world, stamped(world, world.bt)),
        stamped(world, not_certified(world)),
        stamped(world, world.signed(stamper=world.stamper, page=hostile.form_pdf())),
    ):
        path.write_bytes(data)
        assert verify_pdf(path, trust=world.trust, at=LATER).outcome == "valid"
