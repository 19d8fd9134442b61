"""The frame: sign-in and its throttle, the way home by role, error pages, the trial ribbon, the policy."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.records import PASSWORD, make_agency, make_user
from web.areas import areas_for, first_area
from web.sign_in import throttle

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> object:
    return client.post(reverse("sign_in"), {"username": username, "password": password, **more})


def test_a_stranger_is_sent_to_sign_in_and_comes_back(client: Client) -> None:
    response = client.get("/", follow=False)
    assert response["Location"] == "/dang-nhap/?next=/"
    make_user("clerk", username="lan")
    assert sign_in(client, "lan", next="/loi/")["Location"] == "/loi/"


def test_next_never_leads_to_another_site(client: Client) -> None:
    make_user("clerk", username="lan")
    assert sign_in(client, "lan", next="https://example.org/")["Location"] == "/"


@pytest.mark.parametrize(
    ("kinds", "area"),
    [
        (["clerk"], "scan"),
        (["officer"], "work"),
        (["manager"], "targets"),
        (["administrator"], "administration"),
        (["auditor"], "search"),
        (["manager", "clerk"], "scan"),
        ([], None),
    ],
)
def test_each_role_begins_in_its_own_area(kinds: list[str], area: str | None) -> None:
    assert first_area(kinds) == area
    assert area is None or area in {each.name for each in areas_for(kinds)}


def test_home_leads_a_clerk_to_scan_and_says_whom_to_ask_without_a_role(client: Client) -> None:
    client.force_login(make_user("clerk"))
    assert client.get("/")["Location"] == reverse("scan")
    client.force_login(make_user(None))
    assert "chưa được giao vai trò" in client.get("/").content.decode()


def test_the_bar_shows_person_role_agency_and_only_the_open_areas(client: Client) -> None:
    agency = make_agency(name="Ủy ban nhân dân xã Mây")
    client.force_login(make_user("clerk", agency, full_name="Lê Thị Lan"))
    page = client.get(reverse("scan")).content.decode()
    for shown in ("Lê Thị Lan", "Ủy ban nhân dân xã Mây", "Cán bộ số hóa", "Đối soát"):
        assert shown in page
    assert "Chỉ tiêu" not in page


def test_many_areas_stand_on_a_line_of_their_own(client: Client) -> None:
    for kind, two in (("clerk", True), ("officer", False), ("manager", False)):
        client.force_login(make_user(kind))
        assert ("top-bar-two" in client.get("/", follow=True).content.decode()) is two


def test_the_answer_does_not_tell_whether_the_user_exists(client: Client) -> None:
    make_user("clerk", username="lan")
    make_user("clerk", username="nghi", is_active=False)
    answers = {
        sign_in(client, name, "sai-mat-khau").context["form"].non_field_errors()[0]
        for name in ("lan", "khong-co", "nghi")
    }
    assert len(answers) == 1


def test_too_many_failures_close_the_name_from_that_address_only(client: Client) -> None:
    make_user("clerk", username="lan")
    for _ in range(throttle.TRIES):
        sign_in(client, "lan", "sai-mat-khau")
    assert "Sai quá nhiều lần" in sign_in(client, "Lan ").content.decode()
    elsewhere = Client(REMOTE_ADDR="10.9.9.9")
    assert sign_in(elsewhere, "lan").status_code == 302


def test_a_right_password_forgets_the_failures_before_it(client: Client) -> None:
    make_user("clerk", username="lan")
    for _ in range(throttle.TRIES - 1):
        sign_in(client, "lan", "sai-mat-khau")
    assert sign_in(client, "lan").status_code == 302
    assert not throttle.is_closed("lan", "127.0.0.1")
    client.post(reverse("sign_out"))
    sign_in(client, "lan", "sai-mat-khau")
    assert sign_in(client, "lan").status_code == 302


def test_signing_out_is_a_post(client: Client) -> None:
    client.force_login(make_user("clerk"))
    assert client.get(reverse("sign_out")).status_code == 405
    assert client.post(reverse("sign_out"))["Location"] == reverse("sign_in")


def test_errors_speak_vietnamese(client: Client) -> None:
    client.force_login(make_user("manager"))
    refused = client.get(reverse("scan"))
    assert refused.status_code == 403
    assert "Không được phép" in refused.content.decode()
    missing = client.get("/khong-co-trang-nay/")
    assert missing.status_code == 404
    assert "Không tìm thấy trang" in missing.content.decode()


def test_a_form_without_its_token_is_refused_in_vietnamese() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("sign_in"), {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Trang đã cũ" in answer.content.decode()


def test_the_trial_ribbon_stands_on_every_page_of_a_trial(client: Client, settings: object) -> None:
    assert "THỬ NGHIỆM" not in client.get(reverse("sign_in")).content.decode()
    settings.MOTLAN_TRIAL = True
    assert "THỬ NGHIỆM" in client.get(reverse("sign_in")).content.decode()


def test_the_policy_allows_nothing_inline(client: Client) -> None:
    answer = client.get(reverse("sign_in"))
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert "style=" not in page
    assert "<style" not in page
    assert "onclick" not in page


def test_the_frame_costs_one_query_for_the_person(
    client: Client, django_assert_num_queries: object
) -> None:
    client.force_login(make_user(None))
    # session, user, roles
    with django_assert_num_queries(3):
        client.get("/")
