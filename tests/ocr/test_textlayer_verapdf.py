"""veraPDF, the reference checker, finds nothing against PDF/A-2u; one JVM checks all fixtures."""

import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from ocr.textlayer import About, PageSource, compose
from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.pki import make_demo_pki
from signing.ports import Mark
from signing.sign import sign_pdf
from tests.ocr.paper_drawings import ABOUT, FONT, drawing, page_reading, reading, received

VERAPDF = Path(__file__).parents[1] / "services" / "verapdf"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("mvn") and shutil.which("java")), reason="Maven or a JDK is missing"
    ),
    pytest.mark.skipif(not FONT.exists(), reason="fonts-liberation is not installed"),
]


@pytest.fixture(scope="module")
def class_path() -> str:
    """The checker's libraries, resolved by Maven once and kept beside its pom (not in git)."""
    libraries = VERAPDF / "target" / "lib"
    if not libraries.is_dir():
        command = ["mvn", "-q", "-B", "dependency:copy-dependencies"]
        command.append(f"-DoutputDirectory={libraries}")
        done = subprocess.run(command, cwd=VERAPDF, capture_output=True, text=True, timeout=300)
        if done.returncode:
            shutil.rmtree(libraries, ignore_errors=True)
            pytest.skip("Maven could not fetch the checker: " + done.stdout[-300:])
    return f"{libraries}/*"


def fixtures(folder: Path) -> list[Path]:
    """One file of each kind that compose can write."""
    grey, bilevel, colour = folder / "grey.jpg", folder / "bilevel.tif", folder / "colour.png"
    drawing().save(grey, quality=50)
    drawing().point([0] * 128 + [255] * 128, "1").save(bilevel, compression="group4")
    drawing().convert("RGB").save(colour)
    turned = folder / "turned.jpg"
    received(90).convert("RGB").save(turned, quality=50)
    phone = folder / "cmyk.jpg"
    drawing().convert("CMYK").save(phone, quality=50)
    blank = folder / "blank.png"
    Image.new("L", (600, 800), 250).save(blank)
    cases = {
        "grey": [PageSource(grey, 1, reading())],
        "bilevel": [PageSource(bilevel, 1, reading())],
        "colour": [PageSource(colour, 1, reading())],
        "turned": [PageSource(turned, 1, reading(90))],
        "cmyk": [PageSource(phone, 1, reading())],
        "blank": [PageSource(blank, 1, page_reading((600, 800)))],
    }
    cases["mixed"] = [page for pages in cases.values() for page in pages]
    bare = About(title="Giấy", digitized_at=ABOUT.digitized_at)
    return [
        compose(pages, about=bare if name == "blank" else ABOUT, out=folder / f"{name}.pdf").path
        for name, pages in cases.items()
    ]


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


def judge(class_path: str, files: list[Path]) -> list[str]:
    command = ["java", "-cp", class_path, "Check.java", *map(str, files)]
    done = subprocess.run(
        command, cwd=VERAPDF, capture_output=True, text=True, check=True, timeout=300
    )
    return done.stdout.splitlines()


def test_every_kind_of_file_is_pdfa_2u_before_and_after_signing(
    tmp_path: Path, class_path: str
) -> None:
    files = fixtures(tmp_path)
    files += signed(files, tmp_path)
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(files[0]) as pdf:
        del pdf.Root.OutputIntents
        pdf.save(broken)
    lines = judge(class_path, [*files, broken])
    verdicts = [line for line in lines if not line.startswith("FINDING")]
    assert verdicts == [f"PASS\t{path}" for path in files] + [f"FAIL\t{broken}"], "\n".join(lines)
