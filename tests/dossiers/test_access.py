"""Whose dossiers a person works on: the queryset, and the same asked of a row that was read."""

from datetime import date

import pytest

from accounts.models import Agency, Role, User
from dossiers.access import dossiers_in_reach, dossiers_open_to, is_open_to
from dossiers.models import Dossier
from tests.records import make_agency, make_dossier, make_user

pytestmark = pytest.mark.django_db


def test_a_row_is_open_where_the_queryset_holds_it() -> None:
    province = make_agency("H90", level="province")
    commune, other = (make_agency(f"H90.4{each}", parent=province) for each in (1, 2))
    ended = make_agency("H91.40", valid_to=date(2025, 6, 30), successor=commune)
    places = (province, commune, other, ended)
    dossiers = [make_dossier(place) for place in places]
    Dossier.objects.filter(pk=dossiers[0].pk).update(place_of_intake=other)
    kinds = [None, *Role.Kind]
    for user in (make_user(kind, place) for kind in kinds for place in places):
        for asked in ((), (Role.Kind.OFFICER,)):
            held = set(dossiers_open_to(user, *asked))
            assert {
                each for each in Dossier.objects.all() if is_open_to(user, each, *asked)
            } == held
            assert set(dossiers_in_reach(user, *asked)) == held


def test_a_dossier_follows_its_agency_from_the_next_request_on() -> None:
    heir: Agency = make_agency("H90.42")
    old = make_agency("H90.41", successor=heir)
    dossier, officer = make_dossier(old), make_user("officer", heir)
    assert not is_open_to(officer, dossier)
    Agency.objects.filter(pk=old.pk).update(valid_to=date(2025, 6, 30))
    assert is_open_to(User.objects.get(pk=officer.pk), dossier)
