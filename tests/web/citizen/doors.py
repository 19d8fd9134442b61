"""How a test comes in by the citizen's door."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from accounts.models import Agency
from dossiers.citizens.slips import GivenSlip, give_slip
from dossiers.models import Holder
from tests.records import make_user


def slip_for(holder: Holder, agency: Agency, *, hours: int = 72) -> GivenSlip:
    """A slip that a clerk of the agency has given."""
    clerk = make_user("clerk", agency)
    given = give_slip(holder=holder, by=clerk, agency=agency, valid_for=timedelta(hours=hours))
    assert isinstance(given, GivenSlip)
    return given


def enter(client: Client, personal_id: str | None, code: str) -> int:
    """The status of signing in."""
    form = {"personal_id": personal_id or "", "code": code}
    return int(client.post(reverse("citizen_sign_in"), form).status_code)


def citizen(holder: Holder, agency: Agency) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    given = slip_for(holder, agency)
    assert enter(client, holder.personal_id or holder.old_personal_id, given.code) == 302
    return client
