"""Tools for the walk: memory store and index, everything in this process, a reader that knows its lines."""

import os
import random
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ingest.tools import Tools
from ocr.documents import Limits
from ocr.ports import Box, Line, Pixels, Word
from ocr.sandbox import InlineSandbox
from search.adapters.memory_index import MemoryIndex
from signing.adapters.folder_keys import FolderKeys
from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.adapters.tsa_local import LocalTimestamper
from signing.pki import DemoPki, make_demo_pki
from signing.trust import Trust, load_trust
from storage.adapters.memory import MemoryStore

AGENCY = {"H90.01": "Ủy ban nhân dân xã An Bình"}
LINES = (
    "ỦY BAN NHÂN DÂN XÃ AN BÌNH",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Số: 12/QĐ-UBND",
    "An Bình, ngày 05 tháng 3 năm 2026",
    "QUYẾT ĐỊNH",
    "Điều 1. Cấp cho ông Nguyễn Văn Thử, số định danh cá nhân 038090000123.",
)


class FakeEngine:
    """Reads the same lines from every page, in its middle; a test may change what and how sure it reads."""

    name = "fake"

    def __init__(self) -> None:
        self.lines: Sequence[str] = LINES
        self.confidence = 95.0
        self.at_left: Collection[str] = ()

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        del dpi
        width = grey.shape[1]
        return [self._line(text, 100 + 80 * row, width) for row, text in enumerate(self.lines)]

    def turn_needed(self, grey: Pixels) -> int:
        del grey
        return 0

    def _line(self, text: str, top: int, width: int) -> Line:
        words = text.split()
        left = 10 if text in self.at_left else max(0, (width - 22 * len(text)) // 2)
        placed = []
        for word in words:
            right = left + 20 * len(word)
            placed.append(Word(word, Box(left, top, right, top + 40), self.confidence))
            left = right + 20
        return Line(tuple(placed))


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    return make_demo_pki(tmp_path_factory.mktemp("keys"), agencies=AGENCY)


@pytest.fixture
def trust(pki: DemoPki) -> Trust:
    return load_trust([pki.root_pem, pki.intermediate_pem], crls=pki.crls)


@pytest.fixture
def tools(engine: FakeEngine, pki: DemoPki, trust: Trust, tmp_path: Path) -> Tools:
    tsa = Pkcs12KeyHolder(pki.tsa_p12, password=DemoPki.password_file(pki.tsa_p12).read_bytes())
    return Tools(
        store=MemoryStore(),
        index=MemoryIndex(),
        sandbox=InlineSandbox(engine),
        signer=FolderKeys(pki.root_pem.parent, timestamper=LocalTimestamper(tsa), trial=True),
        trust=lambda: trust,
        limits=Limits(max_pages=5, max_pixels_per_page=20_000_000),
        scratch=tmp_path / "scratch",
        timestamper=LocalTimestamper(tsa),
    )


@pytest.fixture
def draw_scan(tmp_path: Path) -> Callable[..., Path]:
    """Draws an A4 page at 200 dpi with lines of ink; `seed` makes its bytes its own."""

    def draw(name: str = "scan.jpg", *, seed: int = 0, dpi: int = 200) -> Path:
        size = (round(8.27 * dpi), round(11.69 * dpi))
        page = Image.new("RGB", size, (250, 248 - seed % 8, 245))
        pen = ImageDraw.Draw(page)
        for row in range(30):
            top = round(dpi * (0.8 + row * 0.3))
            for column in range(12):
                left = round(dpi * (0.8 + column * 0.55))
                pen.rectangle(
                    (left, top, left + dpi // 3, top + dpi // 12), fill=(20, 20, seed % 40)
                )
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        page.save(path, dpi=(dpi, dpi))
        return path

    return draw


@pytest.fixture
def chance() -> random.Random:
    """Its seed is printed where a test fails."""
    seed = int(os.environ.get("MOTLAN_TEST_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"MOTLAN_TEST_SEED={seed}")
    return random.Random(seed)
