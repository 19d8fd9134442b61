"""Images that a PDF can hold go through with their bytes as they are and look as before."""

import contextlib
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pymupdf as untyped_pymupdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from ocr.documents import load_page
from ocr.documents.pdf_scans import EmbeddedScan
from ocr.errors import OcrError
from ocr.ports import Pixels
from ocr.textlayer import PageSource, compose
from ocr.textlayer.pdf_images import stored_image
from tests.ocr import test_embedded_images as stored
from tests.ocr.paper_drawings import ABOUT, page_reading

pymupdf: Any = untyped_pymupdf  # The library has no types.
SIZE = (stored.WIDTH_PX, stored.HEIGHT_PX)


@dataclass
class Shown:
    """The image that stands in the composed file, and its pixels as another program sees them."""

    filter: str
    data: bytes
    shared: bytes | None
    pixels: Pixels


def composed(path: Path, size: tuple[int, int] = SIZE) -> Shown:
    out = path.parent / "composed.pdf"
    compose([PageSource(path, 1, page_reading(size))], about=ABOUT, out=out)
    with pymupdf.open(out) as document:
        pixmap = pymupdf.Pixmap(document, document[0].get_images()[0][0])
        samples = np.frombuffer(pixmap.samples, np.uint8)
        pixels = samples.reshape(pixmap.height, pixmap.width, pixmap.n)
    with pikepdf.open(out) as pdf:
        image = pdf.pages[0].Resources.XObject.Im0
        shared = image.get("/DecodeParms", Dictionary()).get("/JBIG2Globals")
        return Shown(
            filter=str(image.Filter)[1:],
            data=image.read_raw_bytes(),
            shared=None if shared is None else shared.read_bytes(),
            pixels=pixels[..., 0] if pixmap.n == 1 else pixels,
        )


def same_depth(pixels: Pixels, expected: Pixels) -> Pixels:
    """Reading takes grey pages in three equal channels as grey."""
    return pixels[..., 0] if expected.ndim < pixels.ndim else pixels


def flate(pixels: Pixels, bits: int = 8, predictor: int = 15) -> tuple[bytes, dict[str, Any]]:
    """Rows that each name the predictor "none", as PNG and many scanners store them."""
    rows = np.packbits(pixels > 0, axis=1) if bits == 1 else pixels.reshape(len(pixels), -1)
    data = zlib.compress(np.pad(rows, ((0, 0), (1, 0))).tobytes())
    colours = 3 if pixels.ndim == 3 else 1
    parameters = Dictionary(
        Predictor=predictor, Colors=colours, BitsPerComponent=bits, Columns=pixels.shape[1]
    )
    space = Name.DeviceRGB if colours == 3 else Name.DeviceGray
    entries = {"Filter": Name.FlateDecode, "DecodeParms": parameters, "BitsPerComponent": bits}
    return data, {**entries, "ColorSpace": space}


def palette() -> tuple[bytes, dict[str, Any]]:
    colours = bytes(range(256)) + bytes(768 - 256)
    return zlib.compress(stored.grey().tobytes()), {
        "ColorSpace": Array([Name.Indexed, Name.DeviceRGB, 255, pikepdf.String(colours)]),
        "BitsPerComponent": 8,
        "Filter": Name.FlateDecode,
    }


def plain_jpeg() -> tuple[bytes, dict[str, Any]]:
    entries = {"ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8, "Filter": Name.DCTDecode}
    return stored.jpeg(stored.colour()), entries


def jpeg_2000(pixels: Pixels) -> tuple[bytes, dict[str, Any]]:
    return stored.jpeg2000(pixels), {"Filter": Name.JPXDecode}


IMAGES: dict[str, Callable[[], tuple[bytes, dict[str, Any]]]] = {
    "CCITT": stored.BILEVEL["CCITT"],
    "CCITT, decoded the other way": stored.BILEVEL["CCITT, black is 1, decoded the other way"],
    "JBIG2": stored.BILEVEL["JBIG2"],
    "bi-level Flate": stored.BILEVEL["Flate"],
    "two colours": stored.BILEVEL["a table of two colours"],
    "bi-level rows": lambda: flate(stored.bilevel(), bits=1),
    "grey rows": lambda: flate(stored.grey()),
    "colour rows": lambda: flate(stored.colour()),
    "palette": palette,
    "JPEG": plain_jpeg,
    "JPEG 2000, grey": lambda: jpeg_2000(stored.grey()),
    "JPEG 2000, colour": lambda: jpeg_2000(stored.colour()),
}


@pytest.mark.parametrize("name", IMAGES)
def test_embedded_images_pass_through(tmp_path: Path, name: str) -> None:
    data, entries = IMAGES[name]()
    path = stored.pdf(tmp_path / "scan.pdf", data, entries)
    shown = composed(path)
    assert shown.data == data
    assert "/" + shown.filter == str(entries["Filter"])
    expected = load_page(path, 1).pixels
    assert (same_depth(shown.pixels, expected) == expected).all()


def test_an_image_in_a_package_is_unpacked_and_no_more(tmp_path: Path) -> None:
    for name in ("CCITT in Flate",):
        data, entries = stored.BILEVEL[name]()
        shown = composed(stored.pdf(tmp_path / "scan.pdf", data, entries))
        assert shown.data == zlib.decompress(data)
    data, entries = plain_jpeg()
    packed = {**entries, "Filter": Array([Name.FlateDecode, Name.DCTDecode])}
    shown = composed(stored.pdf(tmp_path / "scan.pdf", zlib.compress(data), packed))
    assert shown.data == data


def test_segments_that_jbig2_pages_share_come_along(tmp_path: Path) -> None:
    data, entries = stored.BILEVEL["JBIG2"]()
    with pikepdf.new() as other:
        shared = other.make_stream(b"")
        path = stored.pdf(tmp_path / "scan.pdf", data, entries)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        image = pdf.pages[0].Resources.XObject.Page
        image.DecodeParms = Dictionary(JBIG2Globals=pdf.copy_foreign(other.make_indirect(shared)))
        pdf.save(path)
    shown = composed(path)
    assert shown.shared == b""
    assert shown.data == data


def idat(data: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if name == b"IDAT":
            yield data[at + 8 : at + 8 + length]
        at += 12 + length


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "I;16"])
def test_png_pictures_pass_through(tmp_path: Path, mode: str) -> None:
    picture = Image.fromarray(stored.colour())
    if mode == "I;16":
        deep = np.asarray(picture.convert("L")).astype(np.uint16) * 257
        picture = Image.fromarray(deep)
    elif mode != "RGB":
        picture = picture.convert(mode)
    path = tmp_path / "page.png"
    picture.save(path)
    shown = composed(path)
    assert shown.filter == "FlateDecode"
    assert shown.data == b"".join(idat(path.read_bytes()))
    expected = load_page(path, 1).pixels
    assert np.abs(same_depth(shown.pixels, expected).astype(int) - expected).max() <= 1


@pytest.mark.parametrize("turned_colours", [False, True])
def test_group_4_pages_of_a_tiff_pass_through(tmp_path: Path, turned_colours: bool) -> None:
    path = tmp_path / "page.tif"
    picture = Image.fromarray(stored.bilevel()).convert("1")
    tags = {262: 1 if turned_colours else 0}
    picture.save(path, compression="group4", strip_size=10_000_000, tiffinfo=tags)
    shown = composed(path)
    assert shown.filter == "CCITTFaxDecode"
    assert shown.data in path.read_bytes()
    assert (shown.pixels == load_page(path, 1).pixels).all()


def test_a_tiff_in_strips_keeps_every_pixel(tmp_path: Path) -> None:
    path = tmp_path / "page.tif"
    Image.fromarray(stored.bilevel()).convert("1").save(
        path, compression="group4", strip_size=20_000
    )
    shown = composed(path)
    assert shown.filter == "CCITTFaxDecode"
    assert (shown.pixels == stored.bilevel()).all()


def test_a_jpeg_that_is_decoded_the_other_way_is_encoded_anew(tmp_path: Path) -> None:
    data = stored.jpeg(255 - stored.grey())
    shown = composed(stored.pdf(tmp_path / "scan.pdf", data, inverted_jpeg()))
    assert shown.filter == "DCTDecode"
    assert np.abs(shown.pixels.astype(int) - stored.grey()).mean() < 2


def test_lzw_is_encoded_anew_since_pdfa_forbids_it(tmp_path: Path) -> None:
    codes = bytes([0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01])
    plain = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8, "Filter": Name.LZWDecode}
    with pikepdf.new() as pdf:
        image = pdf.make_stream(codes, Width=3, Height=3, **plain)
        scan = EmbeddedScan(1, 3, 3, 200, colour=False, is_jpeg=False, turn_deg=0)
        assert stored_image(image, scan) is None


def inverted_jpeg() -> dict[str, Any]:
    entries = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8, "Filter": Name.DCTDecode}
    return {**entries, "Decode": Array([1, 0])}


ODD: dict[str, dict[str, Any]] = {
    "a palette without colours": {"ColorSpace": Array([Name.Indexed])},
    "a palette of a name": {
        "ColorSpace": Array([Name.Indexed, Name.DeviceRGB, Name.Many, pikepdf.String("x")])
    },
    "a short palette": {
        "ColorSpace": Array([Name.Indexed, Name.DeviceRGB, 255, pikepdf.String("xyz")])
    },
    "a profile that is a number": {"ColorSpace": Array([Name.ICCBased, 7])},
    "no colours": {"ColorSpace": Array([])},
    "parameters that are a text": {"DecodeParms": pikepdf.String("x")},
    "a predictor that is a name": {"DecodeParms": Dictionary(Predictor=Name.Up)},
    "levels that are names": {"Decode": Array([Name.One, Name.Zero])},
    "three levels": {"Decode": Array([0, 1, 0])},
    "bits that are a text": {"BitsPerComponent": pikepdf.String("8")},
    "five bits": {"BitsPerComponent": 5},
    "a filter that nobody knows": {"Filter": Name.Secret},
    "a filter that is a number": {"Filter": 3},
    "no JPEG 2000 at all": {"Filter": Name.JPXDecode},
    "an empty list of filters": {"Filter": Array([])},
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_image_gives_a_copy_or_an_error_of_ours(tmp_path: Path, name: str) -> None:
    data = zlib.compress(stored.grey().tobytes())
    plain = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8, "Filter": Name.FlateDecode}
    path = stored.pdf(tmp_path / "scan.pdf", data, plain)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        image = pdf.pages[0].Resources.XObject.Page
        for key, value in ODD[name].items():
            image[f"/{key}"] = value
        pdf.save(path, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    out = tmp_path / "out.pdf"
    with contextlib.suppress(OcrError):
        compose([PageSource(path, 1, page_reading(SIZE))], about=ABOUT, out=out)
        with pikepdf.open(out) as pdf:
            assert len(pdf.pages) == 1
