"""The sums on PostgreSQL beside each other and beside who writes: everything is counted once, whoever is killed.

Whatever happened, a full count from the records finds no difference afterwards.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from dossiers.models import Event
from targets.models import AgencyMonth, Cursor, Difference, Touched
from targets.recounting import recount
from targets.rollup import follow, rebuild
from tests.postgresql.test_together import at_once
from tests.targets.acts import DAYS, Life
from tests.targets.test_rollup import kept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]

ROOT = Path(__file__).resolve().parents[2]
# Acts that several do at once without one taking away the record of another.
ACTS = ["receive", "receive", "finish", "scan", "give", "hand_on", "withdraw", "relink", "count"]
WRITERS = 2
WHERE = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
# Runs in a process of its own: stops for good where it is told to.
FOLLOW_AND_STOP = """
import json, os, sys, time
import django
from django.conf import settings
settings.DATABASES["default"] = json.loads(os.environ["TEST_DATABASE"])
django.setup()
from importlib import import_module
module, name, work = import_module(sys.argv[1]), sys.argv[2], sys.argv[3]
goes_on = getattr(module, name)

def stops(*args, **more):
    goes_on(*args, **more)
    print("here", flush=True)
    time.sleep(600)

setattr(module, name, stops)
getattr(import_module("targets.rollup"), work)()
"""


@pytest.fixture
def life(transactional_db: None) -> Life:
    return Life()


def play(life: Life, seed: int, number: int) -> None:
    """Some acts, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(number):
        day, much = chance.choice(DAYS), chance.randint(0, 50)
        life.play([(chance.choice(ACTS), chance.randint(0, 3), day, much, False)])


def agrees() -> None:
    """A full count says the same, and nothing is left of the inside of a transaction."""
    follow()
    assert recount(by="test").differing == {}
    assert not Difference.objects.exists()
    assert not Touched.objects.exists()
    before = kept()
    rebuild()
    assert kept() == before


def test_several_who_follow_at_once_count_everything_once(life: Life) -> None:
    play(life, 1, 30)
    read = at_once(follow, follow, follow)
    assert sum(int(str(each)) for each in read) == Event.objects.count() > 15
    assert follow() == 0
    agrees()


def test_a_rebuild_and_a_comparison_beside_who_follows_and_who_writes(life: Life) -> None:
    play(life, 2, 12)
    ended: list[int] = []

    def writes(seed: int) -> Callable[[], None]:
        def write() -> None:
            try:
                play(life, seed, 25)
            finally:
                ended.append(seed)

        return write

    def while_they_write(work: Callable[[], object]) -> Callable[[], list[object]]:
        def go_on() -> list[object]:
            found = [work()]
            while len(ended) < WRITERS:
                found.append(work())
            return found

        return go_on

    *_, compared = at_once(
        *[writes(seed) for seed in range(WRITERS)],
        while_they_write(follow),
        while_they_write(follow),
        while_they_write(rebuild),
        while_they_write(lambda: recount(by="test").differing),
    )
    assert isinstance(compared, list)
    assert [each for each in compared if each] == []
    agrees()


@pytest.mark.parametrize(
    ("module", "name", "work"),
    [
        ("targets.rollup", "_lock_cursors", "follow"),
        ("targets.counting.again", "_count_dossiers_again", "follow"),
        ("targets.counting.again", "add_differences", "follow"),
        ("targets.rollup", "count_again", "follow"),
        ("targets.counting.again", "sum_everything", "rebuild"),
    ],
)
def test_who_is_killed_between_two_steps_leaves_nothing_half_counted(
    life: Life, module: str, name: str, work: str
) -> None:
    play(life, 3, 8)
    follow()
    before = kept()
    play(life, 4, 8)
    where = {key: connection.settings_dict[key] for key in WHERE}
    with subprocess.Popen(
        [sys.executable, "-c", FOLLOW_AND_STOP, module, name, work],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TEST_DATABASE": json.dumps(where)},
        stdout=subprocess.PIPE,
        text=True,
    ) as killed:
        assert killed.stdout is not None
        try:
            assert killed.stdout.readline() == "here\n"
        finally:
            killed.kill()
    assert kept() == before
    # The server notices that nobody is there any more, and lets go of what was locked.
    assert follow() > 0
    assert AgencyMonth.objects.filter(received__gt=0).exists()
    assert Cursor.objects.filter(seq__gt=0).exists()
    agrees()
