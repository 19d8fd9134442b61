"""The officer's work: find a person's paper, look at it, use it again instead of asking for it."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from samples import scenario
from samples.model import SampleSet
from tests.e2e.browser import wait_until
from tests.e2e.drawn import HOLDER, dossier_number
from tests.e2e.office import Office
from vietnamese.text import fold
from worker.demo.prepare import SEED

pytestmark = [pytest.mark.service, pytest.mark.slow]

MARRIAGE = "12-ket-hon.tif"


def test_a_paper_is_found_by_a_name_without_accents_and_looked_at(
    office: Office, sign_in: Callable[..., Page], truth: SampleSet, tmp_path: Path
) -> None:
    page = sign_in("giaiquyet")
    page.wait_for_url("**/viec-cua-toi/")
    page.get_by_role("link", name="Tra cứu", exact=True).click()
    person = scenario.build(SEED).holders[HOLDER]
    page.locator("[name=q]").fill(fold(person.name).lower())
    page.keyboard.press("Enter")
    marriage = next(file for file in truth.files if file.name == MARRIAGE)
    hit = page.locator(".hit").filter(has_text=marriage.fields["number"])
    expect(hit).to_contain_text(person.name)
    expect(hit).not_to_contain_text(person.personal_id)
    hit.get_by_role("link").click()

    expect(page.locator(".verdict")).to_contain_text("Chữ ký hợp lệ")
    expect(page.get_by_role("img", name="Ảnh trang 1")).to_be_visible()
    facts = page.locator("section", has=page.locator("#facts"))
    expect(facts).to_contain_text("(đang che)")
    assert person.personal_id not in page.content()
    open_with_purpose(facts)
    expect(facts).to_contain_text(person.personal_id)
    expect(page.locator("section", has=page.locator("#history"))).to_contain_text(dossier_number())

    signed = save_signed_copy(page, tmp_path)
    sha256 = hashlib.sha256(signed.read_bytes()).hexdigest()
    assert sha256 in page.locator("section", has=page.locator("#renditions")).text_content()
    keys = office.home / "keys"
    trust = [
        f"--{kind}={keys / name}.{suffix}"
        for kind, suffix in (("trust", "pem"), ("crl", "crl"))
        for name in ("root", "intermediate")
    ]
    told = office.motlan("verify", str(signed), *trust)
    assert "hợp lệ" in told


def test_a_persons_id_finds_their_papers_and_stands_in_no_address(
    office: Office, sign_in: Callable[..., Page]
) -> None:
    page, asked = sign_in("giaiquyet"), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    person = scenario.build(SEED).holders[HOLDER]
    page.goto(f"{office.url}/tra-cuu/")
    page.locator("[name=q]").fill(person.personal_id)
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_contain_text(person.name)
    page.wait_for_url("**/tra-cuu/?nguoi=*")
    page.go_back()
    expect(page.locator(".search-help")).to_be_visible()
    page.go_forward()
    expect(page.locator(".hit").first).to_contain_text(person.name)
    expect(page.locator("[name=q]")).to_have_value(person.personal_id)
    assert not [address for address in asked if person.personal_id in address]


def open_with_purpose(facts: Locator) -> None:
    facts.get_by_text("Mở số định danh").click()
    facts.get_by_label("Mục đích").fill(f"Giải quyết hồ sơ {dossier_number()}")
    facts.get_by_role("button", name="Ghi mục đích và mở").click()


def save_signed_copy(page: Page, folder: Path) -> Path:
    """Download the signed copy for a purpose."""
    renditions = page.locator("section", has=page.locator("#renditions"))
    renditions.get_by_text("Tải về", exact=True).click()
    renditions.get_by_label("Bản cần tải").select_option(label="Bản PDF/A đã ký")
    renditions.get_by_label("Mục đích").fill(f"Giải quyết hồ sơ {dossier_number()}")
    with page.expect_download() as download:
        renditions.get_by_role("button", name="Ghi mục đích và tải").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert path.suffix == ".pdf"
    return path


def test_a_held_paper_is_used_again_with_one_click(
    office: Office, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("giaiquyet")
    page.get_by_role("link", name="Thành phần hồ sơ").click()
    page.get_by_label("Mã hồ sơ", exact=True).fill(dossier_number())
    page.keyboard.press("Enter")
    marriage = page.locator(".line").filter(has_text="Giấy chứng nhận kết hôn của cha, mẹ")
    expect(marriage).to_contain_text("Đang giữ, dùng được")

    marriage.get_by_text("Yêu cầu nộp", exact=True).click()
    marriage.get_by_role("button", name="Ghi lý do và yêu cầu nộp").click()
    expect(marriage.get_by_role("alert")).to_contain_text("Chưa chọn lý do")
    expect(marriage).to_contain_text("Đang giữ, dùng được")

    assert tally(page, "đã dùng lại") == 0
    assert reuse_rate(sign_in("lanhdao"), office) == "0 / 2"
    expect(marriage.get_by_role("button", name="Dùng lại", exact=True)).to_have_count(0)
    marriage.get_by_role("link", name="Xem giấy tờ").click()
    expect(marriage.get_by_role("img", name="Ảnh trang 1")).to_be_visible()
    marriage.get_by_role("button", name="Dùng lại", exact=True).click()
    expect(marriage.get_by_role("alert")).to_contain_text("Chưa chọn ai đề nghị")
    page.get_by_text("Chủ giấy tờ đề nghị tại quầy").click()
    marriage.get_by_role("button", name="Dùng lại", exact=True).click()
    expect(marriage).to_contain_text("Đã dùng lại")
    assert tally(page, "đã dùng lại") == 1
    manager = sign_in("lanhdao")
    wait_until(lambda: reuse_rate(manager, office) == "1 / 2")
    page.reload()
    expect(marriage).to_contain_text(f"Mục đích: Giải quyết hồ sơ {dossier_number()}")

    page.get_by_role("link", name="In phiếu giấy tờ còn cần nộp").click()
    expect(page.locator("tbody")).not_to_contain_text("kết hôn")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Phiếu giấy tờ còn cần nộp")).to_be_visible()
    expect(page.locator(".top-bar")).to_be_hidden()


def test_what_cannot_be_used_again_says_why(office: Office, sign_in: Callable[..., Page]) -> None:
    page = sign_in("giaiquyet")
    number = scenario.build(SEED).dossiers["D18"].number
    page.goto(f"{office.url}/thanh-phan-ho-so/?ho_so={number}")
    residence = page.locator(".line").filter(has_text="Xác nhận thông tin về cư trú").first
    expect(residence).to_contain_text("Đang giữ nhưng không dùng được")
    expect(residence).to_contain_text("Đã hết hiệu lực, ngày cuối là 28/02/2026")
    expect(residence.get_by_role("button", name="Dùng lại")).to_have_count(0)


def reuse_rate(page: Page, office: Office) -> str:
    """Dossiers with a reuse among those received this year, in the commune of the visitor's dossier."""
    page.goto(f"{office.url}/chi-tieu/?co_quan=H90.42&nam=2026")
    line = page.locator("[aria-labelledby=indicators] .target-line").filter(
        has_text="Hồ sơ có tái sử dụng giấy tờ"
    )
    return re.search(r"\d+ / \d+", line.locator("summary").inner_text())[0]


def tally(page: Page, words: str) -> int:
    """One figure of the summary above the list."""
    told = page.locator(".tallies li").filter(has_text=words).inner_text()
    return int(re.match(r"\d+", told)[0])
