"""Two clerks part a stack at once on PostgreSQL: one act counts, the other changes nothing or is told."""

import pytest

from dossiers.answers import Refused
from dossiers.chain import breaks
from dossiers.models import Dossier, Event, Paper, ReceivedFile, Splitting
from dossiers.states import State
from ingest.split_signs import keep_signs
from ingest.splitting import accept_split
from ocr.splitting import PageSigns
from tests.postgresql.test_together import at_once
from tests.records import make_agency, make_paper

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]


def stack() -> ReceivedFile:
    file = make_paper(make_agency(), State.TO_SPLIT, pages=6).received_file
    keep_signs(file, [PageSigns(number) for number in range(1, 7)])
    file.split_state = Splitting.PROPOSED
    file.save()
    return file


def split(file: ReceivedFile, *starts: int) -> Refused | None:
    return accept_split(
        file.pk, starts=starts, by="user:lan", dossiers=Dossier.objects.all(), seen=[1]
    )


def test_the_same_split_at_once_is_made_once() -> None:
    file = stack()
    answers = at_once(*[lambda: split(file, 1, 3, 5)] * 4)
    assert answers == [None] * 4
    papers = Paper.objects.filter(received_file=file).order_by("first_page")
    assert [(each.first_page, each.last_page) for each in papers] == [(1, 2), (3, 4), (5, 6)]
    assert Event.objects.filter(verb="paper.split").count() == 3
    assert not list(breaks(file.agency))


def test_of_different_splits_at_once_one_counts() -> None:
    file = stack()
    answers = at_once(lambda: split(file, 1, 3), lambda: split(file, 1, 4))
    assert sorted(map(repr, answers)) == sorted([repr(None), repr(Refused("split.changed"))])
    assert Paper.objects.filter(received_file=file).count() == 2
