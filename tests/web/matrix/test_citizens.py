"""Citizens: each sees their own, staff see nothing of a citizen's pages, and citizens nothing of the staff's."""

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.web.citizen.doors import citizen
from tests.web.matrix.citizen import BY_PROVIDER, CITIZEN, DOORS
from tests.web.matrix.office import Office
from tests.web.matrix.planted import leaks
from tests.web.matrix.rows import (
    FORBIDDEN,
    NOT_SO,
    ON,
    SIGN_IN,
    STRANGERS,
    UNKNOWN,
    class_of,
    text_of,
)
from tests.web.matrix.test_addresses import TABLES, looks_safe, named_addresses


def test_every_address_of_citizens_stands_in_the_table(db: None) -> None:
    names = {name for name in named_addresses() if name.startswith("citizen")}
    assert names == set(CITIZEN) | DOORS | BY_PROVIDER
    assert {class_of(Client().get(reverse(name))) for name in BY_PROVIDER} == {UNKNOWN}


def test_a_citizen_sees_their_own_and_nothing_else(office: Office) -> None:
    people = {
        place: citizen(records.holder, records.agency) for place, records in office.records.items()
    }
    told = []
    for name, (args, *classes) in CITIZEN.items():
        address = reverse(name, args=[office.args[each] for each in args])
        for place, client in people.items():
            right = place == "here"
            for method, own, others in (("get", *classes[:2]), ("post", *classes[2:])):
                with transaction.atomic():
                    answer = getattr(client, method)(address)
                    transaction.set_rollback(True)
                expected = own if right else others
                faults = looks_safe(answer) + leaks(text_of(answer), {place})
                if class_of(answer) != expected:
                    faults.append(f"{class_of(answer)}, expected {expected}")
                told += [f"{name} {method} {place}: {fault}" for fault in faults]
    assert not told, "\n".join(told)


def test_staff_and_strangers_see_no_citizens_page(office: Office) -> None:
    told = []
    for who, client in office.clients().items():
        for name, (args, *_) in CITIZEN.items():
            address = reverse(name, args=[office.args[each] for each in args])
            for method in ("get", "post"):
                answer = getattr(client, method)(address)
                expected = ON if who in STRANGERS else FORBIDDEN
                faults = leaks(text_of(answer), set())
                if class_of(answer) not in {expected, NOT_SO}:
                    faults.append(f"{class_of(answer)}, expected {expected}")
                told += [f"{name} {method} {who}: {fault}" for fault in faults]
    assert not told, "\n".join(told)


def test_a_citizen_sees_no_page_of_the_staff(office: Office) -> None:
    here = office.records["here"]
    client = citizen(here.holder, here.agency)
    # The cookie goes to the citizen's pages only; even where it is sent, it opens nothing else.
    for morsel in client.cookies.values():
        morsel["path"] = "/"
    told = []
    for table in TABLES.values():
        for name, row in table.items():
            address = reverse(name, args=[office.args[each] for each in row.args]) + row.query
            for method in ("get", "post"):
                answer = getattr(client, method)(address)
                asked = row.query.partition("=")[2]
                if class_of(answer) != SIGN_IN or leaks(text_of(answer), set(), asked=asked):
                    told.append(f"{name} {method}: {class_of(answer)}")
    assert not told, "\n".join(told)


def test_a_guess_at_a_link_is_not_found(office: Office) -> None:
    for token in ("x", "0" * 43, str(office.args["reuse"]), "%00", "a" * 5_000):
        answer = Client().get(reverse("hand_over", args=[token]))
        assert answer.status_code == 404
        assert not leaks(text_of(answer), set())
