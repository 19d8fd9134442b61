"""The table of moves, and what the database refuses."""

import pytest
from django.db import IntegrityError, transaction

from dossiers.models import Paper, ReceivedFile
from dossiers.states import MOVES, READABLE, State, WrongMove, check_move
from ingest.pipeline import LIFE
from tests.records import make_agency, make_batch, make_paper


def test_every_state_stands_in_the_table() -> None:
    assert set(MOVES) == set(State)
    assert set(State) >= READABLE


def test_the_life_moves_only_where_the_table_allows() -> None:
    for state, row in LIFE.items():
        for after in row.leads_to:
            check_move(state, after)


@pytest.mark.parametrize("before", State)
def test_everything_else_is_a_wrong_move(before: State) -> None:
    for after in set(State) - MOVES[before]:
        with pytest.raises(WrongMove):
            check_move(before, after)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"state": "failed", "failure_code": "", "failed_from": ""},
        {"state": "available", "accepted_at": None},
        {"state": "reviewed", "paper_type": None},
        {"indexed_version": 99},
        {"first_page": 3, "last_page": 2},
    ],
)
def test_the_database_refuses_a_paper_that_cannot_be(change: dict[str, object]) -> None:
    paper = make_paper(make_agency(), State.AVAILABLE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**change)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        {"outcome": "kept"},
        {"outcome": "refused"},
        {"outcome": "duplicate", "code": "file.duplicate"},
    ],
)
def test_the_database_refuses_a_file_that_cannot_be(facts: dict[str, str]) -> None:
    agency = make_agency()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReceivedFile.objects.create(batch=make_batch(agency), agency=agency, name="x.pdf", **facts)
