"""Who waited for a dossier or a paper sees it as it is then, with its new links; nothing seems to be gone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from counter.handling import assign_officer
from counter.holding import hold
from dossiers.answers import Refused
from dossiers.identity.changes import Grounds
from dossiers.identity.correcting import Amendment, correct_holder
from dossiers.identity.relinking import relink_paper
from dossiers.models import Dossier, Event, Holder, HolderChange, Paper
from dossiers.states import State
from reuse.acts.holding import held
from tests.counter.desk import make_desk
from tests.records import make_holder, make_paper, make_user
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


def test_a_paper_linked_while_its_holder_is_corrected_is_indexed_by_the_new_name() -> None:
    case, other = make_case(), make_holder()
    clerk = make_user("clerk", case.agency)
    paper = make_paper(case.agency, State.AVAILABLE, holder=other)

    def relink() -> object:
        grounds = Grounds("wrong_person", "Giấy của người khác.")
        return relink_paper(paper_id=paper.pk, to=case.holder, grounds=grounds, officer=clerk)

    with meanwhile(relink):
        linked = Paper.objects.get(pk=paper.pk).version + 1
        amendment, grounds = (
            Amendment({"name": "Nguyễn Thị Mây Hồng"}),
            Grounds("mistyped", "So lại."),
        )
        done = correct_holder(
            holder_id=case.holder.pk, amendment=amendment, grounds=grounds, officer=clerk
        )
    assert isinstance(done, HolderChange), done
    paper.refresh_from_db()
    assert (paper.holder, paper.version) == (case.holder, linked + 1)


def test_a_number_that_two_give_to_two_persons_at_once_is_one_persons() -> None:
    case, other = make_case(), make_holder()
    clerk = make_user("clerk", case.agency)
    make_paper(case.agency, State.AVAILABLE, holder=other)

    def number(holder: Holder) -> object:
        amendment = Amendment({"personal_id": "079090765432"}, confirmed=True)
        grounds = Grounds("mistyped", "So lại.")
        return correct_holder(
            holder_id=holder.pk, amendment=amendment, grounds=grounds, officer=clerk
        )

    with meanwhile(lambda: number(other)):
        assert number(case.holder) == Refused("holder.number_taken")
    assert Holder.objects.get(personal_id="079090765432") == other
