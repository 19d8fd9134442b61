"""Hostile files made of good ones: what a forger does to a security store, a time-stamp, a revision."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.validation.dss import DocumentSecurityStore

from tests.signing.conftest import page_pdf

Change = Callable[[IncrementalPdfFileWriter, Any], None]


def updated(data: bytes, change: Change) -> bytes:
    """The file with one more revision that nobody signed; `change` gets the writer and page 1."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    page = writer.find_page_for_modification(0)[0].get_object()
    change(writer, page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def in_root(key: str, value: Any = None) -> Change:
    """Set or take away an entry of the document's root."""

    def change(writer: IncrementalPdfFileWriter, _page: Any) -> None:
        if value is None:
            del writer.root[key]
        else:
            writer.root[pdf_name(key)] = value
        writer.update_root()

    return change


def new_content(writer: IncrementalPdfFileWriter, page: Any) -> None:
    stream = generic.StreamObject(stream_data=b"1 0 0 rg 0 0 300 300 re f")
    page[pdf_name("/Contents")] = writer.add_object(stream)
    writer.update_container(page)


def second_field(writer: IncrementalPdfFileWriter, _page: Any) -> None:
    """Another field of the name of the first, empty, so that a reader may look at either."""
    form = writer.root["/AcroForm"]
    first = form["/Fields"][0].get_object()
    twin = generic.DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): first["/T"],
            pdf_name("/V"): first.raw_get("/V"),
        }
    )
    form["/Fields"].append(writer.add_object(twin))
    writer.update_container(form["/Fields"])


def without_stamp(writer: IncrementalPdfFileWriter, page: Any) -> None:
    """The field of the document time-stamp taken out of form and page."""
    form = writer.root["/AcroForm"]
    del form["/Fields"][-1]
    writer.update_container(form["/Fields"])
    del page["/Annots"][-1]
    writer.update_container(page)


def store_with(data: bytes, *, certificates: list[Any] = (), crls: list[Any] = ()) -> bytes:
    """The file with a security store, or with more in the one that it has."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None, certs=list(certificates), crls=list(crls), ocsps=[]
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def holes(data: bytes) -> list[tuple[int, int]]:
    """Start and end of each signature's hole, in the order of the file."""
    found = re.finditer(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)", data)
    return sorted((int(each[1]), int(each[2])) for each in found)


def signed_end(data: bytes) -> int:
    """Where the furthest reaching signature ends."""
    found = re.finditer(rb"/ByteRange\s*\[\s*0\s+\d+\s+(\d+)\s+(\d+)", data)
    return max(int(each[1]) + int(each[2]) for each in found)


def transplanted(data: bytes, other: bytes, *, which: int) -> bytes:
    """The signature in one hole taken from the same hole of another file."""
    (start, end), (begin, stop) = holes(data)[which], holes(other)[which]
    taken = other[begin + 1 : stop - 1].ljust(end - start - 2, b"0")[: end - start - 2]
    return data[: start + 1] + taken + data[end - 1 :]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]


def pointed_elsewhere(data: bytes) -> bytes:
    """A cross-reference section that lets the page's content begin inside other bytes."""
    number = _content_number(data)
    old = re.findall(rb"startxref\s+(\d+)", data)[-1].decode()
    root = re.findall(rb"/Root\s+(\d+ \d+ R)", data)[-1].decode()
    place = data.index(b"% marker-in-content")
    body = (
        f"\nxref\n{number} 1\n{place:010d} 00000 n \ntrailer\n"
        f"<< /Size 900 /Root {root} /Prev {old} >>\nstartxref\n{len(data) + 1}\n%%EOF\n"
    )
    return data + body.encode()


def freed(data: bytes) -> bytes:
    """A cross-reference section that says the page's content is no more."""
    number = _content_number(data)
    old = re.findall(rb"startxref\s+(\d+)", data)[-1].decode()
    root = re.findall(rb"/Root\s+(\d+ \d+ R)", data)[-1].decode()
    body = (
        f"\nxref\n{number} 1\n0000000000 00001 f \ntrailer\n"
        f"<< /Size 900 /Root {root} /Prev {old} >>\nstartxref\n{len(data) + 1}\n%%EOF\n"
    )
    return data + body.encode()


def _content_number(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return int(pdf.pages[0].obj.Contents.objgen[0])


def with_unsigned(data: bytes, attributes: cms.CMSAttributes) -> bytes:
    """The only signature of the file with other attributes in the part that it does not sign."""
    ((start, end),) = holes(data)
    container = container_of(data)
    container["content"]["signer_infos"][0]["unsigned_attrs"] = attributes
    digits = container.dump(force=True).hex().encode().ljust(end - start - 2, b"0")
    assert len(digits) == end - start - 2
    return data[: start + 1] + digits + data[end - 1 :]


def container_of(data: bytes) -> cms.ContentInfo:
    """The CMS of the file's only signature."""
    ((start, end),) = holes(data)
    return cms.ContentInfo.load(bytes.fromhex(data[start + 1 : end - 1].decode()))


def unsigned_of(data: bytes) -> cms.CMSAttributes:
    return container_of(data)["content"]["signer_infos"][0]["unsigned_attrs"]


def shadow_pdf() -> bytes:
    """A page whose true content lies hidden below an overlay, to be uncovered after signing."""
    with pikepdf.open(io.BytesIO(page_pdf())) as pdf:
        overlay = pdf.make_stream(b"1 1 1 rg 0 0 595 842 re f")
        overlay.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 595, 842]
        )
        page = pdf.pages[0].obj
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Cover=overlay))
        page.Contents = pdf.make_stream(b"BT ET /Cover Do % marker-in-content")
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def uncovered(writer: IncrementalPdfFileWriter, page: Any) -> None:
    """The overlay of `shadow_pdf` made transparent."""
    cover = page["/Resources"]["/XObject"].raw_get("/Cover")
    empty = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject([generic.NumberObject(0)] * 4),
        },
        stream_data=b"",
    )
    writer.objects[(cover.generation, cover.idnum)] = empty


def form_pdf() -> bytes:
    """A page with one text field."""
    with pikepdf.open(io.BytesIO(page_pdf())) as pdf:
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T="amount",
                V="1.000.000",
                Rect=[100, 100, 300, 120],
            )
        )
        pdf.pages[0].obj.Annots = pdf.make_indirect(pikepdf.Array([field]))
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=[field]))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def other_amount(writer: IncrementalPdfFileWriter, page: Any) -> None:
    """The text of the form's field replaced, as filling it in would."""
    field = page["/Annots"][0].get_object()
    field[pdf_name("/V")] = generic.pdf_string("9.000.000")
    writer.update_container(field)
