"""Bad files of every sort, made where a test asks for them, each with what must become of it.

`KINDS` is the table: name, how it is made, and the code that `motlan digitize` and `motlan read` answer
with; None means that the file is read like a good one. Nothing here is dangerous outside a sandbox
with limits, and nothing is committed as binary.
"""

import io
import os
import struct
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pymupdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageDraw, ImageFont

FONT = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf")
LINES = (
    "ỦY BAN NHÂN DÂN XÃ AN BÌNH",
    "Số: 12/QĐ-UBND",
    "QUYẾT ĐỊNH",
    "Cấp giấy cho ông Nguyễn Văn Thử",
)
MAX_PAGES = 20  # what the tests set as the limit
TIMEOUT_S = 10  # likewise; long enough for a good file on a busy machine
INSIDE = "trong.pdf"  # lies in a folder that is called like a PDF
OUTSIDE = "ngoài.txt"  # lies beside the folder; a link in the folder points to it


def drawn(mark: str, *, width_px: int = 820) -> Image.Image:
    """A small sheet with a few printed lines; `mark` makes its bytes its own."""
    sheet = Image.new("RGB", (width_px, 580), "white")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(FONT, 34)
    for row, line in enumerate((*LINES, f"Tệp {mark}")):
        pen.text((60, 50 + 90 * row), line, font=font, fill=(20, 20, 30))
    return sheet


def jpeg_bytes(mark: str, **options: object) -> bytes:
    """The drawn sheet as JPEG."""
    out = io.BytesIO()
    drawn(mark).save(out, "JPEG", dpi=(140, 140), **options)
    return out.getvalue()


def text_pdf(mark: str, *, pages: int = 1) -> bytes:
    """A born-digital PDF of A6 pages."""
    with pymupdf.open() as document:  # type: ignore[no-untyped-call]
        for number in range(pages):
            page = document.new_page(width=298, height=420)
            page.insert_text((30, 60), f"Quyet dinh {mark}, trang {number + 1}", fontsize=14)
        return bytes(document.tobytes())


def changed_pdf(mark: str, change: Callable[[Pdf], None]) -> bytes:
    """A one-page text PDF with something done to it."""
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(text_pdf(mark))) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def raw_pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of hand-written objects, counted from 1, with a right cross-reference table."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    out.write(trailer % (len(objects) + 1, root, start))
    return out.getvalue()


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def stream(body: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(body), body)


def twice_deflated(letter: bytes, mebibytes: int) -> bytes:
    """`letter` so many million times over, deflated twice: a few kilobytes that grow to gigabytes.

    A block that ends in a full flush can stand any number of times; it is deflated once only. The
    checksum at the very end is left away: no reader should come that far.
    """
    deflate = zlib.compressobj(9)
    first = deflate.compress(letter * (1 << 20)) + deflate.flush(zlib.Z_FULL_FLUSH)
    again = deflate.compress(letter * (1 << 20)) + deflate.flush(zlib.Z_FULL_FLUSH)
    return zlib.compress(first + again * (mebibytes - 1) + b"\3\0", 9)


TWICE = b"/Filter[/FlateDecode/FlateDecode]"


def space_bomb() -> bytes:
    """A page whose content is many gigabytes of spaces."""
    content = twice_deflated(b" ", 20_000)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 420]/Contents 4 0 R>>"
    return raw_pdf(CATALOG, ONE_PAGE, page, stream(content, TWICE))


def object_stream_bomb() -> bytes:
    """The root of the document lies in an object stream that grows to ten gigabytes."""
    bomb = stream(twice_deflated(b" ", 10_000), b"/Type/ObjStm/N 1/First 4" + TWICE)
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = {}
    for number, body in ((2, ONE_PAGE), (4, bomb)):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    rows = [(0, 0, 65535), (2, 4, 0), (1, places[2], 0), (0, 0, 0), (1, places[4], 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in (*rows, (1, start, 0)))
    index = stream(table, b"/Type/XRef/Size 6/W[1 4 2]/Root 1 0 R")
    out.write(b"5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (index, start))
    return out.getvalue()


def image_bomb_pdf() -> bytes:
    """A page that is one image of 60,000 by 60,000 pixels."""
    body = twice_deflated(b"\0", 4)
    image = stream(
        body,
        b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB"
        b"/BitsPerComponent 8" + TWICE,
    )
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 420]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>"
    )
    return raw_pdf(CATALOG, ONE_PAGE, page, stream(b"q 298 0 0 420 0 0 cm /I Do Q"), image)


def many_pages() -> bytes:
    """Ten thousand pages in a few kilobytes: the same one each time."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 420]>>"
    tree = b"<</Type/Pages/Count 10000/Kids[" + b"3 0 R " * 10_000 + b"]>>"
    return raw_pdf(CATALOG, tree, page)


def looping_pages() -> bytes:
    """A tree of pages in which a branch is its own parent."""
    loop = b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>"
    return raw_pdf(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", loop)


def png(width_px: int, height_px: int) -> bytes:
    """A PNG that claims this size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def tiff_bomb() -> bytes:
    """A TIFF that claims 100,000 by 100,000 pixels in one short strip."""
    tags = [(256, 4, 1, 100_000), (257, 4, 1, 100_000), (258, 3, 1, 8), (259, 3, 1, 1)]
    tags += [(262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, 100_000), (279, 4, 1, 4)]
    rows = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return (
        b"II*\0"
        + struct.pack("<I", 12)
        + b"\0" * 4
        + struct.pack("<H", len(tags))
        + rows
        + b"\0" * 4
    )


def broken_second_page() -> bytes:
    """A TIFF of three pages; the compressed data of the second are noise."""
    out = io.BytesIO()
    sheets = [drawn(f"tiff {number}") for number in (1, 2, 3)]
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:], compression="tiff_lzw")
    data = bytearray(out.getvalue())
    with Image.open(io.BytesIO(bytes(data))) as picture:
        picture.seek(1)
        tags = picture.tag_v2  # type: ignore[attr-defined]
        places = list(zip(tags[273], tags[279], strict=True))
    for at, size in places:
        data[at : at + size] = b"\xff" * size
    return bytes(data)


def turned_jpeg() -> bytes:
    """EXIF that asks for a turn that does not exist, with a text and a thumbnail that are nonsense."""
    exif = Image.Exif()
    exif[0x0112] = 99
    exif[0x010E] = "x" * 60_000
    exif[0x011A] = 0.0
    exif[0x0201] = 2**31
    return jpeg_bytes("exif", exif=exif)


def animated(kind: str) -> bytes:
    """Three frames; a paper has one."""
    out = io.BytesIO()
    frames = [drawn(f"{kind} {number}") for number in (1, 2, 3)]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=50)
    return out.getvalue()


def one_pixel() -> bytes:
    """A picture of one black dot."""
    out = io.BytesIO()
    Image.new("L", (1, 1)).save(out, "PNG")
    return out.getvalue()


def gif() -> bytes:
    """A picture of a kind that is not taken."""
    out = io.BytesIO()
    drawn("gif").convert("P").save(out, "GIF")
    return out.getvalue()


def encrypted() -> bytes:
    """A PDF that asks for a password."""
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(text_pdf("mật"))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def with_javascript(pdf: Pdf) -> None:
    """A script that would run on opening."""
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def with_launch(pdf: Pdf) -> None:
    """An action that would start a program on opening."""
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F=String("/bin/sh"))


def with_attachment(pdf: Pdf) -> None:
    """A file inside the file."""
    pdf.attachments["độc.exe"] = b"MZ" + b"\0" * 100


def with_form(pdf: Pdf) -> None:
    """An XFA form, as old form programs write them."""
    xfa = Stream(pdf, b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(XFA=xfa, Fields=Array()))


@dataclass(frozen=True, slots=True)
class Kind:
    """A bad file: its name, its bytes or how it is laid down, and what is answered.

    Args:
        digitize: the code of `motlan digitize`; None: it waits for review like a good one.
        read: the code of `motlan read`; None: it is read.
        warning: a code that is kept beside the file.
        also: codes that a quicker or smaller machine answers with instead.
    """

    name: str
    make: Callable[[], bytes] | None
    digitize: str | None
    read: str | None
    warning: str = ""
    lay: Callable[[Path], object] | None = None
    also: tuple[str, ...] = ()

    def put(self, folder: Path) -> Path:
        """Lay the file down in the folder."""
        path = folder / self.name
        if self.lay is not None:
            self.lay(path)
        elif self.make is not None:
            path.write_bytes(self.make())
        return path


def same(name: str, make: Callable[[], bytes], code: str | None) -> Kind:
    """A file that both commands answer alike."""
    return Kind(name, make, code, code)


NFD = unicodedata.normalize("NFD", "Giấy tách dấu.pdf")
LONG = "Giấy rất dài " + "x" * 233 + ".pdf"  # 255 bytes in UTF-8

KINDS: tuple[Kind, ...] = (
    Kind("rỗng.pdf", lambda: b"", "file.empty", "document.empty"),
    Kind("hàng đợi.pdf", None, "file.not_a_file", "document.unreadable", lay=os.mkfifo),
    Kind(
        "ra ngoài.pdf",
        None,
        "file.symlink_outside",
        "document.unknown_format",
        lay=lambda path: path.symlink_to(f"../{OUTSIDE}"),
    ),
    Kind(
        "đứt.pdf",
        None,
        "file.unreadable",
        "document.unreadable",
        lay=lambda path: path.symlink_to("không có"),
    ),
    same("văn bản.pdf", lambda: b"Chi la van ban\n" * 100, "document.unknown_format"),
    same("nén.pdf", lambda: b"PK\3\4" + b"\0" * 500, "document.unknown_format"),
    same("ảnh động.pdf", gif, "document.unknown_format"),
    same("cụt.jpg", lambda: jpeg_bytes("cụt")[:9000], "document.truncated"),
    same("cụt.pdf", lambda: text_pdf("cụt", pages=4)[:1500], "document.truncated"),
    same("mật khẩu.pdf", encrypted, "document.encrypted"),
    same(
        "không trang.pdf",
        lambda: raw_pdf(CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"),
        "document.no_pages",
    ),
    same("vòng.pdf", looping_pages, "document.damaged"),
    same(
        "nhiều trang.pdf", lambda: text_pdf("nhiều", pages=MAX_PAGES + 1), "document.too_many_pages"
    ),
    same("bom.png", lambda: png(60_000, 60_000), "document.too_large"),
    same("bom.tif", tiff_bomb, "document.too_large"),
    same("không cao.png", lambda: png(60, 0), "document.damaged"),
    same("bom ảnh.pdf", image_bomb_pdf, "document.too_large"),
    same("bom trắng.pdf", space_bomb, "sandbox.timeout"),
    Kind(
        "bom đối tượng.pdf",
        object_stream_bomb,
        "sandbox.timeout",
        "sandbox.timeout",
        also=("sandbox.died", "document.damaged"),
    ),
    # Its other pages are read; the clerk sees which one was not.
    Kind("hỏng trang 2.tif", broken_second_page, None, None),
    Kind("một điểm.png", one_pixel, "paper.no_text", None),
    Kind("sai đuôi.pdf", lambda: jpeg_bytes("sai đuôi"), None, None, "document.wrong_extension"),
    Kind(
        "script.pdf", lambda: changed_pdf("js", with_javascript), None, None, "document.javascript"
    ),
    Kind(
        "launch.pdf", lambda: changed_pdf("ln", with_launch), None, None, "document.launch_action"
    ),
    Kind("kèm.pdf", lambda: changed_pdf("at", with_attachment), None, None, "document.attachments"),
    Kind("xfa.pdf", lambda: changed_pdf("xfa", with_form), None, None),
    Kind("exif.jpg", turned_jpeg, None, None),
    Kind("động.webp", lambda: animated("WEBP"), None, None),
    Kind("động.png", lambda: animated("PNG"), None, None),
    Kind(NFD, lambda: text_pdf("nfd"), None, None),
    Kind("hai\ndòng.pdf", lambda: text_pdf("hai dong"), None, None),
    Kind(os.fsdecode(b"\xff\xfe la.pdf"), lambda: text_pdf("la"), None, None),
    Kind(LONG, lambda: text_pdf("dai"), None, None),
    Kind("tốt 1.jpg", lambda: jpeg_bytes("tốt 1"), None, None),
    Kind("tốt 2.pdf", lambda: text_pdf("tốt 2", pages=2), None, None),
)


def lay_all(folder: Path) -> dict[str, Kind]:
    """Every kind in the folder, by name; a good file also in a folder that is called like a PDF."""
    folder.mkdir()
    (folder.parent / OUTSIDE).write_text("Một tệp ở ngoài thư mục.")
    for kind in KINDS:
        kind.put(folder)
    inside = folder / "thư mục.pdf"
    inside.mkdir()
    (inside / INSIDE).write_bytes(text_pdf("trong"))
    return {kind.name: kind for kind in KINDS}
