"""Signing in as a citizen: one slip, one person, one time; apart from the staff in both ways."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.citizens import sessions
from dossiers.citizens.slips import MOST_TRIES, new_code, plain_code
from dossiers.models import AccessSlip, CitizenSession, Event
from tests.records import make_agency, make_holder, make_user
from tests.web.citizen.doors import citizen, enter, slip_for
from web.citizen.access import COOKIE
from web.sign_in import throttle

pytestmark = pytest.mark.django_db


def home(client: Client) -> int:
    return int(client.get(reverse("citizen")).status_code)


def test_a_slip_opens_the_pages_once() -> None:
    agency, holder, client = make_agency(), make_holder(), Client()
    given = slip_for(holder, agency)
    assert home(client) == 302
    assert enter(client, holder.personal_id, given.code.lower().replace("-", " ")) == 302
    assert home(client) == 200
    assert enter(Client(), holder.personal_id, given.code) == 422
    event = Event.objects.get(verb="citizen.signed_in")
    assert (event.object_type, event.object_id, event.actor) == (
        "holder",
        holder.pk,
        f"holder:{holder.pk}",
    )


def test_the_code_is_kept_nowhere() -> None:
    given = slip_for(make_holder(), make_agency())
    kept = str(list(AccessSlip.objects.values())) + str(list(Event.objects.values()))
    assert given.code not in kept
    assert plain_code(given.code) not in kept
    assert given.code not in repr(given)


def test_every_failure_is_answered_alike() -> None:
    agency, holder, other = make_agency(), make_holder(), make_holder()
    given, expired = slip_for(holder, agency), slip_for(other, agency)
    AccessSlip.objects.filter(pk=expired.slip.pk).update(until=timezone.now())
    tries = [
        (holder.personal_id, new_code()),
        (other.personal_id, given.code),
        (other.personal_id, expired.code),
        ("079090999999", given.code),
        ("khong phai so", given.code),
        (holder.personal_id, "x"),
        (holder.personal_id, "\u202eẠẠẠ"),
    ]
    said = set()
    for personal_id, code in tries:
        answer = Client().post(
            reverse("citizen_sign_in"), {"personal_id": personal_id, "code": code}
        )
        assert answer.status_code == 422
        said.add(str(answer.context["form"].non_field_errors()))
    assert len(said) == 1


def test_a_slip_dies_after_five_wrong_codes() -> None:
    agency, holder = make_agency(), make_holder()
    given = slip_for(holder, agency)
    for number in range(MOST_TRIES):
        address = f"10.0.0.{number}"  # from everywhere: the slip itself counts
        Client(REMOTE_ADDR=address).post(
            reverse("citizen_sign_in"), {"personal_id": holder.personal_id, "code": new_code()}
        )
    assert enter(Client(), holder.personal_id, given.code) == 422
    assert Event.objects.filter(verb="citizen.slip_blocked", object_id=holder.pk).count() == 1


def test_tries_are_counted_by_person_and_address_apart_from_the_staff(client: Client) -> None:
    for _ in range(throttle.TRIES):
        assert enter(client, "079090999999", new_code()) == 422
    answer = client.post(
        reverse("citizen_sign_in"), {"personal_id": "079 090 999 999", "code": new_code()}
    )
    assert "Sai quá nhiều lần" in answer.content.decode()
    assert throttle.admit("079090999999", "127.0.0.1")
    assert not throttle.admit("079090999999", "127.0.0.1", door="citizen")


def test_a_newer_slip_ends_the_older_one() -> None:
    agency, holder = make_agency(), make_holder()
    old, new = slip_for(holder, agency), slip_for(holder, agency)
    assert enter(Client(), holder.personal_id, old.code) == 422
    assert enter(Client(), holder.personal_id, new.code) == 302


def test_an_old_number_that_two_persons_share_opens_only_the_one_of_the_slip() -> None:
    agency = make_agency()
    first = make_holder(personal_id=None, old_personal_id="123456789")
    second = make_holder(name="Trần Thị Khác", personal_id=None, old_personal_id="123456789")
    given = slip_for(second, agency)
    slip_for(first, agency)
    client = Client()
    assert enter(client, "123456789", given.code) == 302
    assert CitizenSession.objects.get().holder == second


def test_a_second_sign_in_ends_the_first() -> None:
    agency, holder = make_agency(), make_holder()
    one = citizen(holder, agency)
    two = citizen(holder, agency)
    assert (home(one), home(two)) == (302, 200)


def test_a_session_ends_by_itself() -> None:
    agency = make_agency()
    for column, age in (("seen_at", sessions.IDLE), ("opened_at", sessions.LONGEST)):
        client = citizen(make_holder(), agency)
        session = CitizenSession.objects.first()
        assert session is not None
        rows = CitizenSession.objects.filter(pk=session.pk)
        rows.update(**{column: timezone.now() - age + timedelta(seconds=5)})
        assert home(client) == 200
        rows.update(**{column: timezone.now() - age})
        assert home(client) == 302


def test_who_goes_on_stays_in_and_writes_at_most_once_a_minute() -> None:
    client = citizen(make_holder(), make_agency())
    before = CitizenSession.objects.get().seen_at
    assert home(client) == 200
    assert CitizenSession.objects.get().seen_at == before
    earlier = timezone.now() - timedelta(minutes=29)
    CitizenSession.objects.update(seen_at=earlier)
    assert home(client) == 200
    assert CitizenSession.objects.get().seen_at > earlier


def test_signing_out_ends_the_session_in_the_records(client: Client) -> None:
    client = citizen(make_holder(), make_agency())
    key = client.cookies[COOKIE].value
    assert client.post(reverse("citizen_sign_out")).status_code == 302
    other = Client()
    other.cookies[COOKIE] = key
    assert home(other) == 302


def test_a_planted_key_is_worth_nothing() -> None:
    client, holder = Client(), make_holder()
    client.cookies[COOKIE] = "planted"
    given = slip_for(holder, make_agency())
    assert enter(client, holder.personal_id, given.code) == 302
    cookie = client.cookies[COOKIE]
    assert cookie.value != "planted"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/cong-dan/"


def test_staff_see_nothing_of_citizens_and_citizens_nothing_of_staff() -> None:
    agency, holder = make_agency(), make_holder()
    client = citizen(holder, agency)
    for name in ("search", "scan", "review", "home", "notifications", "checklist"):
        assert client.get(reverse(name))["Location"].startswith(reverse("sign_in"))
    client.force_login(make_user("officer", agency))
    for name in ("citizen", "citizen_uses", "citizen_dossiers", "citizen_sign_in"):
        assert client.get(reverse(name)).status_code == 403
    given = slip_for(holder, agency)
    assert enter(client, holder.personal_id, given.code) == 403
    assert AccessSlip.objects.get(pk=given.slip.pk).used_at is None


def test_the_acts_are_posts_with_a_token() -> None:
    holder, agency = make_holder(), make_agency()
    given = slip_for(holder, agency)
    strict = Client(enforce_csrf_checks=True)
    assert enter(strict, holder.personal_id, given.code) == 403
    assert strict.get(reverse("citizen_sign_out")).status_code == 405
