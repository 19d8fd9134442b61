"""The pages of the catalogues: procedures with components, tables in and out, paper types."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dossiers.imports.run import CATALOGUES, import_file
from dossiers.models import Component, Event, PaperType, Procedure
from tests.records import make_agency, make_component, make_paper_type, make_procedure, make_user
from tests.web.test_administration import hidden, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client) -> Client:
    client.force_login(make_user("administrator", make_agency("H90", level="province")))
    return client


def begin_draft(page: Client, procedure: Procedure) -> str:
    """Begin a draft; the address of its page."""
    answer = page.post(reverse("draft_begin", args=[procedure.pk]))
    assert answer.status_code == 302
    return answer["Location"]


def component_form(page: Client, address: str, *kinds: PaperType, **fields: str) -> dict[str, str]:
    """The form of a component that each of the paper types satisfies, by alternatives of their own."""
    rows = {"form-TOTAL_FORMS": str(len(kinds)), "form-INITIAL_FORMS": "0"}
    for number, kind in enumerate(kinds):
        rows |= {
            f"form-{number}-alternative": str(number + 1),
            f"form-{number}-paper_type": kind.pk,
        }
    named = {"code": "TP01", "name": "Giấy tờ tùy thân", "mandatory_class": "1"}
    return {"seen": hidden(page.get(address)), **named, **rows, **fields}


def test_a_component_is_written_with_its_alternatives(page: Client) -> None:
    birth, house = make_paper_type("khai_sinh"), make_paper_type("ho_khau")
    procedure = make_procedure("1.001193")
    draft = begin_draft(page, procedure)
    address = reverse("component_add", args=[procedure.pk])
    more = {"form-0-copy_kind": "copy", "form-1-max_age_days": "180", "sources": "dan-cu"}
    form = component_form(page, address, birth, house, **more)
    twice = page.post(
        address,
        {
            **form,
            "form-TOTAL_FORMS": "3",
            "form-2-alternative": "2",
            "form-2-paper_type": "ho_khau",
        },
    )
    assert "hai lần" in text(twice)
    assert page.post(address, form)["Location"] == draft
    shown = text(page.get(draft))
    assert "(Bản sao)" in shown
    assert "không quá 180 ngày" in shown
    assert "Cơ sở dữ liệu quốc gia về dân cư" in shown
    component = Component.objects.get()
    assert component.accepted.count() == 2
    stale = page.post(
        reverse("component_remove", args=[procedure.pk, component.pk]), {"seen": form["seen"]}
    )
    assert stale.status_code == 302
    assert Component.objects.exists()
    # Nothing of it holds before it is published.
    assert "(Bản sao)" not in text(page.get(reverse("procedure", args=[procedure.pk])))
    page.post(
        reverse("component_remove", args=[procedure.pk, component.pk]),
        {"seen": hidden(page.get(draft))},
    )
    assert not Component.objects.exists()


def test_procedures_go_out_and_come_back_unchanged(page: Client, tmp_path: Path) -> None:
    kind = make_paper_type()
    procedure = make_procedure("1.001193", name="=1+1", sector="Hộ tịch", result_type=kind)
    make_component(procedure, kind)
    make_procedure("1.001194", legal_basis="Luật; khoản 1, “điều 2”")
    content = page.get(reverse("procedures_export")).content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [each["name"] for each in rows] == [" =1+1", "Thủ tục thử"]
    path = tmp_path / "thu-tuc.csv"
    path.write_bytes(content)
    work = import_file(CATALOGUES["procedures"], path, by="user:x")
    assert (work.problems, work.created, work.updated, work.unchanged) == ([], 0, 0, 2)


def test_an_import_is_shown_before_it_is_done(page: Client) -> None:
    procedure = make_procedure("1.001193", name="Tên cũ")
    table = "code,name,level\n1.001193,Tên mới,commune\n1.001194,Thủ tục mới,commune\n"
    address = reverse("procedures_import")
    shown = page.post(address, {"table": SimpleUploadedFile("a.csv", table.encode())})
    assert shown.status_code == 200
    assert "1.001194" in text(shown)
    procedure.refresh_from_db()
    assert procedure.name == "Tên cũ"
    names = ("content", "suffix", "created", "updated")
    form = {name: hidden(shown, name) for name in names}

    # Somebody else has added it meanwhile: what was told no longer holds.
    other = make_procedure("1.001194")
    assert "Người khác vừa sửa" in text(page.post(address, form))
    procedure.refresh_from_db()
    assert procedure.name == "Tên cũ"
    other.delete()
    assert page.post(address, form)["Location"] == reverse("procedures")
    procedure.refresh_from_db()
    assert procedure.name == "Tên mới"
    assert Event.objects.get(verb="procedures.imported").facts == {"created": 1, "updated": 1}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"code,name,level\nxxx,,commune\n", "Dòng </span>2"),
        ("a.csv", b"\xff\xfe\x00", "UTF-8"),
        ("a.xlsx", b"PK\x03\x04 not a zip", "Không đọc được tệp"),
        ("a.exe", b"MZ", "Không phải tệp CSV"),
        ("a.csv", b"x" * (1536 * 1024 + 1), "lớn hơn mức"),
    ],
)
def test_a_wrong_table_is_told_by_row(page: Client, name: str, content: bytes, told: str) -> None:
    answer = page.post(reverse("procedures_import"), {"table": SimpleUploadedFile(name, content)})
    assert answer.status_code in {400, 422}
    assert told in text(answer)
    assert not Procedure.objects.exists()


def test_a_paper_type_is_changed_and_remembers(page: Client) -> None:
    make_paper_type("giay_phep", name="Giấy phép", retention_years=20)
    address = reverse("paper_type", args=["giay_phep"])
    shown = page.get(address)
    assert "không bao giờ ngắn lại" in text(shown)
    form = {
        "seen": hidden(shown),
        "name": "Giấy phép",
        "validity": "fixed",
        "retention_years": "70",
        "access": "restricted",
        "min_dpi": "300",
        "colour_required": "on",
    }
    assert "thiếu số tháng" in text(page.post(address, form))
    assert page.post(address, {**form, "validity_months": "12"}).status_code == 302
    changed = PaperType.objects.get(pk="giay_phep")
    assert (changed.retention_years, changed.validity_months, changed.access) == (
        70,
        12,
        "restricted",
    )
    told = text(page.get(address))
    assert "thời hạn lưu: 20 → 70" in told
    assert "Chỉ cơ quan giữ" in told
    assert "Người khác vừa sửa" in text(page.post(address, {**form, "validity_months": "24"}))
    # On PostgreSQL too, which refuses a query with such a letter.
    assert page.get(reverse("paper_types") + "muc/%00/").status_code == 404
