"""Transfers, pauses, ratings and complaints from tables: the examples, a second run, a word for each bad row."""

from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import Agency
from dossiers.chain import breaks
from dossiers.models import (
    Complaint,
    Dossier,
    DossierStatus,
    Event,
    FormEdition,
    FormKind,
    IssuedForm,
    Pause,
    Rating,
    RatingChannel,
    Transfer,
)
from tests.counter.desk import at
from tests.imports.conftest import EXAMPLES, type_of_run
from tests.imports.test_imports import changed, type_of_table

KINDS = {"transfers": 6, "pauses": 2, "ratings": 4, "complaints": 2}
FINISHED, WAITING, OPEN = "H90.10-251020-0033", "H90.41-260824-0036", "H90.10-260914-0051"


@pytest.fixture
def dossiers(province: None, run: type_of_run) -> None:
    run("dossiers", EXAMPLES / "dossiers.csv")


@pytest.mark.usefixtures("dossiers")
def test_the_examples_go_in_and_a_second_run_changes_nothing(run: type_of_run) -> None:
    before = Event.objects.count()
    first = {kind: run(kind, EXAMPLES / f"{kind}.csv")[0]["created"] for kind in KINDS}
    assert first == KINDS
    # One event a dossier and file: one dossier was handed on twice.
    assert Event.objects.count() == before + sum(KINDS.values()) - 1
    told = {event.verb for event in Event.objects.filter(pk__gt=before)}
    assert {"dossier.transfers_recorded", "dossier.pauses_recorded"} <= told
    assert set(
        Event.objects.filter(verb__endswith="_recorded").values_list("object_type", flat=True)
    ) == {"dossier"}
    for kind, count in KINDS.items():
        (again,) = run(kind, EXAMPLES / f"{kind}.csv")
        assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, count)
    assert Event.objects.count() == before + sum(KINDS.values()) - 1
    assert not any(list(breaks(agency)) for agency in Agency.objects.all())


@pytest.mark.usefixtures("dossiers")
def test_what_is_told_later_is_put_beside_what_was_told(
    run: type_of_run, table: type_of_table
) -> None:
    run("transfers", EXAMPLES / "transfers.csv")
    later = changed("transfers", 7, received_at="2026-09-15T08:00")
    (done,) = run("transfers", table("transfers", later))
    assert (done["created"], done["updated"], done["unchanged"]) == (0, 1, 5)
    assert Transfer.objects.get(dossier__number=OPEN).received_at == at("2026-09-15T08:00")
    run("complaints", EXAMPLES / "complaints.csv")
    settled = changed("complaints", 3, settled_at="2025-11-13T09:00")
    assert run("complaints", table("complaints", settled))[0]["updated"] == 1
    assert not Complaint.objects.filter(settled_at=None).exists()


@pytest.mark.parametrize(
    ("kind", "row", "cells", "column", "code"),
    [
        ("transfers", 2, {"dossier_number": "H90.10-240805-9999"}, "dossier_number", "dossier.unknown"),
        ("transfers", 2, {"dossier_number": "x"}, "dossier_number", "dossier.malformed"),
        ("transfers", 2, {"to_agency": "H90.99"}, "to_agency", "agency.unknown"),
        ("transfers", 3, {"medium": "fax"}, "medium", "cell.not_a_choice"),
        ("transfers", 3, {"received_at": "2025-03-01T08:00"}, "received_at", "cell.ends_before_it_begins"),
        ("transfers", 3, {"sent_at": "2999-03-01T08:00", "received_at": ""}, "sent_at", "cell.in_the_future"),
        ("pauses", 2, {"moves_due": ""}, "moves_due", "cell.missing"),
        ("pauses", 2, {"moves_due": "maybe"}, "moves_due", "cell.not_yes_or_no"),
        ("pauses", 2, {"completed_at": ""}, "completed_at", "pause.finished"),
        ("pauses", 2, {"completed_at": "2024-11-01T08:00"}, "completed_at", "cell.ends_before_it_begins"),
        ("ratings", 2, {"score": "6"}, "score", "cell.not_a_number"),
        ("ratings", 2, {"channel": "fax"}, "channel", "cell.not_a_choice"),
        ("ratings", 2, {"dossier_number": OPEN}, "dossier_number", "rating.not_finished"),
        ("complaints", 2, {"about": "weather"}, "about", "cell.not_a_choice"),
        ("complaints", 2, {"settled_at": "2024-10-17"}, "settled_at", "cell.not_a_moment"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("dossiers")
def test_a_bad_row_is_told_and_nothing_is_kept(
    run: type_of_run,
    table: type_of_table,
    kind: str,
    row: int,
    cells: dict[str, str],
    column: str,
    code: str,
) -> None:
    before = Event.objects.count()
    path: Path = table(kind, changed(kind, row, **cells))
    (told,) = run(kind, path, status=1)
    assert (told["row"], told["column"], told["error"]["code"]) == (row, column, code)
    for model in (Transfer, Pause, Rating, Complaint):
        assert not model._default_manager.exists()
    assert Event.objects.count() == before


@pytest.mark.usefixtures("dossiers")
def test_only_one_waiting_is_open(run: type_of_run, table: type_of_table) -> None:
    Dossier.objects.filter(number=WAITING).update(status=DossierStatus.SUPPLEMENT_ASKED)
    heading = ["dossier_number", "asked_at", "completed_at", "moves_due"]
    first = [WAITING, "2026-08-26T08:00", "", "true"]
    second = [WAITING, "2026-09-01T08:00", "", "true"]
    (told,) = run("pauses", table("pauses", [heading, second, first]), status=1)
    assert told["error"]["code"] == "pause.two_open"
    first[2] = "2026-08-27T08:00"
    (done,) = run("pauses", table("pauses", [heading, second, first]))
    assert done["created"] == 2
    assert Pause.objects.get(completed_at=None).asked_at == at("2026-09-01T08:00")


@pytest.mark.usefixtures("dossiers")
def test_the_waiting_that_the_counter_keeps_is_its_own(
    run: type_of_run, table: type_of_table
) -> None:
    dossier, asked = Dossier.objects.get(number=WAITING), at("2026-08-26T08:00")
    form = IssuedForm.objects.create(
        dossier=dossier,
        edition=FormEdition.objects.create(kind=FormKind.SUPPLEMENT, title="Phiếu"),
        kind=FormKind.SUPPLEMENT,
        agency=dossier.deciding_agency,
        year=2026,
        serial=1,
        cause="applicant",
        issued_at=asked,
        issued_by="user:x",
    )
    Pause.objects.create(dossier=dossier, asked_at=asked, form=form)
    rows = [["dossier_number", "asked_at", "moves_due"], [WAITING, "2026-08-26T08:00", "false"]]
    (told,) = run("pauses", table("pauses", rows), status=1)
    assert told["error"]["code"] == "pause.of_the_counter"
    assert Pause.objects.get().moves_due


@pytest.mark.parametrize(
    ("kept", "told", "channel", "stays"),
    [
        ("page", "2025-11-20T08:00", "survey", True),  # an office writes over no word of the person's own
        ("page", "2025-11-20T08:00", "portal", False),  # their own word on another page, and later
        ("page", "2025-11-14T08:00", "portal", True),  # said before
        ("counter", "2025-11-20T08:00", "survey", False),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("dossiers")
def test_the_last_word_counts(
    run: type_of_run, table: type_of_table, kept: str, told: str, channel: str, *, stays: bool
) -> None:
    dossier = Dossier.objects.get(number=FINISHED)
    Rating.objects.create(dossier=dossier, score=2, channel=kept, at=at("2025-11-15T08:00"))
    heading = ["dossier_number", "score", "at", "channel"]
    (done,) = run("ratings", table("ratings", [heading, [FINISHED, "5", told, channel]]))
    assert done["unchanged" if stays else "updated"] == 1
    rating = Rating.objects.get()
    assert (rating.score, rating.channel) == ((2, kept) if stays else (5, channel))
    assert rating.channel in RatingChannel.values
    assert rating.at <= timezone.now()
