"""Picture files: TIFF (many pages), JPEG, PNG, WEBP, HEIC.

The page as received is the picture as stored. The turn that EXIF asks for is kept on the page
image as `declared_turn_deg`: boxes keep to the pixels of the file, and `turn_deg` counts from them.
"""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
import pi_heif
from PIL import ExifTags, Image, UnidentifiedImageError

from ocr.documents.model import Limits, PageInfo, believable_dpi
from ocr.errors import (
    DocumentDamaged,
    DocumentTooLarge,
    DocumentTruncated,
    NoPages,
    NoSuchPage,
    TooManyPages,
)
from ocr.ports import PageImage, Pixels

pi_heif.register_heif_opener()

# Pillow's name of each kind: only this decoder may look at the bytes.
_DECODERS = {
    "tiff": ("TIFF",),
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "webp": ("WEBP",),
    "heic": ("HEIF",),
}
_CLOCKWISE_TURN = {1: 0, 2: 0, 3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
_GREY_MODES = {"1", "L", "LA", "I", "I;16", "I;16B", "F"}
_TIFF_OFFSETS, _TIFF_COUNTS = (273, 324), (279, 325)
_MISSING_BLOCK = 128
_MISSING_ROWS = 16


def picture_pages(path: Path, kind: str, *, limits: Limits) -> tuple[PageInfo, ...]:
    """Size and resolution of every page, without decoding any."""
    with _opened(path, kind) as picture:
        pages = []
        for number in _frame_numbers(picture, kind, limits=limits):
            _refuse_too_large(picture.size, limits=limits)
            if kind == "tiff":
                _refuse_cut_tiff(picture, size_bytes=path.stat().st_size)
            pages.append(
                PageInfo(
                    number=number,
                    width_px=picture.width,
                    height_px=picture.height,
                    dpi=_dpi_of(picture),
                    colour=picture.mode not in _GREY_MODES,
                    is_scan=True,
                )
            )
    if not pages:
        raise NoPages
    return tuple(pages)


def load_picture(path: Path, kind: str, number: int, *, limits: Limits) -> PageImage:
    """Decode one page; numbers count from 1."""
    with _opened(path, kind) as picture:
        if number > 1:
            try:
                picture.seek(number - 1)
            except EOFError as error:
                raise NoSuchPage(page=number) from error
        return decode(picture, limits=limits)


def decode_bytes(data: bytes, *, limits: Limits, dpi: int) -> PageImage:
    """Decode the JPEG stream of a PDF page; the resolution is the page's, not the stream's."""
    with _opened(BytesIO(data), "jpeg") as picture:
        page = decode(picture, limits=limits)
    return PageImage(pixels=page.pixels, dpi=dpi, colour=page.colour)


def decode(picture: Image.Image, *, limits: Limits) -> PageImage:
    """Pixels of the current frame, grey or RGB, as stored."""
    _refuse_too_large(picture.size, limits=limits)
    dpi, turn_deg = _dpi_of(picture), _declared_turn_deg(picture)
    pixels = _pixels_of(picture)
    if picture.format in {"JPEG", "MPO"} and _ends_in_missing_blocks(pixels):
        raise DocumentTruncated
    pixels = without_false_colour(pixels)
    return PageImage(pixels=pixels, dpi=dpi, colour=pixels.ndim == 3, declared_turn_deg=turn_deg)


def without_false_colour(pixels: Pixels) -> Pixels:
    """A grey page stored in three equal channels becomes grey; any other stays as it is."""
    if pixels.ndim == 2:
        return pixels
    sample = pixels[::3, ::3]
    same = bool(
        (sample[..., 0] == sample[..., 1]).all() and (sample[..., 1] == sample[..., 2]).all()
    )
    return np.ascontiguousarray(pixels[..., 0]) if same else pixels


@contextmanager
def _opened(source: Path | BytesIO, kind: str) -> Iterator[Image.Image]:
    """Open with the decoder of `kind` only and turn its many ways to fail into our errors."""
    try:
        with warnings.catch_warnings():
            # Pillow's warnings speak to programmers; sizes are checked against our own limits.
            warnings.simplefilter("ignore")
            with Image.open(source, formats=_DECODERS[kind]) as picture:
                yield picture
    except Image.DecompressionBombError as error:
        raise DocumentTooLarge from error
    except UnidentifiedImageError as error:
        raise DocumentDamaged from error
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error) as error:
        text = str(error).lower()
        if "truncated" in text or "end of file" in text:
            raise DocumentTruncated from error
        raise DocumentDamaged(str(error)) from error
    except (MemoryError, OverflowError, ZeroDivisionError, EOFError, RuntimeError) as error:
        raise DocumentDamaged(str(error)) from error


def _frame_numbers(picture: Image.Image, kind: str, *, limits: Limits) -> Iterator[int]:
    """Step through the pages of a TIFF; other kinds have one page, whatever else they carry."""
    number = 1
    while True:
        yield number
        if kind != "tiff":
            return
        try:
            picture.seek(number)
        except EOFError:
            return
        number += 1
        if number > limits.max_pages:
            raise TooManyPages(limit=limits.max_pages)


def _refuse_too_large(size: tuple[int, int], *, limits: Limits) -> None:
    if size[0] * size[1] > limits.max_pixels_per_page:
        raise DocumentTooLarge(width_px=size[0], height_px=size[1])
    if min(size) < 1:
        raise DocumentDamaged


def _refuse_cut_tiff(picture: Image.Image, *, size_bytes: int) -> None:
    tags = getattr(picture, "tag_v2", {})
    for offsets_tag, counts_tag in zip(_TIFF_OFFSETS, _TIFF_COUNTS, strict=True):
        offsets, counts = _numbers(tags.get(offsets_tag)), _numbers(tags.get(counts_tag))
        if any(at + count > size_bytes for at, count in zip(offsets, counts, strict=False)):
            raise DocumentTruncated


def _numbers(value: object) -> tuple[int, ...]:
    if isinstance(value, int):
        return (value,)
    return tuple(value) if isinstance(value, tuple) else ()


def _dpi_of(picture: Image.Image) -> int:
    declared = picture.info.get("dpi")
    try:
        dpi = float(declared[0]) if declared else None
    except (TypeError, ValueError, ZeroDivisionError):
        dpi = None
    return believable_dpi(dpi, width_px=picture.width, height_px=picture.height)


def _declared_turn_deg(picture: Image.Image) -> int:
    """What EXIF says of how the camera was held. HEIC is turned by its decoder already."""
    if picture.format == "HEIF":
        return 0
    return _CLOCKWISE_TURN.get(picture.getexif().get(ExifTags.Base.Orientation, 1), 0)


def _pixels_of(picture: Image.Image) -> Pixels:
    """Grey for bi-level and grey pictures, else RGB; what is transparent becomes white paper."""
    if picture.mode in {"I", "F"} or picture.mode.startswith("I;16"):
        deep = np.asarray(picture, dtype=np.float32)
        scale = 255.0 / max(float(deep.max(initial=0.0)), 1.0)
        return np.asarray(deep * scale, dtype=np.uint8)
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        return np.asarray(Image.alpha_composite(paper, clear).convert("RGB"), dtype=np.uint8)
    target = "L" if picture.mode in _GREY_MODES else "RGB"
    return np.asarray(picture.convert(target), dtype=np.uint8)


def _ends_in_missing_blocks(pixels: Pixels) -> bool:
    """The decoder paints blocks that never came as flat middle grey, down to the last row."""
    return bool((pixels[-_MISSING_ROWS:] == _MISSING_BLOCK).all())
