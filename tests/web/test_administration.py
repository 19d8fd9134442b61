"""The administrator's pages: what they show, what they refuse, and what a hostile form gets."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, Role, User
from config import wiring
from dossiers.models import Event
from dossiers.states import State
from signing.pki import make_demo_pki
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_paper,
    make_paper_type,
    make_procedure,
    make_user,
    make_version,
)
from web.health import certificates as known_certificates

pytestmark = pytest.mark.django_db
FIELDS = """
    parent level code old_code name valid_from seen last_day successor sure username full_name kind agency
    valid_to sector result_type processing_days legal_basis mandatory_class retention_years content suffix
    created updated first_day note parts intake_place example shared_key sources
    form-TOTAL_FORMS form-INITIAL_FORMS form-0-paper_type
"""
HOSTILE = [
    "<script>alert(1)</script>",
    "x\x00y",
    "a\u202eb",
    "' OR 1=1 --",
    "𠀀" * 400,
    "-1",
    "9" * 40,
]


@pytest.fixture
def province() -> Agency:
    return make_agency("H90", name="Tỉnh Nam Giang", level="province")


@pytest.fixture
def commune(province: Agency) -> Agency:
    return make_agency("H90.41", name="Xã Tân Lâm", parent=province)


@pytest.fixture
def admin(province: Agency) -> User:
    return make_user("administrator", province, username="quantri")


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def text(answer: object) -> str:
    return answer.content.decode()


def hidden(answer: object, name: str = "seen") -> str:
    return text(answer).split(f'name="{name}" value="')[1].split('"')[0]


def test_home_tells_what_waits_and_leads_there(page: Client, province: Agency) -> None:
    assert page.get("/")["Location"] == reverse("administration")
    assert "Không có gì phải làm" in text(page.get(reverse("administration")))
    make_paper(province, State.FAILED)
    make_agency("H90.9", parent=province, valid_to=date(2025, 6, 30))
    Role.objects.filter(user=make_user("clerk", province)).update(valid_to=date(2025, 1, 1))
    told = text(page.get(reverse("administration")))
    for words in ("bị dừng vì lỗi", "chưa có cơ quan kế thừa", "không còn vai trò"):
        assert words in told


def test_the_list_of_agencies_is_searched_without_diacritics(page: Client, commune: Agency) -> None:
    make_agency("H91.41", name="Xã Tân Lâm Tỉnh Khác", parent=make_agency("H91", level="province"))
    found = text(page.get(reverse("agencies"), {"q": "tan lam"}))
    assert "Xã Tân Lâm" in found
    assert "Tỉnh Khác" not in found
    assert "theo bộ lọc này" in text(page.get(reverse("agencies"), {"q": "khong co"}))


def test_a_long_list_goes_on_by_its_last_row(page: Client, province: Agency) -> None:
    for number in range(60):
        make_agency(f"H90.{100 + number}", parent=province)
    first = page.get(reverse("agencies"), {"cap": "commune"})
    assert first.context["page"].next_key
    second = page.get(
        reverse("agencies"), {"cap": "commune", "sau": first.context["page"].next_key}
    )
    shown = [each.pk for answer in (first, second) for each in answer.context["page"].rows]
    assert len(shown) == len(set(shown)) == 60


def test_an_agency_is_added_renamed_and_ended(page: Client, province: Agency) -> None:
    form = {
        "parent": province.pk,
        "level": "commune",
        "code": "h90.42",
        "name": " Xã  Suối Vàng ",
        "valid_from": "01/07/2025",
    }
    assert page.post(reverse("agency_add"), form).status_code == 302
    added = Agency.objects.get(code="H90.42")
    assert (added.name, added.valid_from) == ("Xã Suối Vàng", date(2025, 7, 1))
    again = page.post(reverse("agency_add"), form)
    assert again.status_code == 400
    assert "đã từng được dùng" in text(again)

    address = reverse("agency", args=[added.pk])
    seen = hidden(page.get(address))
    assert page.post(address, {"name": "Phường Suối", "seen": seen}).status_code == 302
    late = page.post(address, {"name": "Phường Khác", "seen": seen})
    assert "Người khác vừa sửa" in text(late)
    assert 'value="Phường Khác"' in text(late)  # nothing typed is lost
    assert "<h1>Phường Suối</h1>" in text(late)
    assert page.post(address, {"name": "Phường Khác", "seen": hidden(late)}).status_code == 302

    make_dossier(added)
    address = reverse("agency_end", args=[added.pk])
    shown = page.get(address)
    assert '<b class="figure">1</b> hồ sơ đang mở' in text(shown)
    form = {"last_day": "2026-12-31", "seen": hidden(shown)}
    assert "Xem phần ảnh hưởng" in text(page.post(address, form))
    assert page.post(address, {**form, "sure": "on"}).status_code == 302
    assert Agency.objects.get(pk=added.pk).valid_to == date(2026, 12, 31)


def test_who_signs_is_chosen_on_the_page(page: Client, commune: Agency) -> None:
    address, act = (
        reverse("agency", args=[commune.pk]),
        reverse("agency_signing", args=[commune.pk]),
    )
    stamp = page.get(address).context["stamp"]
    told = page.post(act, {"seen": stamp, "signs_with": "person"}, follow=True).content.decode()
    assert "Đã ghi cách ký số: Người có thẩm quyền ký ở trang Ký số." in told
    assert "Chọn cách ký số" in told
    commune.refresh_from_db()
    assert commune.signs_with == "person"
    # Somebody else has changed it meanwhile, or the form says nothing that can be.
    for sent in ({"seen": stamp, "signs_with": "key"}, {"seen": stamp, "signs_with": "x"}, {}):
        page.post(act, sent)
    commune.refresh_from_db()
    assert commune.signs_with == "person"


def test_an_agency_elsewhere_can_be_no_parent_and_no_successor(
    page: Client, commune: Agency
) -> None:
    elsewhere = make_agency("H91", level="province")
    form = {"level": "commune", "code": "H91.1", "name": "Xã Lạ", "parent": elsewhere.pk}
    assert page.post(reverse("agency_add"), form).status_code == 400
    address = reverse("agency_end", args=[commune.pk])
    form = {"last_day": "2026-12-31", "successor": elsewhere.pk, "sure": "on"}
    form["seen"] = hidden(page.get(address))
    assert page.post(address, form).status_code == 400
    assert not Agency.objects.filter(code="H91.1").exists()
    assert Agency.objects.get(pk=commune.pk).valid_to is None


def test_a_person_is_added_and_signs_in_by_the_link(page: Client, commune: Agency) -> None:
    form = {"username": "Hoa.Le", "full_name": "Lê Thị Hoa", "kind": "clerk", "agency": commune.pk}
    added = page.post(reverse("person_add"), form)
    assert added.status_code == 200
    user = User.objects.get(username="hoa.le")
    link = text(added).split("http://testserver")[1].split("<")[0]
    assert link not in text(page.get(reverse("person", args=[user.pk])))

    own = Client()
    shown = own.get(link, follow=True)
    assert "Đặt mật khẩu" in text(shown)
    address = shown.redirect_chain[-1][0]
    short = own.post(address, {"new_password1": "ngan", "new_password2": "ngan"})
    assert "12" in text(short)
    password = "một câu đủ dài 2026"
    done = own.post(address, {"new_password1": password, "new_password2": password})
    assert done["Location"] == reverse("sign_in")
    signed = own.post(reverse("sign_in"), {"username": "hoa.le", "password": password})
    assert signed.status_code == 302
    assert own.get("/")["Location"] == reverse("scan")
    assert "không còn dùng được" in text(Client().get(link, follow=True))
    assert Event.objects.filter(verb="user.password_set", object_id=user.pk).exists()
    told = " ".join(str(each) for each in Event.objects.values())
    assert password not in told
    assert link.rstrip("/").rpartition("/")[2] not in told


def test_a_link_dies_with_the_lock(page: Client, commune: Agency) -> None:
    user = make_user("clerk", commune)
    given = page.post(reverse("person_link", args=[user.pk]))
    link = text(given).split("http://testserver")[1].split("<")[0]
    page.post(reverse("person_lock", args=[user.pk]))
    assert "không còn dùng được" in text(Client().get(link, follow=True))
    page.post(reverse("person_unlock", args=[user.pk]))
    assert "không còn dùng được" in text(Client().get(link, follow=True))


@pytest.mark.parametrize("name", ["038090123456", "a.038090123456", "hoa le", "hòa", "ab", "a/b"])
def test_ids_and_odd_words_are_no_user_names(page: Client, commune: Agency, name: str) -> None:
    form = {"username": name, "full_name": "Lê Hoa", "kind": "clerk", "agency": commune.pk}
    assert page.post(reverse("person_add"), form).status_code == 400
    assert not User.objects.filter(full_name="Lê Hoa").exists()


def test_roles_are_given_and_ended_on_the_page(page: Client, commune: Agency) -> None:
    user = make_user("clerk", commune)
    give = reverse("person_role", args=[user.pk])
    assert page.post(give, {"kind": "officer", "agency": commune.pk}).status_code == 302
    assert "đã có, hoặc sắp có" in text(page.post(give, {"kind": "officer", "agency": commune.pk}))
    role = user.roles.get(kind="officer")
    ended = page.post(reverse("role_end", args=[role.pk]), {"last_day": ""}, follow=True)
    assert "Đã kết thúc vai trò" in text(ended)
    assert "Vai trò đã kết thúc (1)" in text(ended)
    assert [each.kind for each in user.roles] == ["clerk"]
    wrong = page.post(
        reverse("role_end", args=[user.roles.get().pk]), {"last_day": "31/02/2027"}, follow=True
    )
    assert "chưa ghi gì" in text(wrong)


def test_what_a_person_is_elsewhere_is_not_told(client: Client, commune: Agency) -> None:
    user = make_user("clerk", commune)
    far = make_agency("H91", name="Tỉnh Kín Tiếng", level="province")
    Role.objects.create(user=user, kind="manager", agency=far)
    client.force_login(make_user("administrator", commune))
    told = text(client.get(reverse("person", args=[user.pk])))
    assert "Kín Tiếng" not in told
    assert "ngoài phạm vi" in told
    assert "Khóa tài khoản</button>" not in told


def test_people_are_filtered(page: Client, commune: Agency, province: Agency) -> None:
    make_user("clerk", commune, full_name="Đặng Thị Ấm", username="dam")
    make_user("officer", province, full_name="Vũ Khác", is_active=False, username="vu")
    for query, names in (
        ({"q": "dang am"}, {"dam"}),
        ({"vai_tro": "officer"}, {"vu"}),
        ({"co_quan": commune.pk}, {"dam"}),
        ({"loc": "khoa"}, {"vu"}),
        ({"co_quan": "999999", "vai_tro": "odd", "q": "dam"}, {"dam"}),
    ):
        shown = page.get(reverse("people"), query).context["cards"]
        assert {each.user.username for each in shown} == names, query


def test_certificates_are_told_and_keys_are_not(
    page: Client, province: Agency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_demo_pki(tmp_path / "keys", agencies={"H90": province.name, "H91": "Tỉnh Khác"})
    make_agency("H91", name="Tỉnh Khác", level="province")
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    monkeypatch.setattr(
        known_certificates.QUESTION,
        "answer",
        lambda *, until: known_certificates.read_certificates(),
    )
    told = text(page.get(reverse("certificates")))
    assert "Tỉnh Nam Giang (THỬ NGHIỆM)" in told
    assert "Gốc THỬ NGHIỆM Motlan" in told
    assert "Tỉnh Khác" not in told
    assert "PRIVATE" not in told
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "broken.pem").write_text("-----BEGIN")
    assert "Không đọc được chứng thư gốc" in text(page.get(reverse("certificates")))


@pytest.mark.parametrize("odd", HOSTILE)
def test_hostile_words_break_no_page(page: Client, commune: Agency, odd: str) -> None:
    user, procedure = make_user("clerk", commune), make_procedure()
    draft = make_version(procedure, published=False)
    component = make_component(draft, make_paper_type())
    asked = ("q", "cap", "loc", "vai_tro", "co_quan", "linh_vuc", "noi", "kieu", "sau", "tren")
    for name in ("agencies", "people", "procedures", "paper_types", "agency_add", "person_add"):
        answer = page.get(reverse(name), dict.fromkeys(asked, odd))
        assert answer.status_code == 200, name
        assert "<script>alert" not in text(answer)
    for name, *args in (
        ("agency_add",),
        ("agency", commune.pk),
        ("agency_end", commune.pk),
        ("person_add",),
        ("person", user.pk),
        ("person_role", user.pk),
        ("procedure_add",),
        ("procedure_change", procedure.pk),
        ("component_change", procedure.pk, component.pk),
        ("draft_terms", procedure.pk),
        ("procedure_draft", procedure.pk),
        ("paper_type_add",),
        ("paper_type", "quyet_dinh"),
        ("procedures_import",),
    ):
        answer = page.post(reverse(name, args=args), dict.fromkeys(FIELDS.split(), odd))
        assert answer.status_code in {302, 400, 422}, name
        assert "<script>alert" not in text(answer)
