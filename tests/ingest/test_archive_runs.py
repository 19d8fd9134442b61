"""Runs of the check of the archive: stopped, killed, two at once, of a sample or of one agency."""

import random
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import (
    Lease,
)
from ingest import archive
from ingest.archive import Wanted, verify_archive
from ingest.archive_looks import look
from ingest.archive_rows import Named
from ingest.errors import ArchiveBusy
from ingest.models import ArchiveFinding, ArchiveRun
from ingest.tools import Tools
from storage.adapters.folder import FolderStore
from storage.errors import StoreUnreachable
from tests.ingest.archives import make_archive, objects
from tests.records import make_agency

pytestmark = pytest.mark.django_db

WANTED = Wanted(by="cli:thu", restores=False)


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


@pytest.fixture
def here(tools: Tools, store: FolderStore) -> Tools:
    return replace(tools, store=store)


def test_a_run_that_was_stopped_goes_on_where_it_was(
    agency: Agency,
    store: FolderStore,
    here: Tools,
    chance: random.Random,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.archive_rows.AT_ONCE", 2)
    make_archive(agency, store, papers=4, chance=chance)
    stop = threading.Event()
    looked: list[int] = []

    def stop_after_two_batches(run: ArchiveRun) -> None:
        looked.append(run.objects_checked)
        if len(looked) == 2:
            stop.set()

    left = verify_archive(WANTED, here, stop=stop, meanwhile=stop_after_two_batches)
    assert (left.ended_at, left.objects_checked) == (None, 4)
    done = verify_archive(WANTED, here)
    assert done.pk == left.pk
    assert done.objects_checked == 12 == len(list(objects()))


def test_a_run_that_was_killed_goes_on_behind_its_last_batch(
    agency: Agency,
    store: FolderStore,
    here: Tools,
    chance: random.Random,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.archive_rows.AT_ONCE", 2)
    make_archive(agency, store, papers=3, chance=chance)
    asked: list[str] = []

    def killed(named: Named, held: FolderStore) -> tuple[str, ...]:
        asked.append(named.key)
        if len(asked) == 4:
            raise MemoryError
        return look(named, held)

    monkeypatch.setattr(archive, "look", killed)
    with pytest.raises(MemoryError):
        verify_archive(replace(WANTED, jobs=1), here)
    assert ArchiveRun.objects.get().objects_checked == 3
    assert verify_archive(WANTED, here).objects_checked == 9
    assert ArchiveRun.objects.count() == 1


def test_a_store_that_is_away_says_nothing_about_its_objects(
    agency: Agency,
    store: FolderStore,
    here: Tools,
    chance: random.Random,
    tmp_path: Path,
) -> None:
    make_archive(agency, store, papers=2, chance=chance)
    objects_folder = tmp_path / "store" / "objects"
    objects_folder.rename(tmp_path / "unmounted")
    with pytest.raises(StoreUnreachable):
        verify_archive(WANTED, here)
    assert not ArchiveFinding.objects.exists()
    (tmp_path / "unmounted").rename(objects_folder)
    assert verify_archive(WANTED, here).wrong == 0


def test_two_runs_at_once_are_one(agency: Agency, here: Tools) -> None:
    del agency
    far = timezone.now() + timedelta(minutes=1)
    Lease.objects.create(name="archive", owner="another/place/1/2", until=far)
    with pytest.raises(ArchiveBusy):
        verify_archive(WANTED, here)
    assert not ArchiveRun.objects.exists()


def test_a_run_that_lost_its_place_ends(
    agency: Agency, store: FolderStore, here: Tools, chance: random.Random
) -> None:
    make_archive(agency, store, papers=1, chance=chance)

    def taken(_: ArchiveRun) -> None:
        Lease.objects.update(owner="another/place/1/2")

    with pytest.raises(ArchiveBusy):
        verify_archive(WANTED, here, meanwhile=taken)


@pytest.mark.parametrize(("sample", "checked"), [("7", 7), ("10%", 3), ("100%", 30), ("500", 30)])
def test_a_sample_has_exactly_as_many_as_asked_for(
    sample: str,
    checked: int,
    agency: Agency,
    store: FolderStore,
    here: Tools,
    chance: random.Random,
) -> None:
    make_archive(agency, store, papers=10, chance=chance)
    assert verify_archive(replace(WANTED, sample=sample), here).objects_checked == checked


def test_an_agency_is_checked_with_all_below_it_and_nothing_else(
    store: FolderStore, here: Tools, chance: random.Random
) -> None:
    above = make_agency(level="province")
    for each in (make_agency(parent=above), make_agency(parent=above), make_agency()):
        make_archive(each, store, papers=1, chance=chance)
    assert verify_archive(replace(WANTED, agency=above), here).objects_checked == 6
