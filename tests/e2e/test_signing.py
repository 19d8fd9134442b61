"""Ký số with a token in the browser: the token is made in the page, its key stays in the test."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.pki import DemoPki, make_demo_pki
from tests.e2e.browser import SLOW_MS, Watch, wait_until
from tests.e2e.office import Office, serving
from tests.e2e.test_pages import faults, keep_picture

pytestmark = [pytest.mark.service, pytest.mark.slow]

CODE, NAME = "H90.01", "Ủy ban nhân dân xã An Bình"
PAPERS = 4
# An agency that signs by a person, its clerk, and papers that wait for their signature.
RECORDS = f"""
from accounts.models import Agency, Role, User
from config import wiring
from tests.ingest.copies import add_copy
from tests.records import make_paper
agency = Agency.objects.get(code="{CODE}")
agency.signs_with = "person"
agency.save()
clerk = User.objects.create_user("kyso", password="{{password}}", full_name="Lò Thị Ký")
Role.objects.create(user=clerk, kind="clerk", agency=agency)
for number in range(1, {PAPERS} + 1):
    title = f"Quyết định về việc công nhận {{number}}"
    paper = make_paper(agency, "to_sign", store=wiring.store(), title=title, number=f"{{number}}/QĐ-UBND")
    add_copy(paper, wiring.store(), version=1, width=595 + number)
"""
STATES = 'from dossiers.models import Paper; print(*Paper.objects.order_by("id").values_list("state", flat=True))'
PASSWORD = "mat-khau-cua-nguoi-ky"
# The contract of docs/signing.md, with the key elsewhere.
TOKEN = """
window.motlanToken = {
  certificates: () => window.tokenCertificates(),
  sign: (digests, data) => window.tokenSign(digests, data),
};
"""


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    return make_demo_pki(tmp_path_factory.mktemp("token"), agencies={CODE: NAME})


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, pki: DemoPki) -> Iterator[Office]:
    """A small office that knows the token's issuer; its server holds no key."""
    home = tmp_path_factory.mktemp("signing")
    empty = Office(home)
    empty.motlan("migrate", "--agency", CODE, "--name", NAME)
    empty.into_the_records(RECORDS.replace("{password}", PASSWORD))
    trust = home / "trust"
    trust.mkdir(exist_ok=True)
    for path in (pki.root_pem, pki.intermediate_pem, *pki.crls):
        (trust / path.name).write_bytes(path.read_bytes())
    with serving(home, {"kyso": PASSWORD}) as running:
        yield running


class Token:
    """What a maker's extension does, with the key in this process."""

    def __init__(self, path: Path) -> None:
        self._key = Pkcs12KeyHolder(path, password=DemoPki.password_file(path).read_bytes())
        self.asked = 0
        self.refuses = False

    def into(self, page: Page) -> None:
        page.expose_function("tokenCertificates", self.certificates)
        page.expose_function("tokenSign", self.sign)
        page.add_init_script(TOKEN)

    def certificates(self) -> dict[str, object]:
        chain = [base64.b64encode(each).decode() for each in self._key.chain_der]
        return {"certificate": base64.b64encode(self._key.certificate_der).decode(), "chain": chain}

    def sign(self, digests: list[str], data: list[str]) -> list[str]:
        self.asked += 1
        if self.refuses:
            raise RuntimeError("the PIN was not given")
        assert len(digests) == len(data)
        signed = [self._key.sign_digest_input(base64.b64decode(each)) for each in data]
        return [base64.b64encode(each).decode() for each in signed]


@pytest.fixture
def token(pki: DemoPki) -> Token:
    return Token(pki.agency_p12[CODE])


def states_become(office: Office, *states: str) -> None:
    """Wait until the papers are in these states."""
    # What the shell says of itself stands in the lines before.
    wait_until(lambda: office.into_the_records(STATES).splitlines()[-1].split(" ") == list(states))


@pytest.mark.parametrize("width", [1280, 360])
def test_without_a_token_the_page_says_what_is_missing(
    width: int, office: Office, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("kyso", width=width)
    page.goto(f"{office.url}/ky-so/")
    page.get_by_role("button", name="Ký bằng thiết bị").click()
    expect(page.get_by_text("Chưa thấy phần mềm của thiết bị ký")).to_be_visible()
    keep_picture(page, f"ky-so-khong-thiet-bi-{width}")
    assert faults(page, width) == []


def test_a_token_signs_many_papers_and_the_worker_finishes_them(
    office: Office, sign_in: Callable[..., Page], token: Token, watch: Watch
) -> None:
    page = sign_in("kyso")
    token.into(page)
    page.goto(f"{office.url}/ky-so/")
    # One that its owner gives up: nothing is signed, and it can be signed at once again.
    token.refuses = True
    page.get_by_role("checkbox", name="Quyết định về việc công nhận 1").check()
    page.get_by_role("button", name="Ký bằng thiết bị").click()
    expect(page.get_by_text("Thiết bị ký không ký")).to_be_visible()
    expect(page.locator("[data-signing-status]")).to_have_text("Đã nhận chữ ký của 0/1 giấy tờ.")

    token.refuses = False
    page.get_by_role("checkbox", name="Chọn tất cả").check()
    page.get_by_role("checkbox", name="công nhận 4").uncheck()
    page.get_by_role("button", name="Ký bằng thiết bị").click()
    expect(page.get_by_text("Đã nhận chữ ký", exact=True)).to_have_count(3, timeout=SLOW_MS)
    keep_picture(page, "ky-so-da-ky-1280")
    assert token.asked == 2
    states_become(office, "available", "available", "available", "to_sign")
    page.reload()
    expect(page.get_by_role("row")).to_have_count(2)  # its heading and the one that is left


def test_on_a_telephone_one_paper_is_signed(
    office: Office, sign_in: Callable[..., Page], token: Token
) -> None:
    page = sign_in("kyso", width=360)
    token.into(page)
    page.goto(f"{office.url}/ky-so/")
    page.get_by_role("checkbox", name="công nhận 4").check()
    page.get_by_role("button", name="Ký bằng thiết bị").click()
    expect(page.get_by_text("Đã nhận chữ ký", exact=True)).to_be_visible(timeout=SLOW_MS)
    keep_picture(page, "ky-so-da-ky-360")
    assert faults(page, 360) == []
    states_become(office, *["available"] * PAPERS)
    page.reload()
    expect(page.get_by_text("Không có giấy tờ nào chờ ký số")).to_be_visible()
    keep_picture(page, "ky-so-trong-360")
