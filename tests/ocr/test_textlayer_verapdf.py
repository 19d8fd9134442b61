"""veraPDF, the reference checker, finds nothing against PDF/A-2u; one JVM checks all fixtures."""

from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ocr.documents import page_info
from ocr.reading import read_page
from ocr.textlayer import About, PageSource, compose
from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.pki import make_demo_pki
from signing.ports import Mark
from signing.sign import sign_pdf
from tests.ocr import test_embedded_images as stored
from tests.ocr import test_textlayer_places as places
from tests.ocr import test_written_over as over
from tests.ocr.paper_drawings import ABOUT, FONT, drawing, page_reading, reading, received
from tests.ocr.papers import EchoEngine
from tests.ocr.test_born_digital import TEXT, written
from tests.ocr.test_check_label import ABOUT_CHECKED, CODE
from tests.ocr.test_textlayer_images import IMAGES
from tests.ocr.test_textlayer_places import photographed, seen_through, vertical
from tests.services.maven import VERAPDF, class_path, judged
from tests.services.server import Missing

SIGNED = {
    "grey-jpg",
    "turned",
    "blank",
    "mixed",
    "turned-checked",
}  # signing adds the same to every file

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FONT.exists(), reason="fonts-liberation is not installed"),
]


@pytest.fixture(scope="module", autouse=True)
def judge() -> None:
    try:
        class_path(VERAPDF)
    except Missing as missing:
        pytest.skip(str(missing))


def pictures(folder: Path) -> dict[str, list[PageSource]]:
    """One page of each kind of picture, by the way its image is stored."""
    page = drawing()
    drawn = {
        "grey.jpg": (page, {"quality": 50}),
        "bilevel.tif": (page.convert("1"), {"compression": "group4", "strip_size": 10_000_000}),
        "strips.tif": (page.convert("1"), {"compression": "group4", "strip_size": 20_000}),
        "cmyk.jpg": (page.convert("CMYK"), {"quality": 50}),
        "colour.png": (page.convert("RGB"), {}),
        "alpha.png": (page.convert("RGBA"), {}),
        "palette.png": (page.convert("P"), {}),
        "one-bit.png": (page.convert("1"), {}),
        "deep.png": (Image.fromarray(np.asarray(page).astype(np.uint16) * 257), {}),
    }
    cases = {}
    for name, (picture, how) in drawn.items():
        picture.save(folder / name, dpi=(200, 200), **how)
        cases[name.replace(".", "-")] = [PageSource(folder / name, 1, reading())]
    return cases


def embedded(folder: Path) -> dict[str, list[PageSource]]:
    """One page of each kind of image inside a PDF."""
    size = (stored.WIDTH_PX, stored.HEIGHT_PX)
    kinds = {**IMAGES, "calibrated": calibrated}
    cases = {}
    for name, make in kinds.items():
        data, entries = make()
        slug = "embedded-" + name.replace(" ", "-").replace(",", "")
        path = stored.pdf(folder / f"{slug}-source.pdf", data, entries)
        cases[slug] = [PageSource(path, 1, page_reading(size, reading(dpi=150).lines, dpi=150))]
    return cases


def calibrated() -> tuple[bytes, dict[str, Any]]:
    data, entries = IMAGES["JPEG"]()
    white = pikepdf.Dictionary(WhitePoint=[0.9505, 1.0, 1.089])
    return data, {**entries, "ColorSpace": pikepdf.Array([pikepdf.Name.CalRGB, white])}


def fixtures(folder: Path) -> list[Path]:
    """One file of each kind that compose can write."""
    turned, blank = folder / "turned.jpg", folder / "blank.png"
    received(90).convert("RGB").save(turned, quality=50)
    Image.new("L", (600, 800), 250).save(blank)
    width, height = drawing().size
    askew, photo = folder / "askew", folder / "photo"
    askew.mkdir()
    photo.mkdir()
    cases = {
        **pictures(folder),
        **embedded(folder),
        "turned": [PageSource(turned, 1, reading(90))],
        "blank": [PageSource(blank, 1, page_reading((600, 800)))],
        "askew": [seen_through(places.askew(7.0)(width, height), angle_deg=7.0, folder=askew)],
        "photo": [seen_through(photographed(width, height), angle_deg=-3.3, folder=photo)],
        "sideways": [PageSource(folder / "grey.jpg", 1, vertical(reading()))],
        "born-digital": [born_digital(folder)],
        "typed-over": [written_over(folder)],
    }
    cases["marked"] = [marked(cases["grey-jpg"], folder)]
    cases["mixed"] = [page for pages in cases.values() for page in pages]
    cases["300 pages"] = [
        PageSource(folder / "bilevel.tif", 1, reading(number=number)) for number in range(1, 301)
    ]
    bare = About(title="Giấy", digitized_at=ABOUT.digitized_at)
    files = [
        compose(pages, about=bare if name == "blank" else ABOUT, out=folder / f"{name}.pdf").path
        for name, pages in cases.items()
    ]
    for name in ("grey-jpg", "turned", "blank"):
        out = folder / f"{name}-checked.pdf"
        done = compose(cases[name], about=ABOUT_CHECKED, out=out, code=CODE)
        assert done.code_page == 1
        files.append(out)
    return files


def born_digital(folder: Path) -> PageSource:
    path = written(folder / "written.pdf", TEXT)
    return PageSource(path, 1, read_page(path, 1, engine=EchoEngine()))


def written_over(folder: Path) -> PageSource:
    path = over.scan(folder / "typed.pdf", after=over.written)
    info = page_info(path, 1)
    return PageSource(path, 1, page_reading((info.width_px, info.height_px), reading().lines))


def marked(pages: list[PageSource], folder: Path) -> PageSource:
    """A scan that arrived signed, its mark lying over its picture."""
    bare = compose(pages, about=ABOUT, out=folder / "to-mark-source.pdf").path
    (path,) = signed([bare], folder)
    return PageSource(path, 1, reading())


def signed(files: list[Path], folder: Path) -> list[Path]:
    """The files with a visible agency signature appended, as the life of a paper does it."""
    pki = make_demo_pki(folder / "pki", agencies={"H26": "UBND huyện Ba Vì"})
    p12 = pki.agency_p12["H26"]
    key = Pkcs12KeyHolder(p12, password=pki.password_file(p12).read_bytes().strip())
    mark = Mark("UBND huyện Ba Vì", ("BẢN SỐ HÓA TỪ BẢN GIẤY",))
    outs = []
    for file in files:
        out = folder / f"signed-{file.name}"
        data = sign_pdf(file, key=key, mark=mark, timestamper=None, level="B-B")
        assert data.startswith(file.read_bytes())
        out.write_bytes(data)
        outs.append(out)
    return outs


def test_every_kind_of_file_is_pdfa_2u_before_and_after_signing(tmp_path: Path) -> None:
    files = fixtures(tmp_path)
    files += signed([file for file in files if file.stem in SIGNED], tmp_path)
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(files[0]) as pdf:
        del pdf.Root.OutputIntents
        pdf.save(broken)
    lines = judged(VERAPDF, *files, broken)
    verdicts = [line for line in lines if not line.startswith("FINDING")]
    assert verdicts == [f"PASS\t{path}" for path in files] + [f"FAIL\t{broken}"], "\n".join(lines)
