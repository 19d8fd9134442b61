"""An installation that had chosen a variant by data keeps what it chose when readings come."""

import importlib
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.apps import apps
from django.db import connection

from targets.models import ReadingChoice, TargetSchedule
from targets.schedules import active_targets

pytestmark = pytest.mark.django_db
MIGRATION = importlib.import_module("targets.migrations.0009_readings")


@pytest.fixture
def series() -> Any:
    """The rows as they were before: of each level A is switched on and B off."""
    rows = TargetSchedule.objects.filter(indicator="M4", variant__in=("A", "B"))
    rows.filter(variant="B").update(active=False)
    TargetSchedule.objects.filter(variant__in=("C", TargetSchedule.GOAL)).delete()
    return rows


def migrate() -> None:
    MIGRATION.add_readings(apps, cast("Any", SimpleNamespace(connection=connection)))


def test_the_default_stays_the_default(series: Any) -> None:
    migrate()
    assert not ReadingChoice.objects.exists()
    assert active_targets().of("M4", "province", 2025) == 90
    assert TargetSchedule.objects.filter(variant="C").count() == 6
    assert active_targets().beside("M4", 2024) == 100


def test_who_had_chosen_the_other_variant_keeps_it(series: Any) -> None:
    series.filter(variant="A").update(active=False)
    series.filter(variant="B").update(active=True)
    migrate()
    assert ReadingChoice.objects.get().option == "B"
    assert active_targets().of("M4", "commune", 2022) == 35


def test_what_was_chosen_for_one_level_or_set_by_hand_is_the_offices_own(series: Any) -> None:
    series.filter(level="commune", variant="A").update(active=False)
    series.filter(level="commune", variant="B").update(active=True)
    by_hand = {"indicator": "M9", "variant": "own", "valid_from": date(2024, 1, 1)}
    TargetSchedule.objects.create(base=98, **by_hand)
    migrate()
    assert not ReadingChoice.objects.exists()
    targets = active_targets()
    assert targets.of("M4", "commune", 2022) == 35
    assert targets.of("M4", "province", 2022) == 30
    assert targets.of("M9", None, 2025) == 98


def test_a_level_that_was_switched_off_has_no_target(series: Any) -> None:
    series.filter(level="ministry").update(active=False)
    migrate()
    assert active_targets().of("M4", "ministry", 2025) is None
