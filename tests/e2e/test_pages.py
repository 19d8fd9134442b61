"""Every page for its role on a desk and on a telephone: axe finds nothing serious, nothing runs over.

With MOTLAN_SCREENSHOTS=<folder> each page is also kept as a picture, for people to look at.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.e2e.browser import Watch, focused_field
from tests.e2e.drawn import dossier_number
from tests.e2e.office import Office

pytestmark = [pytest.mark.service, pytest.mark.slow]

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
DOSSIER = dossier_number()
PAGES = {
    "": {
        "dang-nhap": "/dang-nhap/",
        "kiem-tra": "/kiem-tra/",
        "kiem-tra-sai": "/kiem-tra/?ma=ABCD",
    },
    "canbo": {
        "quet": "/quet/",
        "to-phan-cach": "/quet/to-phan-cach/",
        "lo": "/quet/lo/1/",
        "doi-soat": "/doi-soat/",
        "doi-soat-giay": "/doi-soat/tiep/",
        "ky-so": "/ky-so/",
        "loi": "/loi/",
        "loi-doi": "/loi/?muc=doi",
        "loi-khong-nhan": "/loi/?muc=khong-nhan",
        "can-bo-giay-to": "/giay-to/2/",
    },
    "giaiquyet": {
        "viec-cua-toi": "/viec-cua-toi/?pham_vi=giai-quyet",
        "tiep-nhan": "/ho-so/tiep-nhan/",
        "tiep-nhan-khong-thay": "/ho-so/tiep-nhan/?tim=kangaroo",
        "thoi-han": "/ho-so/thoi-han/",
        "tra-cuu": "/tra-cuu/",
        "tra-cuu-thay": "/tra-cuu/?q=giay+phep",
        "tra-cuu-khong-thay": "/tra-cuu/?q=kangaroo",
        "giay-to": "/giay-to/6/",
        "chu-giay-to": "/chu-giay-to/",
        "chu-mot-nguoi": "/chu-giay-to/2/",
        "chu-sua": "/chu-giay-to/2/sua/",
        "chu-gop": "/chu-giay-to/2/gop/",
        "chu-so-sanh": "/chu-giay-to/2/gop/3/",
        "chu-gan-lai": "/chu-giay-to/gan-lai/6/",
        "thanh-phan": "/thanh-phan-ho-so/",
        "thanh-phan-ho-so": f"/thanh-phan-ho-so/?ho_so={DOSSIER}",
        "thanh-phan-khong-co": "/thanh-phan-ho-so/?ho_so=H90.42-990101-0001",
        "phieu": f"/thanh-phan-ho-so/in/?ho_so={DOSSIER}",
    },
    "lanhdao": {
        "chi-tieu": "/chi-tieu/",
        "chi-tieu-xa": "/chi-tieu/?co_quan=H90.41",
        "chi-tieu-nam-khac": "/chi-tieu/?nam=2025",
        "dat-chi-tieu": "/chi-tieu/dat/",
        "dat-chi-tieu-sua": "/chi-tieu/dat/sua/?chi_so=M4&cap=commune",
        "dat-chi-tieu-thoi": "/chi-tieu/dat/ket-thuc/?chi_so=M7",
        "dat-chi-tieu-cach-hieu": "/chi-tieu/dat/cach-hieu/second_year/",
        "chot-ky": "/chi-tieu/chot-ky/",
        "chi-so": "/chi-tieu/chi-so/M1/",
        "chi-so-xep-hang": "/chi-tieu/chi-so/M4/?do_sau=xa&xep=xa",
        "bang-nhiet": "/chi-tieu/chi-so/M7/bang-nhiet/",
        "danh-sach": "/chi-tieu/chi-so/M7/danh-sach/",
        "so-sanh": "/chi-tieu/so-sanh/?b=x",
        "so-sanh-hai-nam": "/chi-tieu/so-sanh/",
        "khong-duoc": "/giay-to/1/",
        "khong-co": "/khong-co/",
    },
    "quantri": {
        "quan-tri-loi": "/loi/",
        "quan-tri-chi-tieu": "/chi-tieu/",
        "suc-khoe": "/suc-khoe/",
        "quan-tri": "/quan-tri/",
        "co-quan": "/quan-tri/co-quan/?loc=tat-ca",
        "co-quan-them": "/quan-tri/co-quan/them/",
        "co-quan-mot": "/quan-tri/co-quan/3/",
        "co-quan-ket-thuc": "/quan-tri/co-quan/3/ket-thuc/",
        "nguoi-dung": "/quan-tri/nguoi-dung/",
        "nguoi-dung-them": "/quan-tri/nguoi-dung/them/",
        "nguoi-dung-mot": "/quan-tri/nguoi-dung/1/",
        "thu-tuc": "/quan-tri/thu-tuc/",
        "thu-tuc-mot": "/quan-tri/thu-tuc/1/",
        "thanh-phan-sua": "/quan-tri/thu-tuc/1/thanh-phan/1/",
        "thu-tuc-nhap": "/quan-tri/thu-tuc/nhap/",
        "loai-giay-to": "/quan-tri/loai-giay-to/",
        "loai-giay-to-mot": "/quan-tri/loai-giay-to/muc/quyet_dinh/",
        "khoa": "/quan-tri/khoa/",
        "luu-tru": "/luu-tru/",
    },
}
# The whole page with every folded part open; how a page looks closed is part of it.
LOOK = """async () => {
  for (const each of document.querySelectorAll("details")) each.open = true;
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations
    .filter(each => ["serious", "critical"].includes(each.impact))
    .map(each => `${each.id}: ${each.nodes.map(node => node.target.join(" ")).join(", ")}`);
}"""

# Whether the middle of the field that has the focus is what one sees there (WCAG 2.2, 2.4.11).
ON_TOP = """() => {
  const field = document.activeElement;
  const { left, top, width, height } = field.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2) === field;
}"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("username", PAGES)
def test_pages_are_open_to_everybody_and_fit(
    *,
    username: str,
    width: int,
    office: Office,
    open_page: Callable[..., Page],
    sign_in: Callable[..., Page],
    watch: Watch,
) -> None:
    watch.expect(403, 404, 422)
    page = sign_in(username, width=width) if username else open_page(width=width)
    wrong = {}
    for name, path in PAGES[username].items():
        page.goto(office.url + path)
        keep_picture(page, f"{name}-{width}")
        found = faults(page, width)
        if found:
            wrong[name] = found
    assert wrong == {}


def faults(page: Page, width: int) -> list[Any]:
    """What axe calls serious or critical, and whether the page is wider than the screen."""
    runs_over = page.evaluate("document.documentElement.scrollWidth") > width
    page.evaluate(AXE)
    found: list[Any] = page.evaluate(LOOK)
    runs_over_open = page.evaluate("document.documentElement.scrollWidth") > width
    return found + (["wider than the screen"] if runs_over or runs_over_open else [])


def keep_picture(page: Page, name: str) -> None:
    """A picture of the page, where somebody asked for one."""
    folder = os.environ.get("MOTLAN_SCREENSHOTS")
    if folder:
        page.wait_for_load_state("networkidle")
        # What sticks to the edges of the screen would stand in the middle of a whole page.
        whole = page.locator("[data-review]").count() == 0
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)


def test_on_a_telephone_the_field_under_the_cursor_is_never_covered(
    office: Office, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("canbo", width=360)
    page.goto(f"{office.url}/doi-soat/tiep/")
    seen: list[str] = []
    while (name := focused_field(page)) and name not in seen:
        seen.append(name)
        page.wait_for_timeout(100)  # scrolling follows the focus
        assert page.evaluate(ON_TOP), f"{name} is covered"
        page.keyboard.press("Tab")
    assert len(seen) >= 10
