"""An administrator opens an office: an agency, a person with a role, who then signs in, until they are locked."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.office import Office, serving

pytestmark = [pytest.mark.service, pytest.mark.slow]

ADMINISTRATOR = """
from accounts.models import Agency, Role, User
user = User.objects.create_user(username="quantri", password="{password}", full_name="Tô Quản Trị")
Role.objects.create(user=user, kind=Role.Kind.ADMINISTRATOR, agency=Agency.objects.get(code="H90"))
"""
PASSWORD = "mat-khau-quan-tri"
NEW_PASSWORD = "một câu đủ dài của Hoa"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office of one province and its administrator."""
    home = tmp_path_factory.mktemp("new-office")
    bare = Office(home)
    bare.motlan("migrate", "--agency", "H90", "--name", "Tỉnh Nam Giang", "--level", "province")
    bare.into_the_records(ADMINISTRATOR.format(password=PASSWORD))
    with serving(home, {"quantri": PASSWORD}) as running:
        yield running


def test_an_agency_a_person_a_role_and_the_first_day(
    office: Office, sign_in: Callable[..., Page], open_page: Callable[..., Page]
) -> None:
    page = sign_in("quantri")
    expect(page.get_by_role("heading", name="Cần làm")).to_be_visible()

    page.get_by_role("link", name="Thêm cơ quan").click()
    page.get_by_label("Trực thuộc").select_option(label="Tỉnh Nam Giang (H90)")
    page.get_by_label("Cấp", exact=True).select_option(label="Cấp xã")
    page.get_by_label("Tên đầy đủ").fill("Ủy ban nhân dân xã Mây")
    page.get_by_label("Mã định danh").fill("H90.41")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ủy ban nhân dân xã Mây", level=1)).to_be_visible()

    page.get_by_role("link", name="Người dùng ở đây").click()
    page.get_by_role("link", name="Thêm người dùng").click()
    page.get_by_label("Họ và tên").fill("Lê Thị Hoa")
    page.get_by_label("Tên đăng nhập").fill("hoa")
    page.get_by_label("Vai trò").select_option(label="Cán bộ số hóa")
    page.get_by_label("Ở cơ quan").select_option(label="– Ủy ban nhân dân xã Mây (H90.41)")
    page.get_by_role("button", name="Thêm người dùng").click()
    link = page.get_by_label("Đưa liên kết này cho").input_value()
    assert link.startswith(office.url)

    own = open_page(width=360)
    own.goto(link)
    own.get_by_label("Mật khẩu mới", exact=True).fill(NEW_PASSWORD)
    own.get_by_label("Nhập lại mật khẩu mới").fill(NEW_PASSWORD)
    own.get_by_role("button", name="Đặt mật khẩu").click()
    own.get_by_label("Tên đăng nhập").fill("hoa")
    own.get_by_label("Mật khẩu").fill(NEW_PASSWORD)
    own.get_by_role("button", name="Đăng nhập").click()
    expect(own.get_by_role("heading", name="Quét")).to_be_visible()

    page.get_by_role("link", name="Đến trang của hoa").click()
    page.get_by_role("button", name="Khóa tài khoản").click()
    expect(page.get_by_text("Bị khóa")).to_be_visible()
    own.reload()
    expect(own.get_by_role("heading", name="Đăng nhập")).to_be_visible()
