"""The image that makes a page of a received PDF, taken over with its bytes as they are."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Name, Object

from ocr.documents import Limits
from ocr.documents.pdf import opened_pdf
from ocr.documents.pdf_scans import EmbeddedScan, embedded_scan
from ocr.textlayer.images import StoredImage, jpeg

_CHANNELS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3}
_NUMBERS = {
    "/CCITTFaxDecode": ("K", "Columns", "Rows"),
    "/FlateDecode": ("Predictor", "Colors", "BitsPerComponent", "Columns"),
}
_FLAGS = {"/CCITTFaxDecode": ("BlackIs1", "EncodedByteAlign", "EndOfLine", "EndOfBlock")}
_BITS = {1, 2, 4, 8, 16}
_LARGEST_PACKAGE_BYTES = 200_000_000
_JP2_SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_ENUMERATED, _SRGB, _GREY, _BITS_VARY = 1, 16, 17, 255


def pdf_page_image(path: Path, number: int, *, limits: Limits) -> StoredImage | None:
    """Data of the one image that makes the page; None where the page or image has to be decoded.

    Raises:
        DocumentError: the file cannot be opened.
    """
    with opened_pdf(path, limits=limits) as document:
        if not 1 <= number <= document.page_count:
            return None
        scan = embedded_scan(document[number - 1])
    if scan is None:
        return None
    try:
        with pikepdf.open(path) as pdf:
            return stored_image(pdf.get_object(scan.xref, 0), scan)
    # What is no image by the rules may still be mended by the library that gives its pixels.
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, OverflowError):
        return None


def stored_image(image: Object, scan: EmbeddedScan) -> StoredImage | None:
    """The embedded data, if PDF/A can hold them: no masks, no LZW, grey, RGB or a palette.

    A calibrated colour space becomes the device one: the output intent of the new file is sRGB.
    """
    if not isinstance(image, pikepdf.Stream) or "/Mask" in image or "/SMask" in image:
        return None
    if image.get("/Width") != scan.width_px or image.get("/Height") != scan.height_px:
        return None
    filters = _listed(image.get("/Filter"))
    parameters = _listed(image.get("/DecodeParms"))
    data: bytes | None = image.read_raw_bytes()
    if len(filters) == 2 and filters[0] == Name.FlateDecode and not _entries(parameters[:1]):
        # A package around the image; what is in it stays as it is.
        data, filters, parameters = _unpacked(image), filters[1:], parameters[1:]
    if len(filters) != 1 or data is None:
        return None
    given = next(iter(_entries(parameters)), pikepdf.Dictionary())
    taken = _by_filter(str(filters[0]), image, data=data, given=given)
    if taken is None:
        return None
    return replace(taken, width_px=scan.width_px, height_px=scan.height_px)


def _by_filter(name: str, image: Object, *, data: bytes, given: Object) -> StoredImage | None:
    space = _colours(image.get("/ColorSpace"))
    decode = [float(level) for level in image.get("/Decode", [])]
    if name == "/DCTDecode":
        plain = space is not None and space[1] is None and not decode and not len(given)
        stored = jpeg(data) if plain else None
        return stored if stored is not None and space and stored.channels == space[0] else None
    if name == "/JPXDecode":
        return None if decode else _jpeg2000(data)
    bits = int(image.get("/BitsPerComponent", 1 if name in _BILEVEL else 0))
    if space is None or bits not in _BITS or (name in _BILEVEL and (bits, *space) != (1, 1, None)):
        return None
    channels, palette = space
    usual, inverted = [0.0, 1.0] * channels, [1.0, 0.0] * channels
    if (decode not in ([], usual, inverted)) or (decode and palette is not None):
        return None
    if name not in {*_BILEVEL, "/FlateDecode", "/RunLengthDecode"}:
        return None
    return StoredImage(
        data,
        name[1:],
        width_px=0,
        height_px=0,
        bits=bits,
        channels=channels,
        parameters=_parameters(name, given),
        inverted=decode == inverted,
        palette=palette,
        jbig2_globals=given["/JBIG2Globals"].read_bytes() if "/JBIG2Globals" in given else None,
    )


_BILEVEL = {"/CCITTFaxDecode", "/JBIG2Decode"}


def _parameters(name: str, given: Object) -> dict[str, int | bool]:
    kept: dict[str, int | bool] = {
        key: int(given[f"/{key}"]) for key in _NUMBERS.get(name, ()) if f"/{key}" in given
    }
    flags = _FLAGS.get(name, ())
    return kept | {key: bool(given[f"/{key}"]) for key in flags if f"/{key}" in given}


def _unpacked(image: pikepdf.Stream) -> bytes | None:
    opening = zlib.decompressobj()
    try:
        data = opening.decompress(image.read_raw_bytes(), _LARGEST_PACKAGE_BYTES)
    except zlib.error:
        return None
    return data if opening.eof else None


def _colours(space: Object | None) -> tuple[int, bytes | None] | None:
    """Channels and palette; None for what the new file cannot name (CMYK, separations, Lab)."""
    parts = _listed(space)
    if parts and parts[0] == Name.Indexed:
        base = _channels(parts[1])
        table = parts[3]
        colours = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
        wanted = (int(parts[2]) + 1) * (base or 0)
        return (base, colours[:wanted]) if base and len(colours) >= wanted else None
    channels = _channels(space)
    return None if channels is None else (channels, None)


def _channels(space: Object | None) -> int | None:
    """1 for grey, 3 for RGB, None for all else."""
    parts = _listed(space)
    if len(parts) > 1 and parts[0] == Name.ICCBased:
        count = int(parts[1].get("/N", 0))
        return count if count in {1, 3} else None
    return _CHANNELS.get(str(parts[0])) if parts else None


def _listed(value: Object | None) -> list[Any]:
    """PDF lets many entries be one thing or a list of them."""
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _entries(parameters: list[Any]) -> list[Object]:
    """Those that are dictionaries with something in them; the others are null."""
    return [given for given in parameters if isinstance(given, pikepdf.Dictionary) and len(given)]


def _jpeg2000(data: bytes) -> StoredImage | None:
    """A JP2 file as it is where PDF/A-2 allows it: grey or sRGB by number, all channels alike.

    Source: ISO 15444-1, annex I; ISO 19005-2:2011, 6.2.8.3.
    """
    if not data.startswith(_JP2_SIGNATURE):
        return None
    header = next((body for kind, body in _boxes(data) if kind == b"jp2h"), b"")
    found = dict(_boxes(header))
    image, colour = found.get(b"ihdr", b""), found.get(b"colr", b"")
    if len(image) < 14 or len(colour) < 7 or {b"pclr", b"cdef", b"bpcc"} & set(found):
        return None
    height, width, channels, bits = struct.unpack(">IIHB", image[:11])
    method, _, _, space = struct.unpack(">BBBI", colour[:7])
    if method != _ENUMERATED or bits == _BITS_VARY:
        return None
    if (channels, space) not in {(1, _GREY), (3, _SRGB)}:
        return None
    return StoredImage(data, "JPXDecode", width, height, bits=0, channels=channels)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Boxes of a JP2 file one after the other; stops where lengths make no sense."""
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if length == 0:
            length = len(data) - at
        if length < 8:
            return
        yield kind, data[at + 8 : at + length]
        at += length
