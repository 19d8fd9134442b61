"""The words of a paper's page: validity, sheets of the viewer, hidden ids, signatures and acts."""

import re
from datetime import date, timedelta

import pytest

from accounts.models import Agency
from dossiers.models import Paper, PaperType
from dossiers.states import State
from search.words import hide_ids
from tests.conftest import ROOT
from tests.records import make_agency, make_paper, make_paper_type
from web.papers.history import VERBS
from web.papers.sheets import NEIGHBOURS, Sheet, viewer_of
from web.papers.signatures import WARNINGS
from web.papers.validity import validity_on

pytestmark = pytest.mark.django_db
ID = "038090000123"
TODAY = date(2026, 3, 2)


@pytest.fixture
def commune() -> Agency:
    return make_agency("H26.01", name="Xã Mây")


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({}, "Còn hiệu lực"),
        ({"valid_from": TODAY, "valid_to": TODAY}, "Còn hiệu lực đến 02/03/2026"),
        ({"valid_to": TODAY - timedelta(days=1)}, "Hết hiệu lực"),
        ({"valid_from": TODAY + timedelta(days=1)}, "Chưa có hiệu lực"),
        ({"revoked_at": TODAY}, "Đã thu hồi"),
        ({"revoked_at": TODAY + timedelta(days=1)}, "Còn hiệu lực"),
        ({"state": State.WITHDRAWN}, "Ngừng dùng"),
        ({"state": State.TO_SIGN}, "Chưa dùng được"),
    ],
)
def test_validity_agrees_with_the_records(
    commune: Agency, facts: dict[str, object], label: str
) -> None:
    facts = dict(facts)
    found = make_paper(commune, facts.pop("state", State.AVAILABLE), **facts)
    told = validity_on(found, TODAY)
    assert told.label == label
    assert told.sentence.endswith(".")
    assert (told.tone == "good") is Paper.objects.valid_on(TODAY).filter(pk=found.pk).exists()


def test_a_stated_validity_without_a_date_says_so(commune: Agency) -> None:
    kind = make_paper_type("thu", name="Thử", validity=PaperType.Validity.STATED)
    found = make_paper(commune, State.AVAILABLE, paper_type=kind)
    assert "không thấy ghi ngày hết hạn" in validity_on(found, TODAY).sentence


@pytest.mark.parametrize("wanted", ["", "0", "-1", "99", "²", "1e9", "9" * 30, "hai"])
def test_a_page_that_there_is_not_gives_the_first(commune: Agency, wanted: str) -> None:
    assert viewer_of(make_paper(commune, pages=3), wanted).large.place == 1


def test_the_viewer_shows_neighbours_only_and_counts_pages_of_the_file(commune: Agency) -> None:
    found = make_paper(commune, first_page=5, last_page=44)
    viewer = viewer_of(found, "20")
    assert (viewer.large.place, viewer.large.number, viewer.count) == (20, 24, 40)
    assert len(viewer.small) == NEIGHBOURS
    assert (viewer.before, viewer.after) == (19, 21)
    last = viewer_of(found, "40")
    assert (last.small[-1].place, last.after) == (40, None)
    assert viewer_of(found, "1").before is None


@pytest.mark.parametrize(
    ("turn_deg", "box", "corner"),
    [
        (0, (100, 200), (0, 0)),
        (90, (200, 100), (200, 0)),
        (180, (100, 200), (100, 200)),
        (270, (200, 100), (0, 100)),
    ],
)
def test_a_turned_page_fills_its_box(
    turn_deg: int, box: tuple[int, int], corner: tuple[int, int]
) -> None:
    sheet = Sheet(1, 1, width_px=100, height_px=200, turn_deg=turn_deg)
    assert sheet.box == f"0 0 {box[0]} {box[1]}"
    assert sheet.turned == (
        f"translate({corner[0]} {corner[1]}) rotate({turn_deg})" if turn_deg else ""
    )


@pytest.mark.parametrize(
    "text", [f"số {ID}", "038 090 000 123", f"CCCD_{ID}.pdf", "CMND 123456789", f"({ID})"]
)
def test_ids_are_hidden_however_they_are_written(text: str) -> None:
    assert "090" not in hide_ids(text)
    assert "23456" not in hide_ids(text)


def test_amounts_and_hashes_stay() -> None:
    for text in ("150.000.000 đồng", "ngày 02/03/2026", "số 12/QĐ-UBND", "a" * 64):
        assert hide_ids(text) == text


def test_every_warning_and_every_act_has_words() -> None:
    judge = (ROOT / "signing" / "judge.py").read_text()
    assert set(re.findall(r'"(signature\.[a-z_]+)"', judge)) <= WARNINGS.keys()
    sources = [path for room in ("ingest", "web") for path in (ROOT / room).rglob("*.py")]
    verbs = {
        verb
        for path in sources
        for verb in re.findall(r'verb="(paper\.[a-z_]+)"', path.read_text())
    }
    assert verbs <= VERBS.keys()
