"""Types and fields of a few generated pages, read by the real engine, against their truth."""

import json
import os
from pathlib import Path

import pytest

from ocr.adapters.tesserocr_engine import TesserocrEngine
from ocr.classify import propose_type
from ocr.fields import propose_fields
from ocr.reading import read_page

DEFAULT = Path(__file__).parents[2].parent / "shared"
PAGES = Path(os.environ.get("MOTLAN_SHARED", DEFAULT)) / "data" / "pages"
FIELDS = {
    "title": "title",
    "number": "number",
    "date": "issued_on",
    "agency": "issuer",
    "person_name": "holder_name",
    "personal_id": "personal_id",
}
CHOSEN = (
    "10003_rotated_quyet_dinh",
    "10009_faded_giay_phep_xd",
    "20011_scan-noisy_xac_nhan_cu_tru",
    "20009_faded_ket_hon",
    "20021_scan-noisy_cong_van",
)


@pytest.fixture(scope="module")
def engine() -> TesserocrEngine:
    return TesserocrEngine()


@pytest.mark.skipif(not PAGES.is_dir(), reason="the shared pages are not beside the repository")
@pytest.mark.parametrize("name", CHOSEN)
def test_a_shared_page_gives_its_true_fields(name: str, engine: TesserocrEngine) -> None:
    truth = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    page = read_page(PAGES / f"{name}.jpg", 1, engine=engine)
    code = propose_type([page]).code
    fields = propose_fields([page], code)
    found = {key: fields[field].value if field in fields else "" for key, field in FIELDS.items()}
    assert code == truth["paper_type"]
    assert found == {key: truth[key] for key in FIELDS}
