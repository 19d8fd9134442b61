"""Once only, seen through the browser: an officer finishes a dossier with papers that are held.

The officer's actions are counted: every click, every field typed into, every key pressed. The citizen
sees the uses; a clerk revokes a paper, and the dossier and its officer are told.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Watch
from tests.e2e.citizen import enter_as_citizen
from tests.e2e.office import Office
from tests.e2e.six_components import (
    HELD,
    LOOKED_UP,
    NUMBER,
    PERSONAL_ID,
    TO_BRING,
    Made,
    make_six_components,
)
from tests.e2e.test_pages import faults, keep_picture

pytestmark = [pytest.mark.service, pytest.mark.slow]

MOST_ACTIONS = 25


@dataclass
class Hands:
    """What a person does at the screen, one action after the other; a field that is typed into counts once."""

    page: Page
    done: list[str] = field(default_factory=list)

    def click(self, on: Locator) -> None:
        """One click."""
        name = " ".join(on.inner_text().split()) or on.get_attribute("name") or "?"
        self.done.append(f"click {name}")
        on.click()

    def write(self, into: Locator, text: str) -> None:
        """Type into one field; a fresh page may hold the cursor there already."""
        self.done.append(f"type {text}")
        into.fill(text)

    def press(self, key: str) -> None:
        """One key."""
        self.done.append(f"press {key}")
        self.page.keyboard.press(key)


@pytest.fixture(scope="module")
def made(office: Office) -> Made:
    return make_six_components(office)


def line(page: Page, name: str) -> Locator:
    """The line of a component."""
    return page.locator(".line").filter(has=page.get_by_role("heading", name=name))


def test_a_dossier_of_six_components_is_finished_in_few_actions(
    office: Office, sign_in: Callable[..., Page], made: Made
) -> None:
    page = sign_in("giaiquyet")
    assert made.marriage
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Thành phần hồ sơ", exact=True))
    hands.write(page.get_by_label("Mã hồ sơ", exact=True), NUMBER)
    hands.press("Enter")
    expect(page.locator(".line")).to_have_count(6)

    for name in HELD:
        held = line(page, name)
        expect(held.get_by_role("button", name="Dùng lại", exact=True)).to_have_count(0)
        hands.click(held.get_by_role("link", name="Xem giấy tờ"))
        expect(held.get_by_role("img", name="Ảnh trang 1")).to_be_visible()
        expect(held.get_by_label("Đã xem, dùng lại được")).to_be_checked()
    keep_picture(page, "mot-lan-xem-1280")
    hands.click(page.get_by_text("Chủ giấy tờ đề nghị tại quầy"))
    hands.click(page.get_by_role("button", name="Dùng lại tất cả giấy tờ đã xem"))
    expect(page.get_by_text("Đã ghi nhận dùng lại cho 4 thành phần.")).to_be_visible()

    residence = line(page, LOOKED_UP)
    hands.write(residence.get_by_label("Số tra cứu, số văn bản"), "TC-2026-000117")
    hands.click(residence.get_by_role("button", name="Ghi số tra cứu"))
    expect(residence).to_contain_text("Đã tra cứu")
    hands.click(page.get_by_role("link", name="In phiếu giấy tờ còn cần nộp"))
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(TO_BRING)
    expect(page.locator(".qr")).to_be_visible()
    hands.click(page.get_by_role("button", name="In phiếu"))

    print(f"\n{len(hands.done)} actions: {'; '.join(hands.done)}")
    assert len(hands.done) <= MOST_ACTIONS


def test_the_citizen_sees_the_four_uses(
    office: Office, open_page: Callable[..., Page], made: Made
) -> None:
    page = enter_as_citizen(open_page, office, PERSONAL_ID)
    assert made.marriage
    page.goto(f"{office.url}/cong-dan/ai-da-dung/")
    # Four papers, each with its page; the look-up in a database names none.
    uses = page.locator("main li").filter(has_text=NUMBER).filter(has_text="Dùng lại")
    papers = uses.filter(has=page.get_by_role("link"))
    expect(papers).to_have_count(4)
    for use in papers.all():
        expect(use).to_contain_text("Chủ giấy tờ đề nghị tại quầy")
        expect(use).to_contain_text(f"Giải quyết hồ sơ {NUMBER}")


def test_a_revoked_paper_reaches_the_dossier_and_its_officer(
    office: Office, sign_in: Callable[..., Page], made: Made
) -> None:
    clerk = sign_in("canbo")
    clerk.goto(f"{office.url}/giay-to/{made.marriage}/")
    clerk.get_by_text("Thu hồi hoặc phát hiện sai").click()
    clerk.get_by_label("Thu hồi", exact=True).check()
    clerk.get_by_label("Lý do, số văn bản").fill("Quyết định 77/QĐ-UBND thu hồi")
    clerk.get_by_role("button", name="Ngừng dùng giấy tờ này").click()
    expect(clerk.get_by_text("hồ sơ đã dùng giấy tờ này cần xem lại")).to_be_visible()

    officer = sign_in("giaiquyet")
    officer.goto(f"{office.url}/thong-bao/")
    expect(officer.locator("main")).to_contain_text(NUMBER)
    officer.goto(f"{office.url}/thanh-phan-ho-so/?ho_so={NUMBER}")
    marriage = line(officer, "Giấy chứng nhận kết hôn")
    expect(marriage.get_by_role("alert")).to_contain_text("bị thu hồi hoặc ngừng dùng")
    keep_picture(officer, "mot-lan-canh-bao-1280")
    marriage.get_by_text("Thôi dùng lại", exact=True).first.click()
    marriage.get_by_label("Lý do").last.fill("Giấy đã bị thu hồi")
    marriage.get_by_role("button", name="Thôi dùng lại").click()
    expect(marriage).to_contain_text("Đang giữ nhưng không dùng được")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_once_only_are_open_to_everybody(
    *,
    width: int,
    office: Office,
    open_page: Callable[..., Page],
    sign_in: Callable[..., Page],
    watch: Watch,
    made: Made,
) -> None:
    watch.expect(404)
    officer = sign_in("giaiquyet", width=width)
    checklist = f"/thanh-phan-ho-so/?ho_so={NUMBER}"
    wrong = look(officer, office, width, "mot-lan", checklist)
    # The paper that is not used again by now, opened beside its line.
    wrong |= look(officer, office, width, "mot-lan-mo", f"{checklist}&xem={made.marriage}")
    wrong |= look(officer, office, width, "mot-lan-giay", f"/giay-to/{made.marriage}/")
    wrong |= look(officer, office, width, "mot-lan-phieu", f"/thanh-phan-ho-so/in/?ho_so={NUMBER}")
    wrong |= look(officer, office, width, "mot-lan-thong-bao", "/thong-bao/")
    citizen = enter_as_citizen(open_page, office, PERSONAL_ID, width=width)
    wrong |= look(citizen, office, width, "mot-lan-cong-dan", "/cong-dan/")
    wrong |= look(citizen, office, width, "mot-lan-ai-da-dung", "/cong-dan/ai-da-dung/")
    assert wrong == {}


def look(page: Page, office: Office, width: int, name: str, path: str) -> dict[str, list[str]]:
    """What is wrong with a page, by its name; nothing when nothing is."""
    page.goto(office.url + path)
    keep_picture(page, f"{name}-{width}")
    found = faults(page, width)
    return {name: found} if found else {}
