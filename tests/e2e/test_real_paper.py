"""A published paper whose number is handwritten: found by it once a clerk has typed it in Đối soát."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import tab_to, type_anew, wait_until
from tests.e2e.conftest import REAL_PAPER, real_paper
from tests.e2e.office import Office

pytestmark = [
    pytest.mark.service,
    pytest.mark.slow,
    pytest.mark.skipif(real_paper() is None, reason="the shared data is not here"),
]

NUMBER = "115/NQ-CP"
NAME = REAL_PAPER.rpartition("/")[2]


def test_a_typed_number_makes_a_handwritten_one_findable(
    office: Office, sign_in: Callable[..., Page]
) -> None:
    for query in ("vuon quoc gia ba vi", "Vườn quốc gia Ba Vì", "4017/TTr-BNNMT"):
        assert office.found(query)[0] == NAME
    assert NAME not in office.found(NUMBER)
    page = sign_in("canbo")
    assert not hits(page, office, NUMBER)

    page.goto(f"{office.url}/doi-soat/")
    page.get_by_role("row").filter(has_text="Nghị quyết").get_by_role("link").first.click()
    expect(page.get_by_text(NAME)).to_be_visible()
    tab_to(page, "[data-field=number]")
    expect(page.locator(".box-lit")).to_have_attribute("data-box", "number")
    type_anew(page, NUMBER)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã nhận giấy tờ")).to_be_visible()

    wait_until(lambda: NAME in office.found(NUMBER))
    assert office.found(NUMBER)[0] == NAME
    assert NUMBER in hits(page, office, NUMBER)[0]
    officer = sign_in("giaiquyet")
    wait_until(lambda: bool(hits(officer, office, NUMBER)))
    officer.get_by_role("link", name=NUMBER).click()
    # The roots of the State are not loaded: found, but nothing is claimed about the signature.
    expect(officer.locator(".verdict")).to_contain_text("Chưa kết luận được")


def hits(page: Page, office: Office, query: str) -> list[str]:
    """Headings of what Tra cứu finds."""
    page.goto(f"{office.url}/tra-cuu/")
    page.get_by_role("searchbox").or_(page.locator("[name=q]")).first.fill(query)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tra-cuu/?*q=*")
    return page.locator(".hit h3").all_inner_texts()
