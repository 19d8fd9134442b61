"""Tells the format of a file from its bytes, and whether its end has arrived.

Names lie: a phone calls a HEIC picture .jpg, and a scanner's folder share delivers half a file when
the cable is pulled. Decoders then paint the missing half grey without a word, so the ends are
checked here, from the structure of each format and without decoding.
"""

import re
from collections.abc import Callable
from pathlib import Path

HEAD_BYTES = 1024
TAIL_BYTES = 2048

SUFFIXES = {
    "pdf": {".pdf"},
    "tiff": {".tif", ".tiff"},
    "jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "png": {".png"},
    "webp": {".webp"},
    "heic": {".heic", ".heif"},
}

_TIFF_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
# Inside JPEG scan data 0xFF is followed by 0x00 (a stuffed byte), a restart mark or more 0xFF.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_JPEG_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_LINEARIZED_LENGTH = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d{1,12})", re.DOTALL)


def kind_of(head: bytes) -> str | None:
    """The format by the first bytes (1024 are enough), or None."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(_TIFF_MAGIC):
        return "tiff"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "heic"
    # ISO 32000-1, Annex H: readers accept the header within the first 1024 bytes.
    return "pdf" if b"%PDF-" in head[:HEAD_BYTES] else None


def has_wrong_extension(path: Path, kind: str) -> bool:
    """Whether the name claims another format; a name without extension claims nothing."""
    return bool(path.suffix) and path.suffix.lower() not in SUFFIXES[kind]


def is_truncated(path: Path, kind: str) -> bool:
    """Whether the structure of the file runs past its last byte (TIFF: see pictures.py)."""
    check = _CHECKS.get(kind)
    return check is not None and check(path)


def _jpeg_is_cut(path: Path) -> bool:
    data = path.read_bytes()
    at = 2
    while at + 4 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF or marker == 0xFF:
            at += 1
        elif marker == _JPEG_END:
            return False
        elif marker in _JPEG_WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            if marker == _JPEG_SCAN:
                found = _JPEG_MARKER.search(data, at)
                if found is None:
                    return True
                at = found.start()
    return data[at : at + 2] != b"\xff\xd9"


def _png_is_cut(path: Path) -> bool:
    return b"IEND\xaeB`\x82" not in _tail(path)


def _webp_is_cut(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(8)
    return int.from_bytes(head[4:8], "little") + 8 > path.stat().st_size


def _heic_is_cut(path: Path) -> bool:
    """Walk the boxes of ISO/IEC 14496-12: size, type; size 0 runs to the end of the file."""
    size_bytes = path.stat().st_size
    at = 0
    with path.open("rb") as file:
        while at < size_bytes:
            file.seek(at)
            head = file.read(16)
            length = int.from_bytes(head[:4], "big")
            if length == 0:
                return False
            if length == 1:
                length = int.from_bytes(head[8:16], "big")
            if length < 8:
                return True
            at += length
    return at > size_bytes


def _pdf_is_cut(path: Path) -> bool:
    """No %%EOF at the end, or shorter than a linearized file says (ISO 32000-1, 7.5.5, Annex F)."""
    with path.open("rb") as file:
        linearized = _LINEARIZED_LENGTH.search(file.read(HEAD_BYTES))
    if linearized and int(linearized.group(1)) > path.stat().st_size:
        return True
    return b"%%EOF" not in _tail(path)


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        return file.read()


_CHECKS: dict[str, Callable[[Path], bool]] = {
    "pdf": _pdf_is_cut,
    "jpeg": _jpeg_is_cut,
    "png": _png_is_cut,
    "webp": _webp_is_cut,
    "heic": _heic_is_cut,
}
