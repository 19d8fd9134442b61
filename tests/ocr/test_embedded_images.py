"""Every way a scanner stores the one image of a page: its own pixels come out, never a rendering."""

import contextlib
import io
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from ocr import errors
from ocr.documents import load_page, open_document
from ocr.ports import Pixels
from ocr.textlayer.images import encode
from tests.ocr.papers import drawn_page

WIDTH_PX, HEIGHT_PX = 1240, 1754  # 150 dpi: no rendering has this size
Entries = Mapping[str, Any]


def bilevel() -> Pixels:
    """A printed page, 0 and 255 only."""
    page = drawn_page(WIDTH_PX, HEIGHT_PX)[..., 0]
    return np.where(page < 128, 0, 255).astype(np.uint8)


def grey() -> Pixels:
    return np.ascontiguousarray(drawn_page(WIDTH_PX, HEIGHT_PX)[..., 0])


def colour() -> Pixels:
    page = drawn_page(WIDTH_PX, HEIGHT_PX)
    page[1500:1600, 700:800] = (220, 30, 40)
    return page


def pdf(path: Path, data: bytes, entries: Entries) -> Path:
    """A PDF of one A4 page that the image fills."""
    with pikepdf.new() as document:
        image = document.make_stream(
            data, Type=Name.XObject, Subtype=Name.Image, Width=WIDTH_PX, Height=HEIGHT_PX, **entries
        )
        page = document.add_blank_page(page_size=(595.2, 841.92))
        page.Resources = Dictionary(XObject=Dictionary(Page=image))
        page.Contents = document.make_stream(b"q 595.2 0 0 841.92 0 0 cm /Page Do Q")
        document.save(path)
    return path


def packed(ones: np.ndarray) -> bytes:
    return np.packbits(ones, axis=1).tobytes()


def group4() -> bytes:
    return encode(bilevel()).data


def jbig2() -> bytes:
    """A page of one generic region in MMR coding, which is Group 4 (ITU-T T.88, 6.2.6, 7.4)."""
    size = struct.pack(">II", WIDTH_PX, HEIGHT_PX)
    region = size + struct.pack(">IIBB", 0, 0, 0, 1) + group4()
    page = size + struct.pack(">IIBH", 0, 0, 0, 0)
    segments = ((0, 48, page), (1, 38, region))
    return b"".join(
        struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data
        for number, kind, data in segments
    )


def jpeg(pixels: Pixels) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=95, subsampling=0)
    return stream.getvalue()


def jpeg2000(pixels: Pixels) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG2000", irreversible=False)
    return stream.getvalue()


ONE_BIT = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 1}
INVERTED = {"Decode": Array([1, 0])}


def fax(*, black_is_1: bool = False) -> dict[str, Any]:
    parameters = Dictionary(K=-1, Columns=WIDTH_PX, Rows=HEIGHT_PX, BlackIs1=black_is_1)
    return {"Filter": Name.CCITTFaxDecode, "DecodeParms": parameters}


BILEVEL = {
    "CCITT": lambda: (group4(), {**ONE_BIT, **fax()}),
    "CCITT, black is 1, decoded the other way": lambda: (
        group4(),
        {**ONE_BIT, **fax(black_is_1=True), **INVERTED},
    ),
    "JBIG2": lambda: (jbig2(), {**ONE_BIT, "Filter": Name.JBIG2Decode}),
    "Flate": lambda: (
        zlib.compress(packed(bilevel() > 0)),
        {**ONE_BIT, "Filter": Name.FlateDecode},
    ),
    "CCITT in Flate": lambda: (
        zlib.compress(group4()),
        {
            **ONE_BIT,
            "Filter": Array([Name.FlateDecode, Name.CCITTFaxDecode]),
            "DecodeParms": Array([Dictionary(), fax()["DecodeParms"]]),
        },
    ),
    "a table of two colours": lambda: (
        zlib.compress(packed(bilevel() == 0)),
        {
            "BitsPerComponent": 1,
            "ColorSpace": Array([Name.Indexed, Name.DeviceRGB, 1, b"\xff\xff\xff\0\0\0"]),
            "Filter": Name.FlateDecode,
        },
    ),
}


@pytest.mark.parametrize("stored", BILEVEL)
def test_bilevel_pages_come_out_as_stored(tmp_path, stored):
    data, entries = BILEVEL[stored]()
    path = pdf(tmp_path / "scan.pdf", data, entries)
    assert open_document(path).pages[0].is_scan
    page = load_page(path, 1)
    assert (page.pixels == bilevel()).all()
    assert (page.dpi, page.colour) == (150, False)


@pytest.mark.parametrize("pixels", [grey, colour])
def test_jpeg_2000_pages_come_out_as_stored(tmp_path, pixels):
    data = jpeg2000(pixels())
    for entries in ({}, {"ColorSpace": Name.DeviceRGB if pixels is colour else Name.DeviceGray}):
        path = pdf(tmp_path / "scan.pdf", data, {"Filter": Name.JPXDecode, **entries})
        page = load_page(path, 1)
        assert (page.pixels == pixels()).all()
        assert (page.dpi, page.colour) == (150, pixels is colour)


@pytest.mark.parametrize("pixels", [grey, colour])
@pytest.mark.parametrize("in_flate", [False, True])
def test_jpeg_pages_come_out_as_stored(tmp_path, pixels, in_flate):
    data = jpeg(pixels())
    entries = {
        "ColorSpace": Name.DeviceRGB if pixels is colour else Name.DeviceGray,
        "BitsPerComponent": 8,
        "Filter": Array([Name.FlateDecode, Name.DCTDecode]) if in_flate else Name.DCTDecode,
    }
    path = pdf(tmp_path / "scan.pdf", zlib.compress(data) if in_flate else data, entries)
    page = load_page(path, 1)
    assert np.abs(page.pixels.astype(int) - pixels()).mean() < 1
    assert (page.pixels.shape, page.dpi) == (pixels().shape, 150)


def test_a_jpeg_that_is_to_be_decoded_the_other_way_is_dark_on_light(tmp_path):
    """Read as its bytes alone, this page would be white on black."""
    entries = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8, "Filter": Name.DCTDecode}
    path = pdf(tmp_path / "scan.pdf", jpeg(255 - grey()), {**entries, **INVERTED})
    page = load_page(path, 1)
    assert np.abs(page.pixels.astype(int) - grey()).mean() < 1


@pytest.mark.parametrize("stored", ["CCITT", "JBIG2"])
def test_a_stencil_is_rendered_since_its_ink_may_have_any_colour(tmp_path, stored):
    data, entries = BILEVEL[stored]()
    stencil = {**entries, "ImageMask": True}
    del stencil["ColorSpace"]
    path = pdf(tmp_path / "scan.pdf", data, stencil)
    page = load_page(path, 1)
    assert page.dpi == 200
    assert 0.9 < (page.pixels > 200).mean() < 1


@pytest.mark.parametrize("stored", ["CCITT", "JBIG2"])
@pytest.mark.parametrize("kept", [0, 40, 400])
def test_a_cut_stream_is_an_error_of_ours_or_a_page(tmp_path, stored, kept):
    data, entries = BILEVEL[stored]()
    path = pdf(tmp_path / "scan.pdf", data[:kept], entries)
    with contextlib.suppress(errors.DocumentError):
        assert load_page(path, 1).pixels.shape == (HEIGHT_PX, WIDTH_PX)
