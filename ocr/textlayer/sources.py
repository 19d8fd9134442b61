"""Takes the image of a page out of the file it came in, unchanged wherever a PDF can hold it."""

import struct
from collections.abc import Iterator
from pathlib import Path

from PIL.TiffImagePlugin import TiffImageFile

from ocr.documents import Limits, load_page
from ocr.documents.opening import document_kind
from ocr.documents.pdf import opened_pdf
from ocr.textlayer.images import (
    TIFF_STRIP_LENGTHS,
    TIFF_STRIP_OFFSETS,
    StoredImage,
    encode,
    jpeg,
)
from ocr.textlayer.pdf_images import pdf_page_image

_SIGNATURES_EXIST = 1  # ISO 32000-1, table 219
_PNG_HEAD = 8
# Kind of colour in a PNG: channels of a pixel. Those with transparency have to be laid on paper.
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1}
_PNG_PALETTE = 3
_PNG_PREDICTOR = 15  # every row names its own
_TIFF_COMPRESSION, _TIFF_PHOTOMETRIC, _TIFF_FILL_ORDER = 259, 262, 266
_GROUP_4, _WHITE_IS_ZERO, _BLACK_IS_ZERO = 4, 0, 1
_LOW_BIT_FIRST = 2
_REVERSED_BITS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def page_image(path: Path, number: int, *, limits: Limits) -> StoredImage:
    """The image of page `number` (from 1) as it was read: the same pixels, in the same position.

    Returns:
        The encoded data of the file where PDF/A can hold them, else its pixels encoded anew. EXIF
        turns are not applied, since words and turn_deg count from the stored pixels.
    Raises:
        DocumentError: the file or the page cannot be read.
    """
    kind = document_kind(path, limits=limits)
    stored = None
    if kind == "jpeg":
        stored = jpeg(path.read_bytes())
    elif kind == "pdf":
        stored = pdf_page_image(path, number, limits=limits)
    elif kind == "png":
        stored = _png(path.read_bytes())
    elif kind == "tiff":
        stored = _tiff_group4(path, number)
    return stored if stored is not None else encode(load_page(path, number, limits=limits).pixels)


def is_signed(path: Path, *, limits: Limits) -> bool:
    """Whether a file carries digital signatures, which no copy of its pages can keep.

    Raises:
        DocumentError: the file cannot be read.
    """
    if document_kind(path, limits=limits) != "pdf":
        return False
    with opened_pdf(path, limits=limits) as document:
        flags = int(document.get_sigflags())
    return flags > 0 and bool(flags & _SIGNATURES_EXIST)


def _png(data: bytes) -> StoredImage | None:
    """The deflated rows of a PNG: PDF knows their predictors. None if interlaced or transparent.

    Source: ISO 15948 (PNG), 4.5 and 10; ISO 32000-1, table 8.
    """
    chunks = list(_png_chunks(data))
    names = {name for name, _ in chunks}
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13 or b"tRNS" in names:
        return None
    width, height, bits, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if interlaced or kind not in _PNG_CHANNELS or b"IEND" not in names:
        return None
    channels = _PNG_CHANNELS[kind]
    palette = dict(chunks).get(b"PLTE") if kind == _PNG_PALETTE else None
    if (kind == _PNG_PALETTE) != bool(palette):
        return None
    return StoredImage(
        b"".join(body for name, body in chunks if name == b"IDAT"),
        "FlateDecode",
        width,
        height,
        bits=bits,
        channels=3 if palette else channels,
        parameters={
            "Predictor": _PNG_PREDICTOR,
            "Colors": channels,
            "BitsPerComponent": bits,
            "Columns": width,
        },
        palette=palette,
    )


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = _PNG_HEAD
    while at + 12 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if at + 12 + length > len(data):
            return
        yield name, data[at + 8 : at + 8 + length]
        at += 12 + length


def _tiff_group4(path: Path, number: int) -> StoredImage | None:
    """G4 data of a page that is stored in one strip; several strips are several G4 images."""
    try:
        with TiffImageFile(path) as tiff:
            tiff.seek(number - 1)
            tags, (width, height) = tiff.tag_v2, tiff.size
            photometric = tags.get(_TIFF_PHOTOMETRIC)
            if tags.get(_TIFF_COMPRESSION) != _GROUP_4 or photometric not in (0, 1):
                return None
            offsets, lengths = tags[TIFF_STRIP_OFFSETS], tags[TIFF_STRIP_LENGTHS]
            if len(offsets) != 1 or len(lengths) != 1:
                return None
            low_first = tags.get(_TIFF_FILL_ORDER) == _LOW_BIT_FIRST
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, EOFError):
        return None  # The decoder has its own ways with such files.
    with path.open("rb") as file:
        file.seek(offsets[0])
        data = file.read(lengths[0])
    return StoredImage(
        data.translate(_REVERSED_BITS) if low_first else data,
        "CCITTFaxDecode",
        width,
        height,
        bits=1,
        channels=1,
        parameters={
            "K": -1,
            "Columns": width,
            "Rows": height,
            "BlackIs1": photometric == _BLACK_IS_ZERO,
        },
        inverted=False,
    )
