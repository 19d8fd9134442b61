"""What is written some thousand rows at once reads back as it was given."""

from pathlib import Path

import pytest
from django.db import transaction

from dossiers.imports.parts.judging import SOURCES
from dossiers.imports.parts.writing import Change, standing, write
from dossiers.models import ImportPart
from tests.imports.parts.conftest import row, type_of_start, write_csv

NAMES = (*SOURCES, "holder_id")
NUMBERS = ("a\\b", "a\tb", "a\nb\r", "\\N", "\\.", "ấ, 'x' \"y\"", "NULL")


@pytest.mark.usefixtures("province")
def test_letters_that_mean_something_to_copy_stay_letters(
    start: type_of_start, tmp_path: Path
) -> None:
    start(write_csv(tmp_path / "tep.csv", [row()]))
    (like,) = standing({row()["number"]}, NAMES).values()
    new = [Change(number, like.version, like.values, None) for number in NUMBERS]
    with transaction.atomic():
        write(new, names=NAMES, part=ImportPart.objects.get())
        found = standing(NUMBERS, NAMES)
    assert {number: each.values for number, each in found.items()} == dict.fromkeys(
        NUMBERS, like.values
    )
