"""The manager's question: how far are we, what is it made of, and where? Papers are not theirs to see."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Watch, tab_to
from tests.e2e.office import Office

pytestmark = [pytest.mark.service, pytest.mark.slow]


# Results on paper as two communes counted them on the last day of 2024.
COUNTED = """
from accounts.models import Agency
from dossiers import events
from dossiers.models import PaperType
from targets.models import StockCount
from targets.rollup import follow
paper_type = PaperType.objects.get(code="giay_phep_xd")
for code, count in (("H90.41", 4000), ("H90.42", 800)):
    agency = Agency.objects.get(code=code)
    made = StockCount.objects.create(
        agency=agency, paper_type=paper_type, valid_on="2024-12-31", count=count
    )
    events.record(agency=agency, actor="cli:dem", verb="stock.counted", about=made)
follow()
"""


def test_which_commune_is_furthest_behind_in_2025_and_by_how_many_papers(
    office: Office, sign_in: Callable[..., Page]
) -> None:
    office.into_the_records(COUNTED)
    page = sign_in("lanhdao")
    page.wait_for_url("**/chi-tieu/")
    # Two actions of the four: the year, and to see it.
    page.get_by_label("Năm", exact=True).select_option("2025")
    page.get_by_role("button", name="Xem").click()
    first = page.locator("[aria-labelledby=behind] li").first
    expect(first).to_contain_text("Tân Lâm")
    expect(first).to_contain_text(re.compile(r"Còn thiếu \d+,\d\d điểm, [\d.]+ giấy tờ"))
    # And what they are: the commune's page, and the rows that are missing.
    first.get_by_role("link").click()
    page.get_by_role("link", name="chưa được tính", exact=True).click()
    counted = page.get_by_role("row").filter(has_text="Giấy phép xây dựng")
    expect(counted.first).to_contain_text("4.000")


def test_a_manager_goes_from_a_rate_to_what_it_is_made_of(
    office: Office, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("lanhdao")
    page.wait_for_url("**/chi-tieu/")
    digitized = page.locator("[aria-labelledby=indicators] .target-line").first
    expect(digitized.locator(".target-value")).to_have_text(re.compile(r"^\d+,\d\d %$"))
    digitized.locator("summary").click()
    expect(digitized).to_contain_text(re.compile(r"Tử số: [\d.]+"))
    expect(digitized).to_contain_text(re.compile(r"Mẫu số: [\d.]+"))

    page.get_by_label("Cấp", exact=True).select_option(label="Cấp xã")
    page.get_by_role("button", name="Xem").click()
    expect(digitized).to_contain_text("Chỉ tiêu 15,00 %")
    digitized.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số hóa kết quả còn hiệu lực")
    page.locator("[aria-labelledby=ranking] tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("xã")
    page.get_by_role("navigation", name="Cơ quan cấp trên").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("tỉnh Nam Giang")


def test_the_way_from_the_board_to_the_rows_needs_no_mouse(
    office: Office, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("lanhdao")
    page.wait_for_url("**/chi-tieu/")
    tab_to(page, "[aria-labelledby=indicators] .target-name a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chi-so/M1/**")
    tab_to(page, "[role=region]")
    tab_to(page, "#ranking ~ .no-print a, .switches a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_printed_page_has_its_charts_and_no_forms(
    office: Office, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("lanhdao")
    page.goto(f"{office.url}/chi-tieu/chi-so/M1/?nam=2025")
    page.emulate_media(media="print")
    expect(page.locator("svg.trend")).to_be_visible()
    expect(page.locator("form.target-filters")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Mục của Chỉ tiêu")).to_be_hidden()


def test_a_manager_has_no_way_to_papers(
    office: Office, sign_in: Callable[..., Page], watch: Watch
) -> None:
    watch.expect(403)
    page = sign_in("lanhdao")
    areas = page.get_by_role("navigation", name="Khu vực").get_by_role("link")
    assert areas.all_inner_texts() == [
        "Chỉ tiêu",
        "Hỏi lại giấy đang giữ",
        "Mục ẩn với dân",
        "Lưu trữ",
    ]
    for path in ("/giay-to/1/", "/tra-cuu/", "/doi-soat/", "/quet/", "/thanh-phan-ho-so/"):
        answer = page.goto(office.url + path)
        assert answer is not None
        assert answer.status == 403


def test_a_clerk_of_another_commune_finds_nothing_of_it(
    office: Office, sign_in: Callable[..., Page], watch: Watch
) -> None:
    watch.expect(404)
    mine = sign_in("canbo")
    mine.goto(f"{office.url}/doi-soat/")
    waiting = mine.get_by_role("row").filter(has_text="H90.42-").get_by_role("link").first
    paper = int(re.findall(r"/doi-soat/(\d+)/", waiting.get_attribute("href"))[0])
    mine.goto(f"{office.url}/giay-to/{paper}/")
    batch = int(re.findall(r"lô (\d+)", mine.locator("#origin ~ dl").inner_text())[0])

    page = sign_in("xakhac")
    for path in (
        f"/giay-to/{paper}/",
        f"/giay-to/{paper}/trang/1.jpg",
        f"/giay-to/{paper}/ban-goc",
        f"/doi-soat/{paper}/",
        f"/quet/lo/{batch}/",
        "/thanh-phan-ho-so/?ho_so=H90.42-260921-0038",
    ):
        answer = page.goto(office.url + path)
        assert answer is not None
        assert answer.status == 404, path
    page.goto(f"{office.url}/tra-cuu/?q=suoi+vang")
    assert "xã Suối Vàng" not in " ".join(page.locator(".hit-facts").all_inner_texts())
