"""Saved filters: kept, renamed, forgotten by their owner alone; nothing in them but what the list declares."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from dossiers.models import SavedFilter
from tests.records import make_agency, make_user
from web.saved_filters.keeping import LISTS, MOST, query_to_keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_user("officer", make_agency())


def post(user: User, address: str, *args: int, **data: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.post(reverse(address, args=args), data, follow=True)
    return answer.status_code, answer.content.decode()


def save(
    user: User, name: str = "Của tôi", query: str = "q=hoa&nam=2024", area: str = "search"
) -> tuple[int, str]:
    return post(user, "filter_save", name=name, query=query, area=area)


def test_a_filter_is_kept_shown_renamed_and_forgotten(officer: User) -> None:
    status, page = save(officer)
    assert status == 200
    assert "Đã lưu bộ lọc" in page
    kept = SavedFilter.objects.get()
    assert kept.query == "q=hoa&nam=2024"
    assert (
        'class="chip" href="/tra-cuu/?q=hoa&amp;nam=2024" aria-current="true">Của tôi</a>' in page
    )
    assert "Đã đổi tên" in post(officer, "filter_rename", kept.pk, name="Năm 2024")[1]
    assert "Đã xóa" in post(officer, "filter_forget", kept.pk)[1]
    assert not SavedFilter.objects.exists()
    assert post(officer, "filter_forget", kept.pk)[0] == 404


def test_the_same_name_again_replaces_and_a_taken_name_is_told(officer: User) -> None:
    save(officer)
    save(officer, query="q=lan")
    assert SavedFilter.objects.get().query == "q=lan"
    save(officer, name="Khác")
    other = SavedFilter.objects.get(name="Khác")
    assert (
        "Đã có bộ lọc mang tên này" in post(officer, "filter_rename", other.pk, name="Của tôi")[1]
    )
    other.refresh_from_db()
    assert other.name == "Khác"


def test_nobody_sees_or_changes_anothers(officer: User) -> None:
    save(officer, name="Bí mật của tôi")
    kept = SavedFilter.objects.get()
    other = make_user("officer", make_agency())
    client = Client()
    client.force_login(other)
    assert "Bí mật của tôi" not in client.get(reverse("search")).content.decode()
    assert post(other, "filter_rename", kept.pk, name="x")[0] == 404
    assert post(other, "filter_forget", kept.pk)[0] == 404
    kept.refresh_from_db()
    assert kept.name == "Bí mật của tôi"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("q=hoa&so=200&nguoi=abc&sau=x&csrfmiddlewaretoken=t", "q=hoa"),
        ("loai=&co_quan=", ""),
        ("q=038090000123", ""),
        ("q=ông 038 090 000 123", ""),
        ("q=" + "x" * 5_000, ""),
        ("q=%00%ff&nam=2024", "q=%00%EF%BF%BD&nam=2024"),
        ("", ""),
    ],
)
def test_only_what_the_list_declares_is_kept_and_never_an_id(query: str, kept: str) -> None:
    assert query_to_keep("search", query) == kept


def test_what_cannot_be_kept_is_told(officer: User) -> None:
    assert "Không có gì để lưu" in save(officer, query="q=038090000123")[1]
    assert "Đặt tên cho bộ lọc" in save(officer, name="")[1]
    assert "Tên dài nhất" in save(officer, name="x" * 61)[1]
    assert save(officer, area="sign_out")[0] == 404
    assert save(make_user("manager", make_agency()))[0] == 404
    for number in range(MOST):
        save(officer, name=str(number))
    assert "Đã có 20 bộ lọc" in save(officer, name="one more")[1]
    assert "Đã lưu" in save(officer, name="3", query="q=lan")[1]  # replacing one is no more
    assert SavedFilter.objects.count() == MOST


def test_every_list_is_a_page() -> None:
    assert all(reverse(area) for area in LISTS)
