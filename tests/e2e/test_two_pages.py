"""The short walks that every test run takes: two drawn pages in a browser, to search; and two as one stack."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pymupdf
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.browser import SLOW_MS, tab_to, wait_until
from tests.e2e.drawn import fresh_residence, save_scan
from tests.e2e.office import Office, serving
from vietnamese.text import fold

pytestmark = [pytest.mark.service]

AGENCIES = "code,name,level,parent_code,valid_from\nH90,Ủy ban nhân dân tỉnh Nam Giang,province,,2020-01-01\n"
CLERK = """
from accounts.models import Agency, Role, User
user = User.objects.create_user(username="canbo", password="{password}", full_name="Hà Thị Sổ")
Role.objects.create(user=user, kind=Role.Kind.CLERK, agency=Agency.objects.get(code="H90"))
"""
PASSWORD = "mat-khau-can-bo"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office of one agency and one clerk, without any paper."""
    home = tmp_path_factory.mktemp("small-office")
    bare = Office(home)
    bare.motlan("migrate")
    catalogue = home / "agencies.csv"
    catalogue.write_text(AGENCIES, "utf-8")
    bare.motlan("import", "agencies", str(catalogue))
    bare.into_the_records(CLERK.format(password=PASSWORD))
    with serving(home, {"canbo": PASSWORD}) as running:
        yield running


def test_two_pages_are_handed_in_read_and_found(
    office: Office, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    forms = {
        f"xac-nhan-{year}.jpg": fresh_residence(day=date(year, 3, 2), until=date(year, 12, 31))
        for year in (2025, 2026)
    }
    scans = [save_scan(form, tmp_path / name) for name, form in forms.items()]
    page = sign_in("canbo")
    page.get_by_label("Hồ sơ lưu").check()
    page.locator("#id_uploads").set_input_files(scans)
    page.wait_for_url("**/quet/lo/*/")
    for scan in scans:
        line = page.get_by_role("row").filter(has_text=scan.name)
        expect(line).to_contain_text("Chờ đối soát", timeout=SLOW_MS)

    name = forms["xac-nhan-2026.jpg"].fields["holder_name"]
    wait_until(lambda: set(office.found(fold(name).lower())) == set(forms))
    page.get_by_role("link", name="Đối soát").first.click()
    expect(page.get_by_text("2 giấy").or_(page.locator("tbody tr")).first).to_be_visible()
    assert page.locator("tbody tr").count() == 2


def test_a_stack_behind_a_printed_sheet_is_parted_by_keys_alone(
    office: Office, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = sign_in("canbo")
    page.get_by_role("link", name="In tờ phân cách").click()
    page.get_by_label("Hồ sơ lưu").check()
    with page.expect_download() as printing:
        page.get_by_role("button", name="In tờ phân cách").click()
    scans = [
        save_scan(fresh_residence(day=date(year, 4, 1), until=date(year, 12, 31)), tmp_path / name)
        for year, name in ((2025, "a.jpg"), (2026, "b.jpg"))
    ]
    stack = scanned_behind(Path(printing.value.path()), scans, tmp_path / "tap.pdf")

    page.goto(f"{office.url}/quet/")
    page.get_by_label("Hồ sơ lưu").check()
    page.locator("#id_uploads").set_input_files(stack)
    page.wait_for_url("**/quet/lo/*/")
    line = page.get_by_role("row").filter(has_text=stack.name)
    expect(line).to_contain_text("Chờ tách lô", timeout=SLOW_MS)
    expect(line).to_contain_text("Trang 1: tờ phân cách")

    tab_to(page, "a[href*='/tach/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tach/*/")
    boundary = tab_to(page, "#start-3")
    expect(boundary).to_be_checked()
    made = page.locator("#parts h2")
    for papers in ("1 giấy tờ", "2 giấy tờ"):
        page.keyboard.press("Space")
        expect(made).to_have_text(papers)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/tach/" not in url)
    expect(line.get_by_text("Chờ đối soát")).to_have_count(2, timeout=SLOW_MS)
    for told in ("Trang 2", "Trang 3", "Trang 1: tờ phân cách"):
        expect(line).to_contain_text(told)


def scanned_behind(sheet: Path, scans: list[Path], path: Path) -> Path:
    """A grey separator sheet laid upside down before the scans, all in one file."""
    with pymupdf.open(sheet) as printed:
        drawn = printed[0].get_pixmap(dpi=150, colorspace="gray")
    first = Image.frombytes("L", (drawn.width, drawn.height), drawn.samples).rotate(180)
    first.save(
        path, save_all=True, append_images=[Image.open(scan) for scan in scans], resolution=200
    )
    return path
