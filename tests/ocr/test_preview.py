"""Pictures of pages for the screen."""

import io
from pathlib import Path

import pytest
from PIL import Image

from ocr.documents import Limits
from ocr.errors import DocumentTooLarge, NoSuchPage
from ocr.preview import preview_jpeg

LIMITS = Limits()


def picture(folder: Path, size: tuple[int, int], mode: str = "RGB") -> Path:
    path = folder / "page.png"
    Image.new(mode, size, "white").save(path)
    return path


@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_a_large_page_is_made_smaller_and_keeps_its_shape(tmp_path: Path, mode: str) -> None:
    jpeg = preview_jpeg(picture(tmp_path, (2480, 3508), mode), 1, limits=LIMITS)
    with Image.open(io.BytesIO(jpeg)) as shown:
        assert shown.format == "JPEG"
        assert shown.height == 1600
        assert shown.width == pytest.approx(1600 * 2480 / 3508, abs=1)


def test_a_small_page_is_not_enlarged(tmp_path: Path) -> None:
    jpeg = preview_jpeg(picture(tmp_path, (300, 200)), 1, limits=LIMITS)
    with Image.open(io.BytesIO(jpeg)) as shown:
        assert shown.size == (300, 200)


def test_what_cannot_be_read_cannot_be_shown(tmp_path: Path) -> None:
    path = picture(tmp_path, (300, 200))
    with pytest.raises(NoSuchPage):
        preview_jpeg(path, 2, limits=LIMITS)
    with pytest.raises(DocumentTooLarge):
        preview_jpeg(path, 1, limits=Limits(max_pixels_per_page=100))
