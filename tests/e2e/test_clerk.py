"""The clerk's day by keyboard alone: hand in, compare, accept, and see to what failed."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dossiers.services import iso_date
from ingest.checks import DATE_FIELDS
from samples.forms import Form
from samples.scenario import VIETNAM
from tests.e2e.browser import SLOW_MS, Watch, focused_field, tab_to, type_anew
from tests.e2e.drawn import dossier_number, fresh_residence, save_scan
from tests.e2e.office import Office
from vietnamese.dates import format_date

pytestmark = [pytest.mark.service, pytest.mark.slow]


def test_a_clerk_hands_in_compares_and_accepts_by_keyboard(
    office: Office, open_page: Callable[..., Page], watch: Watch, tmp_path: Path
) -> None:
    watch.expect(422)  # a dossier that is not there, told beside its field
    today = datetime.now(VIETNAM).date()
    form = fresh_residence(day=today - timedelta(days=30), until=today + timedelta(days=150))
    scan = save_scan(form, tmp_path / "xac-nhan-moi.jpg")
    twin = tmp_path / "quet-lan-hai.jpg"
    twin.write_bytes(scan.read_bytes())
    broken = tmp_path / "anh-hong.jpg"
    broken.write_bytes(scan.read_bytes()[: scan.stat().st_size // 3])

    page = open_page()
    sign_in_by_keyboard(page, office)
    hand_in(page, [scan, twin, broken])
    line = page.get_by_role("row").filter(has_text=scan.name)
    expect(line).to_contain_text("Chờ đối soát", timeout=SLOW_MS)
    expect(page.get_by_role("row").filter(has_text=twin.name)).to_contain_text("Trùng")
    expect(page.get_by_role("row").filter(has_text=broken.name)).to_contain_text(
        "Có lỗi", timeout=SLOW_MS
    )
    batch = page.url

    tab_to(page, ".files a[href*='/doi-soat/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doi-soat/*/")
    compare_by_keyboard(page, form)
    reviewed = page.url
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã nhận giấy tờ")).to_be_visible()
    assert page.url != reviewed
    go_through_the_queue(page)

    page.goto(batch)
    expect(line).to_contain_text("Dùng được", timeout=SLOW_MS)


def sign_in_by_keyboard(page: Page, office: Office) -> None:
    page.goto(f"{office.url}/dang-nhap/")
    tab_to(page, "[name=username]")
    page.keyboard.type("canbo")
    page.keyboard.press("Tab")
    page.keyboard.type(office.logins["canbo"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/quet/")


def hand_in(page: Page, files: list[Path]) -> None:
    """Choose agency and dossier, then the files; a wrong dossier is told first and nothing is lost."""
    # Listening long before the key is pressed: the browser is told of a listener with some delay.
    page.on("filechooser", lambda _: None)
    agency = tab_to(page, "[name=agency]")
    for _ in range(10):
        if "xã Suối Vàng" in agency.evaluate("select => select.selectedOptions[0].text"):
            break
        page.keyboard.press("ArrowDown")
    tab_to(page, "[name=number]")
    page.keyboard.type("H90.42-260921-9999")
    tab_to(page, "#id_uploads")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(files)
    expect(page.locator("#id_number_error")).to_be_visible()
    assert page.evaluate("document.activeElement.name") == "number"
    type_anew(page, dossier_number())
    page.keyboard.press("Enter")
    page.wait_for_url("**/quet/lo/*/")


def compare_by_keyboard(page: Page, form: Form) -> None:
    """The least certain field first, its box lit; every field as it stands on the paper."""
    sure = page.locator("#review-form .field-order ~ .review-field .badge .figure")
    figures = [float(each.replace(",", ".")) for each in sure.all_inner_texts()]
    assert figures == sorted(figures)
    assert len(figures) >= 4
    seen: list[str] = []
    while (name := focused_field(page)) and name not in seen:
        seen.append(name)
        lit = page.locator(".box-lit")
        if page.locator(f"[data-box={name}]").count():
            expect(lit).to_have_attribute("data-box", name)
            expect(lit).to_be_in_viewport()
        stands = shown(form.fields, name)
        if page.locator(f"[data-field={name}]").input_value() != stands:
            type_anew(page, stands)
        page.keyboard.press("Tab")
    assert set(form.fields) <= set(seen)
    page.keyboard.press("Shift+Tab")


def shown(fields: Mapping[str, str], name: str) -> str:
    value = fields.get(name, "")
    day = iso_date(value) if name in DATE_FIELDS else None
    return format_date(day) if day else value


def go_through_the_queue(page: Page) -> None:
    """Alt+↓ and Alt+↑ go from paper to paper, to the list at the end, and nothing is saved by that."""
    page.goto(page.url.split("/doi-soat/")[0] + "/doi-soat/")
    tab_to(page, "a.button-main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doi-soat/*/")
    first = page.url
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_url(lambda url: url != first)
    second = page.url
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_url(first)
    assert second != first


def test_a_damaged_file_is_told_retried_and_returned(
    office: Office, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("canbo")
    page.goto(f"{office.url}/loi/")
    failed = page.get_by_role("article").filter(has_text="27-tep-hong.jpg")
    expect(failed).to_contain_text("document.truncated")
    assert len(failed.locator(".remedy").inner_text()) > 10
    failed.get_by_role("button", name="Thử lại").click()
    expect(page.get_by_text("đang được thử lại")).to_be_visible()
    wait_for(page, "27-tep-hong.jpg")
    failed.get_by_text("Trả lại để quét lại").click()
    failed.get_by_label("Lý do trả lại").select_option(index=0)
    failed.get_by_role("button", name="Trả lại").click()
    expect(page.get_by_text("Đã trả lại giấy tờ")).to_be_visible()
    expect(failed).to_have_count(0)


def wait_for(page: Page, words: str) -> None:
    """Load the page again until it says these words."""
    for _ in range(SLOW_MS // 1000):
        if page.get_by_role("article").filter(has_text=words).count():
            return
        page.wait_for_timeout(1000)
        page.goto(page.url)
    raise AssertionError(f"{page.url} does not tell {words}")
