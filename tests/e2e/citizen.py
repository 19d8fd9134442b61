"""A citizen at the browser: a slip from the counter, and the pages that it opens."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.e2e.office import Office

GIVE = """
from datetime import timedelta
from accounts.models import Agency, User
from dossiers.citizens.slips import give_slip
from dossiers.models import Holder
holder = Holder.objects.current().get(personal_id="{personal_id}")
by = User.objects.get(username="{username}")
agency = by.roles_held[0].agency
print(give_slip(holder=holder, by=by, agency=agency, valid_for=timedelta(hours=1)).code)
"""


def slip_code(office: Office, personal_id: str, *, by: str = "canbo") -> str:
    """The code of a new slip for this person; an earlier one ends."""
    told = office.into_the_records(GIVE.format(personal_id=personal_id, username=by))
    return told.split()[-1]


def enter_as_citizen(
    open_page: Callable[..., Page], office: Office, personal_id: str, *, width: int = 360
) -> Page:
    """A window of its own in which this person has signed in with a slip; their papers are shown."""
    code = slip_code(office, personal_id)
    page = open_page(width=width)
    page.goto(f"{office.url}/cong-dan/")
    page.get_by_label("Số định danh cá nhân").fill(personal_id)
    page.get_by_label("Mã trên phiếu truy cập").fill(code)
    page.get_by_role("button", name="Vào xem").click()
    page.wait_for_url(lambda url: url.endswith("/cong-dan/"))
    return page
