"""Editions of forms and reasons for a second request come from tables: the office changes rows, not the code."""

from datetime import date
from pathlib import Path

import pytest

from counter.issuing import edition_for
from dossiers.imports.run import CATALOGUES, import_file
from dossiers.models import FormEdition, FormKind, SupplementReason
from tests.conftest import ROOT
from tests.counter.desk import at, make_desk, make_forms

pytestmark = pytest.mark.django_db
EXAMPLES = ROOT / "docs" / "examples"


@pytest.fixture(autouse=True)
def _forms() -> None:
    make_forms()


def load(kind: str, path: Path) -> tuple[int, int, list[str]]:
    work = import_file(CATALOGUES[kind], path, by="cli:thu")
    return work.created, work.updated, [each.code for each in work.problems]


@pytest.mark.parametrize("kind", ["form_editions", "supplement_reasons"])
def test_the_example_is_taken_once(kind: str) -> None:
    assert load(kind, EXAMPLES / f"{kind}.csv") == (0, 1, [])
    assert load(kind, EXAMPLES / f"{kind}.csv") == (0, 0, [])


def test_a_new_instrument_holds_from_its_day_and_old_dossiers_keep_theirs(tmp_path: Path) -> None:
    path = tmp_path / "forms.csv"
    rows = "kind,title,legal_basis,template,valid_from\nreceipt,Giấy mới,Thông tư mới,2025,2026-11-01\n"
    path.write_text(rows, encoding="utf-8")
    assert load("form_editions", path) == (1, 0, [])
    dossier = make_desk().open()
    for day, title in (("2026-11-02", "Giấy mới"), ("2026-10-30", "Giấy tiếp nhận")):
        dossier.received_at = at(f"{day}T09:00")
        edition = edition_for(dossier, FormKind.RECEIPT)
        assert edition is not None
        assert edition.title.startswith(title)


@pytest.mark.parametrize(
    ("kind", "row", "code"),
    [
        ("form_editions", "receipt,Giấy,Luật,2031,2027-01-01,", "form.unknown_template"),
        ("form_editions", "thu,Giấy,Luật,2025,2027-01-01,", "cell.not_a_choice"),
        ("form_editions", "stop,,Luật,2025,2027-01-01,", "cell.missing"),
        (
            "form_editions",
            "stop,Giấy,Luật,2025,2027-01-01,2026-01-01",
            "form.ends_before_it_begins",
        ),
    ],
)
def test_a_wrong_row_keeps_the_file_out(tmp_path: Path, kind: str, row: str, code: str) -> None:
    before = FormEdition.objects.count(), SupplementReason.objects.count()
    path = tmp_path / "rows.csv"
    heading = "kind,title,legal_basis,template,valid_from,valid_to"
    path.write_text(f"{heading}\n{row}\n", encoding="utf-8")
    assert load(kind, path)[2] == [code]
    assert (FormEdition.objects.count(), SupplementReason.objects.count()) == before
    assert not FormEdition.objects.filter(valid_from=date(2027, 1, 1)).exists()
