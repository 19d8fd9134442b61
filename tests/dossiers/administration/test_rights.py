"""Whatever an administrator tries, nothing outside their subtree changes, and nobody raises themselves."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Agency, Level, Role, User
from accounts.selectors import administered_by
from dossiers.administration import agencies, people
from dossiers.administration.errors import AdministrationError
from tests.records import make_agency, make_user

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 31)
# A tree of six: each agency's parent is one before it, or none.
PARENTS = st.tuples(*[st.one_of(st.none(), st.integers(0, each)) for each in range(5)])
ACTS = ("add", "rename", "end", "give", "take", "lock", "unlock", "link", "name", "add_person")
# What is done to which agency or person, by index.
PLAN = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=8
)


def tree(parents: tuple[int | None, ...]) -> list[Agency]:
    """The agencies; all communes, so that any may stand below any."""
    made: list[Agency] = []
    for parent in (None, *parents):
        made.append(make_agency(parent=None if parent is None else made[parent]))
    return made


def outside(agencies_there: set[int], accounts: set[int]) -> list[list[dict[str, Any]]]:
    """All that stands on record of these agencies, of roles at them, and of these accounts."""
    return [
        list(Agency.objects.filter(pk__in=agencies_there).order_by("pk").values()),
        list(Role.objects.filter(agency__in=agencies_there).order_by("pk").values()),
        list(User.objects.filter(pk__in=accounts).order_by("pk").values()),
    ]


def act(name: str, by: User, agency: Agency, other: Agency, person: User) -> None:
    """One act with its arguments as a hostile form would give them."""
    role = people.NewRole("manager", other)
    if name == "add":
        new = agencies.NewAgency(
            code=f"H97.{agency.pk % 900}.{other.pk % 900}",
            name="Mới",
            level=Level.objects.get(code="commune"),
        )
        agencies.add_agency(by=by, parent=agency, new=new)
    elif name == "rename":
        seen = agencies.agency_stamp(agency)
        agencies.rename_agency(by=by, agency_id=agency.pk, name="Tên khác", seen=seen)
    elif name == "end":
        ending = agencies.Ending(last_day=DAY, successor=other, hand_over_roles=True)
        seen = agencies.agency_stamp(agency)
        agencies.end_agency(by=by, agency_id=agency.pk, ending=ending, seen=seen)
    elif name == "give":
        people.give_role(by=by, user_id=person.pk, role=role)
    elif name == "take":
        people.end_role(by=by, role_id=person.given_roles.first().pk)
    elif name == "name":
        seen = people.person_stamp(person)
        people.rename_person(by=by, user_id=person.pk, full_name="Tên Khác", seen=seen)
    elif name == "add_person":
        people.add_person(by=by, username=f"moi-{other.pk}", full_name="Người Mới", role=role)
    else:
        {
            "lock": people.lock_person,
            "unlock": people.unlock_person,
            "link": people.take_password_back,
        }[name](by=by, user_id=person.pk)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parents=PARENTS, seat=st.integers(0, 5), plan=PLAN)
def test_nothing_outside_the_subtree_ever_changes(
    parents: tuple[int | None, ...], seat: int, plan: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        made = tree(parents)
        staff = [make_user("clerk", agency) for agency in made]
        # One who works in two agencies: their account is nobody's who administers only one of them.
        Role.objects.create(user=staff[0], kind="officer", agency=made[-1])
        admin = make_user("administrator", made[seat])
        own = set(administered_by(admin).values_list("pk", flat=True))
        there = {agency.pk for agency in made} - own
        # Whoever has a role elsewhere keeps their account; so does the administrator.
        accounts = {
            user.pk for user in staff if set(user.roles.values_list("agency", flat=True)) - own
        }
        before = outside(there, accounts | {admin.pk})
        for name, first, second in plan:
            with suppress(AdministrationError):
                act(name, admin, made[first], made[second], staff[first])
        assert outside(there, accounts | {admin.pk}) == before
        added = set(Agency.objects.values_list("pk", flat=True)) - {each.pk for each in made}
        assert added <= set(administered_by(admin).values_list("pk", flat=True))
        roles = Role.objects.filter(user=admin)
        assert [(each.kind, each.agency_id) for each in roles] == [("administrator", made[seat].pk)]
        transaction.set_rollback(True)
