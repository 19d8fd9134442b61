"""Agencies: codes for ever, dates that fit, the end with what it touches."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Agency, Level, Role, User
from dossiers.administration import agencies
from dossiers.administration.agencies import Ending, NewAgency
from dossiers.administration.errors import AgencyRefused, Changed, NotYours
from dossiers.models import DossierStatus, Event, Paper
from tests.records import make_agency, make_dossier, make_paper, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Agency:
    return make_agency("H90", level="province")


@pytest.fixture
def admin(province: Agency) -> User:
    return make_user("administrator", province)


def new(code: str = "H90.41", level: str = "commune", **facts: object) -> NewAgency:
    return NewAgency(code=code, name="Xã Mới", level=Level.objects.get(code=level), **facts)


def refused(code: str) -> object:
    return pytest.raises(AgencyRefused, match=f"^{code}$")


def end(by: User, agency: Agency, last_day: date, **facts: object) -> Agency:
    seen = agencies.agency_stamp(agency)
    return agencies.end_agency(
        by=by, agency_id=agency.pk, ending=Ending(last_day, **facts), seen=seen
    )


def test_an_agency_is_added_below_and_told(admin: User, province: Agency) -> None:
    added = agencies.add_agency(by=admin, parent=province, new=new())
    assert added.path == "H90/H90.41/"
    assert Event.objects.get(agency=added).verb == "agency.added"


def test_a_code_is_never_used_again(admin: User, province: Agency) -> None:
    make_agency("H90.41", parent=province, valid_to=date(2020, 1, 1))
    make_agency("H90.42", parent=province, old_code="000.00.42.H90")
    with refused("agency.code_taken"):
        agencies.add_agency(by=admin, parent=province, new=new("H90.41"))
    with refused("agency.code_taken"):
        agencies.add_agency(by=admin, parent=province, new=new("H90.43", old_code="000.00.42.H90"))
    with refused("agency.malformed"):
        agencies.add_agency(by=admin, parent=province, new=new("h90.44"))


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("agency.level_ended", {"level": "district", "valid_from": date(2025, 7, 1)}),
        ("agency.level_above_parent", {"level": "ministry"}),
        ("agency.parent_ended", {"valid_from": date(2001, 1, 1)}),
    ],
)
def test_level_and_days_fit_the_parent(
    admin: User, province: Agency, code: str, facts: dict[str, object]
) -> None:
    Agency.objects.filter(pk=province.pk).update(valid_from=date(2020, 1, 1))
    with refused(code):
        agencies.add_agency(by=admin, parent=province, new=new(**facts))


def test_the_effect_is_told_and_the_end_moves_roles(admin: User, province: Agency) -> None:
    old, heir = make_agency("H90.41", parent=province), make_agency("H90.42", parent=province)
    clerk, day = make_user("clerk", old), timezone.localdate()
    Role.objects.create(user=admin, kind="officer", agency=old)
    make_dossier(old)
    make_dossier(old, status=DossierStatus.RESOLVED)
    make_paper(old)
    effect = agencies.effect_of_ending(old)
    assert (effect.open_dossiers, effect.papers, effect.people, effect.open_below) == (1, 1, 2, 0)
    ended = end(admin, old, day, successor=heir, hand_over_roles=True)
    assert (ended.valid_to, ended.successor) == (day, heir)
    next_day = day + timedelta(days=1)
    moved = Role.objects.get(user=clerk, agency=heir)
    assert (moved.kind, moved.valid_from, moved.valid_to) == ("clerk", next_day, None)
    assert not Role.objects.filter(agency=old).in_force(next_day).exists()
    assert not Role.objects.filter(user=admin, agency=heir).exists()
    # What was there is found by who goes on with it, from the next day on.
    assert Paper.objects.visible_to(make_user("clerk", heir)).count() == 0
    old.refresh_from_db()
    end(admin, old, day - timedelta(days=1), successor=heir)
    assert Paper.objects.visible_to(make_user("clerk", heir)).count() == 1


def test_roles_handed_to_a_successor_that_ends_too_end_with_it(
    admin: User, province: Agency
) -> None:
    day = timezone.localdate()
    old = make_agency("H90.41", parent=province)
    heir = make_agency("H90.42", parent=province, valid_to=day + timedelta(days=30))
    clerk = make_user("clerk", old)
    end(admin, old, day, successor=heir, hand_over_roles=True)
    assert Role.objects.get(user=clerk, agency=heir).valid_to == heir.valid_to


def test_the_day_of_an_end_can_be_corrected(admin: User, province: Agency) -> None:
    old, heir = make_agency("H90.41", parent=province), make_agency("H90.42", parent=province)
    clerk, day = make_user("clerk", old), timezone.localdate()
    end(admin, old, day + timedelta(days=10))
    old.refresh_from_db()
    end(admin, old, day + timedelta(days=20), successor=heir)
    assert clerk.given_roles.get().valid_to == day + timedelta(days=20)


def test_an_end_that_does_not_fit_is_refused(admin: User, province: Agency) -> None:
    district = make_agency("H90.30", parent=province, valid_from=date(2016, 1, 1))
    below = make_agency("H90.30.1", parent=district)
    heir = make_agency("H90.42", parent=province, valid_from=date(2025, 7, 1))
    day = date(2026, 1, 1)
    with refused("agency.open_below"):
        end(admin, district, day)
    Agency.objects.filter(pk=below.pk).update(valid_to=date(2024, 1, 1))
    with refused("agency.ends_before_it_begins"):
        end(admin, district, date(2015, 1, 1))
    with refused("agency.circle"):
        end(admin, district, day, successor=below)
    with refused("agency.successor_not_there"):
        end(admin, district, date(2025, 6, 29), successor=heir)
    with refused("agency.no_successor_for_roles"):
        end(admin, district, day, hand_over_roles=True)
    end(admin, district, day, successor=heir)
    Agency.objects.filter(pk=heir.pk).update(valid_to=date(2027, 1, 1))
    heir.refresh_from_db()
    with refused("agency.circle"):
        end(admin, heir, date(2027, 1, 1), successor=district)


def test_nobody_ends_their_own_topmost_agency_or_hands_it_elsewhere(
    admin: User, province: Agency
) -> None:
    own, other = make_agency("H90.41", parent=province), make_agency("H90.42", parent=province)
    local = make_user("administrator", own)
    below = make_agency("H90.41.1", parent=own)
    with pytest.raises(NotYours):
        end(local, own, timezone.localdate())
    with pytest.raises(NotYours):
        end(admin, province, timezone.localdate())
    with pytest.raises(NotYours):
        end(local, below, timezone.localdate(), successor=other)


def test_who_goes_on_with_a_district_does_not_choose_who_goes_on_with_its_communes(
    admin: User, province: Agency
) -> None:
    day = timezone.localdate() - timedelta(days=30)
    old, heir = make_agency("H90.30", parent=province), make_agency("H90.31", parent=province)
    other, commune = make_agency("H90.32", parent=province), make_agency("H90.30.1", parent=old)
    make_paper(commune)
    end(admin, commune, day, successor=other)
    end(admin, old, day, successor=heir)
    local = make_user("administrator", heir)
    commune.refresh_from_db()
    old.refresh_from_db()
    with pytest.raises(NotYours):
        end(local, commune, day, successor=heir)
    with pytest.raises(NotYours):
        end(local, old, day)
    end(admin, commune, day, successor=heir)  # the province may correct it
    assert Paper.objects.visible_to(make_user("clerk", heir)).count() == 1


def test_the_second_of_two_at_once_is_told(admin: User, province: Agency) -> None:
    agency = make_agency("H90.41", parent=province)
    seen = agencies.agency_stamp(agency)
    agencies.rename_agency(by=admin, agency_id=agency.pk, name="Phường Mây", seen=seen)
    with pytest.raises(Changed):
        agencies.rename_agency(by=admin, agency_id=agency.pk, name="Phường Gió", seen=seen)
    assert Agency.objects.matching("phuong may").get() == agency
