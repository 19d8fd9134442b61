"""Who waited for a dossier or a paper sees it as it is then, with its new links; nothing seems to be gone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from counter.handling import assign_officer
from counter.holding import hold
from dossiers.models import Dossier, Event
from reuse.acts.holding import held
from tests.counter.desk import make_desk
from tests.records import make_holder
from tests.reuse.cases import make_case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]


@contextmanager
def meanwhile(change: Callable[[], object]) -> Iterator[None]:
    """Somebody else has changed something and not committed; they do when the block has begun to wait."""
    changed, leave = threading.Event(), threading.Event()

    def work() -> None:
        try:
            with transaction.atomic():
                change()
                changed.set()
                leave.wait(10)
        finally:
            connection.close()

    other = threading.Thread(target=work)
    other.start()
    assert changed.wait(10)
    threading.Timer(0.5, leave.set).start()
    try:
        yield
    finally:
        leave.set()
        other.join()


def test_a_dossier_whose_holder_is_merged_meanwhile_is_still_the_officers() -> None:
    case, other = make_case(), make_holder()
    dossiers = Dossier.objects.filter(pk=case.dossier.pk)
    with meanwhile(lambda: dossiers.update(holder=other)), transaction.atomic():
        found = held(case.dossier, case.component, case.officer)
    assert isinstance(found, Dossier), found
    assert found.holder == other
    with meanwhile(lambda: dossiers.update(holder=case.holder)), transaction.atomic():
        again = hold(case.dossier.pk, case.officer)
    assert isinstance(again, Dossier), again
    assert again.holder == case.holder


def test_a_dossier_that_two_give_to_the_same_officer_is_given_once() -> None:
    desk = make_desk()
    dossier = desk.open()

    def give() -> object:
        return assign_officer(dossier_id=dossier.pk, officer=desk.officer, by=desk.clerk)

    with meanwhile(give):
        second = give()
    assert isinstance(second, Dossier), second
    assert second.officer == desk.officer
    assert Event.objects.filter(verb="dossier.assigned").count() == 1
