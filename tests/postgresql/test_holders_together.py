"""Who is who, changed by several at once: nobody overwrites another, nothing is left with a row merged away."""

from collections.abc import Callable

import pytest
from django.db import transaction

from dossiers.answers import Refused
from dossiers.chain import breaks
from dossiers.identity.changes import Grounds, stamp_of
from dossiers.identity.correcting import Amendment, correct_holder
from dossiers.identity.merging import merge_holders
from dossiers.identity.registering import Claim, find_or_register
from dossiers.identity.relinking import relink_paper
from dossiers.identity.undoing import undo_change
from dossiers.models import Dossier, Event, Holder, HolderChange, Notification, Paper
from dossiers.states import State
from ingest.review import Review, accept
from tests.dossiers.identity.cases import BORN, NAME, OLD, TWICE, TYPED, WRONG, Case, make_case
from tests.postgresql.test_together import at_once
from tests.records import make_dossier, make_paper

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]


@pytest.fixture
def case() -> Case:
    return make_case()


def merger(case: Case, kept: Holder, other: Holder) -> Callable[[], object]:
    return lambda: merge_holders(
        kept_id=kept.pk, other_id=other.pk, grounds=TWICE, officer=case.officer
    )


def test_two_who_merge_the_same_rows_merge_them_once(case: Case) -> None:
    forth, back = merger(case, case.holder, case.old_row), merger(case, case.old_row, case.holder)
    told = at_once(forth, back, forth, back)
    assert HolderChange.objects.count() == 1
    assert Event.objects.filter(verb="holder.merged").count() == 1
    assert sum(isinstance(each, Refused) for each in told) == 2
    kept = Holder.objects.current().get(name=NAME)
    assert Paper.objects.filter(holder=kept).count() == 2


def test_what_is_linked_while_two_become_one_is_left_behind_nowhere(case: Case) -> None:
    waiting = [
        make_paper(case.agency, State.TO_REVIEW, paper_type=case.paper.paper_type) for _ in range(4)
    ]
    values = {"holder_name": NAME, "personal_id": OLD, "birth_date": BORN.isoformat()}
    review = Review(paper_type="giay_phep", values=values)

    def take(paper: Paper) -> Callable[[], object]:
        return lambda: accept(paper.pk, review=review, by="user:clerk")

    def open_one() -> object:
        with transaction.atomic():
            found = find_or_register(Claim(OLD, NAME, BORN))
            assert isinstance(found, Holder)
            return make_dossier(case.agency, holder=found, procedure=case.dossier.procedure)

    at_once(merger(case, case.holder, case.old_row), *map(take, waiting), open_one, open_one)
    case.old_row.refresh_from_db()
    assert case.old_row.merged_into == case.holder
    assert not Paper.objects.filter(holder=case.old_row).exists()
    assert not Dossier.objects.filter(holder=case.old_row).exists()
    assert Paper.objects.filter(holder=case.holder).count() == 6
    assert list(breaks(case.agency)) == []


def test_of_two_who_correct_what_they_saw_one_is_asked_to_look_again(case: Case) -> None:
    seen = stamp_of(case.holder)

    def act(address: str) -> Callable[[], object]:
        return lambda: correct_holder(
            holder_id=case.holder.pk,
            amendment=Amendment({"address": address}, seen=seen),
            grounds=TYPED,
            officer=case.clerk,
        )

    told = at_once(act("Thôn Đông"), act("Thôn Tây"))
    assert sorted(type(each).__name__ for each in told) == ["HolderChange", "Refused"]
    assert HolderChange.objects.count() == 1


def test_a_paper_that_several_link_anew_is_told_of_once_each_time(case: Case) -> None:
    def act() -> object:
        return relink_paper(
            paper_id=case.paper.pk, to=case.other, grounds=WRONG, officer=case.clerk
        )

    told = at_once(*[act] * 4)
    assert len({each.pk for each in told}) == 1  # type: ignore[attr-defined]
    assert Notification.objects.filter(kind="reuse.wrong_holder").count() == 1
    change = HolderChange.objects.get()

    def back() -> object:
        return undo_change(change_id=change.pk, reason="Nhầm.", officer=case.officer)

    at_once(*[back] * 4)
    assert Event.objects.filter(verb="paper.relinked").count() == 2
    assert Paper.objects.get(pk=case.paper.pk).holder == case.holder


def test_everything_at_once_ends(case: Case) -> None:
    """Merge, correct, relink, undo and use cross each other, and nobody waits for ever."""
    change = correct_holder(
        holder_id=case.holder.pk,
        amendment=Amendment({"address": "Thôn Bắc"}),
        grounds=TYPED,
        officer=case.clerk,
    )
    assert isinstance(change, HolderChange)
    acts = [
        merger(case, case.holder, case.old_row),
        lambda: relink_paper(
            paper_id=case.old_paper.pk, to=case.holder, grounds=WRONG, officer=case.clerk
        ),
        lambda: relink_paper(paper_id=case.paper.pk, to=None, grounds=WRONG, officer=case.clerk),
        lambda: undo_change(change_id=change.pk, reason="Nhầm.", officer=case.clerk),
        lambda: correct_holder(
            holder_id=case.old_row.pk,
            amendment=Amendment({"address": "Thôn Nam"}),
            grounds=Grounds("completed", "Bổ sung địa chỉ."),
            officer=case.officer,
        ),
    ]
    at_once(*acts)
    at_once(*acts)
    assert list(breaks(case.agency)) == []
