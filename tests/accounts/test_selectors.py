"""Subtrees: what lies below an agency, and what it has succeeded."""

import random
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Agency, Level, Role, User
from accounts.selectors import (
    agencies_of,
    agency_ids_of,
    has_role,
    home_agency,
    wholly_administered_by,
)
from tests.records import make_agency, make_user

pytestmark = pytest.mark.django_db


def test_a_subtree_is_the_agency_and_all_below_it() -> None:
    province = make_agency("H90", level="province")
    department = make_agency("H90.10", parent=province)
    office = make_agency("H90.10.01", parent=department)
    make_agency("H9", level="province")  # a prefix of the code, not of the tree
    stranger = make_agency("H901", level="province")
    assert set(Agency.objects.under(province)) == {province, department, office}
    assert set(Agency.objects.under(department)) == {department, office}
    assert set(Agency.objects.under(stranger)) == {stranger}


def test_what_ended_lies_under_its_successor() -> None:
    province = make_agency("H90", level="province")
    commune = make_agency("H90.41", parent=province)
    district = make_agency(
        "H90.30", parent=province, level="district", valid_to=date(2025, 6, 30), successor=commune
    )
    assert set(Agency.objects.under(commune)) == {commune, district}
    assert district in Agency.objects.valid_on(date(2025, 6, 30))
    assert district not in Agency.objects.valid_on(date(2025, 7, 1))


def test_what_was_succeeded_again_lies_under_the_last_successor() -> None:
    ward = make_agency("H90.43")
    merged = make_agency("H90.42", valid_to=date(2025, 6, 30), successor=ward)
    hamlet = make_agency("H90.41", valid_to=date(2019, 12, 31), successor=merged)
    assert set(Agency.objects.under(ward)) == {ward, merged, hamlet}
    assert set(Agency.objects.under(merged)) == {merged, hamlet}


def test_an_end_that_is_only_announced_opens_nothing_to_the_successor() -> None:
    today = timezone.localdate()
    heir = make_agency("H90.42")
    old = make_agency("H90.41", valid_to=today, successor=heir)
    older = make_agency("H90.40", valid_to=date(2019, 12, 31), successor=old)
    clerk = make_user("clerk", old)
    chief = make_user("administrator", heir)
    assert set(Agency.objects.under(heir)) == {heir}
    assert set(Agency.objects.under(old)) == {old, older}
    assert clerk not in wholly_administered_by(chief)
    Agency.objects.filter(pk=old.pk).update(valid_to=today - timedelta(days=1))
    assert set(Agency.objects.under(heir)) == {heir, old, older}


def test_roles_open_subtrees_and_nothing_else() -> None:
    province = make_agency("H90", level="province")
    commune = make_agency("H90.41", parent=province)
    other = make_agency("H90.42", parent=province)
    clerk = make_user("clerk", commune)
    assert set(agencies_of(clerk)) == {commune}
    assert set(agencies_of(clerk, Role.Kind.MANAGER)) == set()
    assert has_role(clerk, Role.Kind.CLERK)
    assert not has_role(clerk, Role.Kind.OFFICER)
    Role.objects.create(user=clerk, kind=Role.Kind.OFFICER, agency=other)
    clerk = User.objects.get(pk=clerk.pk)  # roles are asked once for each request's user
    assert set(agencies_of(clerk)) == {commune, other}
    assert home_agency(clerk) == commune


@pytest.mark.parametrize("seed", range(6))
def test_a_role_reaches_what_lies_under_its_agency(seed: int) -> None:
    chance = random.Random(seed)
    tree = [make_agency(f"H9{number}", level="province") for number in range(2)]
    ends = [None, date(2025, 6, 30), timezone.localdate(), timezone.localdate() + timedelta(days=9)]
    for number in range(14):
        parent = chance.choice(tree)
        tree.append(make_agency(f"{parent.code}.{number}", parent=parent))
    for each in tree:
        heir, end = chance.choice(tree), chance.choice(ends[:2] + ends)
        # Circles too: nobody meant them, and they must not hang.
        if heir != each:
            Agency.objects.filter(pk=each.pk).update(successor=heir, valid_to=end)
    for each in tree:
        user = make_user("officer", each)
        under = set(Agency.objects.under(each))
        assert set(agencies_of(user)) == under
        assert set(agency_ids_of(user, Role.Kind.OFFICER)) == {row.pk for row in under}


def test_what_is_asked_once_holds_for_one_request_only() -> None:
    heir = make_agency("H90.42")
    old = make_agency("H90.41", successor=heir)
    officer = make_user("officer", heir)
    assert agency_ids_of(officer) == (heir.pk,)
    Agency.objects.filter(pk=old.pk).update(valid_to=date(2025, 6, 30))
    again = User.objects.get(pk=officer.pk)  # as each request reads its user
    assert set(agency_ids_of(again)) == {heir.pk, old.pk}
    Role.objects.filter(user=officer).update(kind=Role.Kind.CLERK)
    again = User.objects.get(pk=officer.pk)
    assert agency_ids_of(again, Role.Kind.OFFICER) == ()


def test_strangers_and_former_staff_see_nothing() -> None:
    gone = make_user("clerk", make_agency("H90.41"), is_active=False)
    for user in (gone, AnonymousUser(), make_user(None)):
        assert not agencies_of(user).exists()
        assert not has_role(user, *Role.Kind)
    assert home_agency(AnonymousUser()) is None


def test_the_database_refuses_what_must_not_be() -> None:
    agency = make_agency("H90.41")
    user = make_user("clerk", agency)
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(user=user, kind=Role.Kind.CLERK, agency=agency)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(
            valid_from=date(2026, 1, 1), valid_to=date(2025, 1, 1)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(successor=agency)


def test_districts_ended_on_30_june_2025() -> None:
    assert Level.objects.get(code="district").valid_to == date(2025, 6, 30)
    assert list(Level.objects.values_list("code", flat=True)) == [
        "ministry",
        "province",
        "district",
        "commune",
    ]
