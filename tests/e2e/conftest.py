"""One office for all browser tests: the demo's papers and a real one, the pages, a worker, a browser.

Package scope: the browser's event loop must not run on beside the tests of other rooms.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from samples.draw import load_samples
from samples.model import SampleSet
from tests.e2e.browser import ARGUMENTS, EXECUTABLE, Watch
from tests.e2e.office import Office, serving

REAL_PAPER = "data/real/nq_115_ba_vi.pdf"
# A clerk of one commune: nothing of the neighbour's is theirs.
NEIGHBOUR = """
from accounts.models import Agency, Role, User
user = User.objects.create_user(username="xakhac", password="{password}", full_name="Kiều Xã Khác")
Role.objects.create(user=user, kind=Role.Kind.CLERK, agency=Agency.objects.get(code="H90.41"))
"""
NEIGHBOUR_PASSWORD = "mat-khau-xa-khac"


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo's office, open for work; every sample file was told by name."""
    home = tmp_path_factory.mktemp("office")
    told = Office(home).motlan("demo", "--no-serve")
    names = [path.name for path in (home / "samples" / "scans").iterdir()]
    assert len(names) >= 27
    assert [name for name in names if name not in told] == []
    paper = real_paper()
    if paper:
        Office(home).motlan("digitize", str(paper), "--agency", "H90", "--json")
    Office(home).into_the_records(NEIGHBOUR.format(password=NEIGHBOUR_PASSWORD))
    people = json.loads((home / "demo-logins.json").read_text())
    logins = {each["username"]: each["password"] for each in people}
    with serving(home, {**logins, "xakhac": NEIGHBOUR_PASSWORD}) as running:
        yield running


def real_paper() -> Path | None:
    """The published paper with a handwritten number, where the shared data is."""
    root = Path(__file__).resolve().parents[2]
    paper = Path(os.environ.get("MOTLAN_SHARED", root.parent / "shared")) / REAL_PAPER
    return paper if paper.exists() else None


@pytest.fixture(scope="package")
def truth(office: Office) -> SampleSet:
    """What stands on the sample papers."""
    samples = load_samples(office.home / "samples")
    assert samples is not None
    return samples


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium of the system, without a window."""
    if not shutil.which(EXECUTABLE):
        pytest.skip("no Chromium: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test when the browser complained of anything that the test does not expect."""
    watching = Watch()
    yield watching
    assert watching.complaints == []


@pytest.fixture
def open_page(chromium: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """A new window of a stranger: `open_page(width=360)`; watched, and closed after the test."""
    contexts = []

    def opened(*, width: int = 1280, bypass_csp: bool = False) -> Page:
        size = {"width": width, "height": 900 if width > 400 else 780}
        context = chromium.new_context(
            viewport=size, locale="vi-VN", bypass_csp=bypass_csp, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        watch.over(page)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def sign_in(open_page: Callable[..., Page], office: Office) -> Callable[..., Page]:
    """A window of a person who has signed in: `sign_in("canbo")`."""

    def signed_in(username: str, **options: object) -> Page:
        page = open_page(**options)
        page.goto(f"{office.url}/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(office.logins[username])
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)
        return page

    return signed_in
