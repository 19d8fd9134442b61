"""Takes the image of a page out of the file it came in, unchanged wherever a PDF can hold it."""

from pathlib import Path

import pikepdf
from pikepdf import Name, Object

from ocr.documents import Limits, load_page
from ocr.documents.opening import document_kind
from ocr.documents.pdf import EmbeddedScan, embedded_scan, opened_pdf, page_is_scan
from ocr.textlayer.images import StoredImage, encode, jpeg

_CHANNELS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3}
_CCITT_NUMBERS = ("K", "Columns", "Rows")
_CCITT_FLAGS = ("BlackIs1", "EncodedByteAlign", "EndOfLine", "EndOfBlock")


def page_image(path: Path, number: int, *, limits: Limits) -> StoredImage:
    """The image of page `number` (from 1) as it was read: the same pixels, in the same position.

    Returns:
        The JPEG or CCITT data of the file where their colours allow it, else its pixels encoded
        anew. EXIF turns are not applied, since words and turn_deg count from the stored pixels.
    Raises:
        DocumentError: the file or the page cannot be read.
    """
    kind = document_kind(path, limits=limits)
    stored = None
    if kind == "jpeg":
        stored = jpeg(path.read_bytes())
    elif kind == "pdf":
        stored = _of_scanned_page(path, number, limits=limits)
    return stored if stored is not None else encode(load_page(path, number, limits=limits).pixels)


def _of_scanned_page(path: Path, number: int, *, limits: Limits) -> StoredImage | None:
    """Data of the one image that makes the page; None where the page or image has to be decoded."""
    with opened_pdf(path, limits=limits) as document:
        if not 1 <= number <= document.page_count:
            return None
        page = document[number - 1]
        scan = embedded_scan(page) if page_is_scan(page) else None
    if scan is None:
        return None
    try:
        with pikepdf.open(path) as pdf:
            return _stored(pdf.get_object(scan.xref, 0), scan)
    except pikepdf.PdfError:
        return None  # The two libraries mend broken files differently; the pixels can still be had.


def _stored(image: Object, scan: EmbeddedScan) -> StoredImage | None:
    """The embedded data, if JPEG or CCITT in grey or RGB without masks.

    A calibrated colour space becomes the device one: the output intent of the new file is sRGB.
    """
    if not isinstance(image, pikepdf.Stream):
        return None
    if image.get("/Width") != scan.width_px or image.get("/Height") != scan.height_px:
        return None
    channels = _channels(image.get("/ColorSpace"))
    masked = "/Mask" in image or "/SMask" in image
    decode = [float(level) for level in image.get("/Decode", [])]
    filters = _listed(image.get("/Filter"))
    if masked or channels is None or len(filters) != 1:
        return None
    if filters[0] == Name.DCTDecode and not decode and "/DecodeParms" not in image:
        stored = jpeg(image.read_raw_bytes())
        return stored if stored is not None and stored.channels == channels else None
    if filters[0] == Name.CCITTFaxDecode and channels == 1 and decode in ([], [0, 1], [1, 0]):
        return _ccitt(image, scan, inverted=decode == [1, 0])
    return None


def _ccitt(image: Object, scan: EmbeddedScan, *, inverted: bool) -> StoredImage:
    given = next(iter(_listed(image.get("/DecodeParms"))), pikepdf.Dictionary())
    kept: dict[str, int | bool] = {
        n: int(given[f"/{n}"]) for n in _CCITT_NUMBERS if f"/{n}" in given
    }
    kept |= {name: bool(given[f"/{name}"]) for name in _CCITT_FLAGS if f"/{name}" in given}
    return StoredImage(
        data=image.read_raw_bytes(),
        filter="CCITTFaxDecode",
        width_px=scan.width_px,
        height_px=scan.height_px,
        bits=1,
        channels=1,
        parameters=kept,
        inverted=inverted,
    )


def _channels(space: Object | None) -> int | None:
    """1 for grey, 3 for RGB, None for all else (indexed, CMYK, separations, Lab)."""
    parts = _listed(space)
    if len(parts) > 1 and parts[0] == Name.ICCBased:
        count = int(parts[1].get("/N", 0))
        return count if count in {1, 3} else None
    return _CHANNELS.get(str(parts[0])) if parts else None


def _listed(value: Object | None) -> list[Object]:
    """PDF lets many entries be one thing or a list of them."""
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]
