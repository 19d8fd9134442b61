"""The pages of the catalogues: procedures with components, tables in and out, paper types."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.imports.run import CATALOGUES, import_file
from dossiers.models import (
    CombinedPart,
    Component,
    Event,
    PaperType,
    Procedure,
)
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_paper_type,
    make_procedure,
    make_user,
    make_version,
)
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


def publish(page: Client, procedure: Procedure, **fields: str) -> Any:
    """Publish the draft of a procedure."""
    address = reverse("procedure_draft", args=[procedure.pk])
    today = timezone.localdate().isoformat()
    form = {"seen": hidden(page.get(address)), "first_day": today, "note": "Quyết định số 1"}
    return page.post(address, {**form, **fields})


def test_a_draft_shows_what_it_changes_and_whom_that_concerns(page: Client) -> None:
    birth, house = make_paper_type("khai_sinh", name="Giấy khai sinh"), make_paper_type("ho_khau")
    part, whole = make_procedure("1.001193"), make_procedure("1.001999", name="Liên thông thử")
    kept, gone = make_component(part, birth, name="Còn lại"), make_component(part, house, name="Cũ")
    CombinedPart.objects.create(whole=whole.versions.get(), part=part.versions.get())
    old = make_dossier(make_agency(), procedure=part)
    draft = begin_draft(page, part)
    assert "Chưa khác gì" in text(page.get(draft))
    told = text(publish(page, part))
    assert "nói đúng như phiên bản áp dụng" in told
    terms = reverse("draft_terms", args=[part.pk])
    form = {"seen": hidden(page.get(terms)), "legal_basis": "Luật Hộ tịch", "processing_days": "5"}
    wrong = page.post(terms, {**form, "intake_place": "anywhere", "parts": "1.9, x"})
    assert "không đúng dạng" in text(wrong)
    assert page.post(terms, {**form, "intake_place": "centre"}).status_code == 302
    inside = part.versions.get(published_at=None).components
    first, second = inside.get(code=kept.code), inside.get(code=gone.code)
    address = reverse("component_change", args=[part.pk, first.pk])
    names = {"code": kept.code, "name": kept.name}
    form = component_form(page, address, birth, house, **names, sources="dan-cu", example="Tên: A")
    assert page.post(address, form).status_code == 302
    seen = hidden(page.get(draft))
    page.post(reverse("component_remove", args=[part.pk, second.pk]), {"seen": seen})
    shown = text(page.get(draft))
    for words in (
        "tra cứu Cơ sở dữ liệu quốc gia về dân cư",
        "5 ngày làm việc",
        "Trung tâm Phục vụ hành chính công",
        '<b class="figure">1</b> hồ sơ đang giải quyết',
        "Liên thông thử",
        "mẫu điền sẵn",
    ):
        assert words in shown
    assert shown.count('class="version-gone"') == 1
    past = publish(page, part, first_day=(timezone.localdate() - timedelta(1)).isoformat())
    assert "trước hôm nay" in text(past)
    assert publish(page, part).status_code == 302
    # The dossier keeps what it was taken in with; the combined procedure has followed.
    old.refresh_from_db()
    assert set(old.version.components.all()) == {kept, gone}
    assert whole.versions.get(number=2).parts.get().part == part.versions.get(number=2)
    shown = text(page.get(reverse("procedure", args=[part.pk])))
    assert "Đang áp dụng" in shown
    assert "Quyết định số 1" in shown
    read = text(page.get(reverse("procedure_version", args=[part.pk, 2])))
    assert "Khác với phiên bản trước" in read
    assert "Cũ" in read
    assert page.get(reverse("procedure_version", args=[part.pk, 9])).status_code == 404
    verbs = list(Event.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["procedure.version_published"] * 2


def test_a_draft_that_somebody_else_changed_is_not_published(page: Client) -> None:
    procedure = make_procedure("1.001193")
    draft = begin_draft(page, procedure)
    seen = hidden(page.get(draft))
    make_version(procedure, valid_from=timezone.localdate() + timedelta(3))
    assert "Người khác vừa sửa" in text(publish(page, procedure, seen=seen))
    assert page.post(reverse("draft_discard", args=[procedure.pk]), {"seen": seen})
    assert procedure.versions.filter(published_at=None).exists()
    shown = text(page.get(draft))
    assert "Đã ban hành sẵn" in shown
    again = {"seen": hidden(page.get(draft))}
    answer = page.post(reverse("draft_discard", args=[procedure.pk]), again)
    assert answer["Location"] == reverse("procedure", args=[procedure.pk])
    assert not procedure.versions.filter(published_at=None).exists()


def test_a_new_procedure_begins_as_a_draft(page: Client) -> None:
    level = make_procedure().level
    form = {"code": "1.001555", "name": "Thủ tục mới", "level": level.pk}
    draft = page.post(reverse("procedure_add"), form)["Location"]
    procedure = Procedure.objects.get(code="1.001555")
    assert "Chưa ban hành" in text(page.get(reverse("procedures")))
    assert "chưa ban hành phiên bản nào" in text(
        page.get(reverse("procedure", args=[procedure.pk]))
    )
    seen = hidden(page.get(draft))
    answer = page.post(reverse("draft_discard", args=[procedure.pk]), {"seen": seen})
    assert answer["Location"] == reverse("procedures")
    page.post(reverse("procedure_add"), form)
    procedure = Procedure.objects.get(code="1.001555")
    address = reverse("component_add", args=[procedure.pk])
    page.post(address, component_form(page, address, make_paper_type()))
    assert publish(page, procedure, first_day="").status_code == 302
    assert procedure.versions.get().valid_from is None


def test_combining_tells_what_is_saved(page: Client) -> None:
    kind = make_paper_type()
    parts = [make_procedure(f"1.00000{n}", processing_days=days) for n, days in ((1, 80), (2, 42))]
    for part in parts:
        make_component(part, kind, name="Giấy đất", shared_key="dat")
        make_component(part, kind, name=f"Giấy riêng {part.code}")
    whole = make_procedure("1.000009", processing_days=42)
    draft = begin_draft(page, whole)
    terms = reverse("draft_terms", args=[whole.pk])
    form = {"seen": hidden(page.get(terms)), "processing_days": "42", "intake_place": "anywhere"}
    assert page.post(terms, {**form, "parts": "1.000001 1.000002"}).status_code == 302
    before = text(page.get(draft))
    assert publish(page, whole).status_code == 302
    for shown in (before, text(page.get(reverse("procedure", args=[whole.pk])))):
        for words in ("80 ngày</b>", "65,6%", "nộp 3 thay vì 4", "Dùng chung 2 thủ tục"):
            assert words in shown
        assert "Nhận khác nhau" not in shown
    shared = Component.objects.filter(shared_key="dat").last()
    assert shared is not None
    shared.accepted.update(max_age_days=30)
    assert "Nhận khác nhau" in text(page.get(reverse("procedure", args=[whole.pk])))
    only = text(page.get(reverse("procedures"), {"kieu": "lien_thong"}))
    assert "1.000009" in only
    assert "1.000001" not in only


def test_the_list_is_filtered_by_place_of_intake_and_level(
    page: Client, django_assert_max_num_queries: Any
) -> None:
    make_procedure("1.000001", intake_place="centre")
    for number in range(2, 9):
        make_component(make_procedure(f"1.00000{number}"), make_paper_type())
    with django_assert_max_num_queries(14):
        shown = text(page.get(reverse("procedures"), {"noi": "centre", "cap": "commune"}))
    assert "1.000001" in shown
    assert "1.000002" not in shown
    with django_assert_max_num_queries(14):
        page.get(reverse("procedures"))


@pytest.mark.parametrize("kind", ["officer", "clerk", "manager", "auditor"])
def test_a_worked_example_is_for_every_officer_but_not_before_it_is_published(
    client: Client, page: Client, kind: str
) -> None:
    component = make_component(make_procedure(), make_paper_type(), example="Họ tên: A\n<b>x")
    plain = make_component(component.version, make_paper_type())
    address = reverse("component_example", args=[component.pk])
    client.force_login(make_user(kind))
    shown = text(client.get(address))
    assert "<dt>Họ tên</dt>" in shown
    assert "&lt;b&gt;x" in shown
    assert client.get(reverse("component_example", args=[plain.pk])).status_code == 404
    component.version.published_at = None
    component.version.save()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "khac"])
def test_the_catalogue_is_given_out(page: Client, form: str) -> None:
    make_component(make_procedure("1.001193"), make_paper_type())
    answer = page.get(reverse("procedures_export"), {"dang": form})
    assert answer.status_code == 200
    ending = form if form != "khac" else "csv"
    assert answer["Content-Disposition"].endswith(f'.{ending}"')
    assert answer.content


def test_a_catalogue_of_another_province_is_looked_at_and_taken_in(page: Client) -> None:
    level = make_procedure("1.001193").level_id
    file = {
        "format": "motlan-catalogue",
        "format_version": 1,
        "data_sources": [{"code": "khac", "name": "Cơ sở dữ liệu khác"}],
        "procedures": [
            {
                "code": "1.001194",
                "name": "Mới",
                "level": level,
                "versions": [{"processing_days": 3}],
            }
        ],
    }
    address = reverse("procedures_import")
    content = json.dumps(file).encode()
    shown = page.post(address, {"table": SimpleUploadedFile("a.json", content)})
    assert "1.001194" in text(shown)
    names = ("content", "suffix", "created", "updated")
    answer = page.post(address, {name: hidden(shown, name) for name in names})
    assert answer["Location"] == reverse("procedures")
    assert Procedure.objects.get(code="1.001194").versions.get().processing_days == 3
    wrong = page.post(address, {"table": SimpleUploadedFile("a.json", b'{"format": 1}')})
    assert "format_version" in text(wrong)


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
        "mode": "fast",
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
    assert "cách đọc" in told
    assert changed.mode == "fast"
    assert page.post(address, {**form, "mode": "best"}).status_code == 400
    assert "Người khác vừa sửa" in text(page.post(address, {**form, "validity_months": "24"}))
    # On PostgreSQL too, which refuses a query with such a letter.
    assert page.get(reverse("paper_types") + "muc/%00/").status_code == 404
