"""The check of the archive: whatever is not as the records say is found and named, once, and told."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import (
    Event,
    LegalHold,
    Notification,
    Paper,
    PaperType,
    ReceivedFile,
    Rendition,
    Verification,
)
from ingest.archive import Wanted, verify_archive
from ingest.archive_findings import standing
from ingest.archive_looks import look
from ingest.archive_rows import Named
from ingest.models import ArchiveFinding
from ingest.tools import Tools
from storage.adapters.folder import FolderStore
from tests.ingest.archives import add_rendition, hold, make_archive, objects, some_pdf
from tests.records import make_agency, make_user

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


def path_of(named: Named, folder: Path) -> Path:
    return folder / "store" / "objects" / named.key


def write(path: Path, content: bytes) -> None:
    """As a hostile administrator would."""
    path.chmod(0o640)
    path.write_bytes(content)
    path.chmod(0o440)


def found() -> set[tuple[str, int, str]]:
    rows = ArchiveFinding.objects.filter(ended_at__isnull=True)
    return set(rows.values_list("object_type", "object_id", "code"))


def test_a_sound_archive_has_no_findings(
    agency: Agency, store: FolderStore, here: Tools, chance: random.Random
) -> None:
    make_archive(agency, store, papers=3, chance=chance)
    run = verify_archive(WANTED, here)
    # The original is looked at once, by the row of its file.
    assert (run.objects_checked, run.wrong, run.signatures) == (9, 0, 0)
    assert run.ended_at is not None
    assert not found()
    assert not Event.objects.filter(verb__startswith="archive.").exists()


@pytest.mark.parametrize("papers", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_a_changed_byte_in_every_object_in_turn_is_found_and_named(
    papers: int,
    agency: Agency,
    store: FolderStore,
    here: Tools,
    tmp_path: Path,
    chance: random.Random,
) -> None:
    make_archive(agency, store, papers=papers, chance=chance)
    every = list(objects())
    assert len(every) == 3 * papers
    changed = {}
    for named in every:
        assert look(named, store) == ()
        path = path_of(named, tmp_path)
        whole = path.read_bytes()
        place = chance.randrange(len(whole))
        changed[named.key] = whole
        broken = bytearray(whole)
        broken[place] ^= chance.randrange(1, 256)
        write(path, bytes(broken))
        assert "archive.damaged" in look(named, store)
        write(path, whole)
        assert "archive.damaged" not in look(named, store)
    # One of them, among all the others.
    for named in chance.sample(every, 3):
        write(path_of(named, tmp_path), changed[named.key][:-1] + b"?")
        verify_archive(WANTED, here)
        assert found() == {(named.table, named.row.pk, "archive.damaged")}
        write(path_of(named, tmp_path), changed[named.key])
    # All at once.
    for named in every:
        write(path_of(named, tmp_path), b"?" + changed[named.key][1:])
    run = verify_archive(WANTED, here)
    assert run.wrong == 3 * papers
    assert found() == {(named.table, named.row.pk, "archive.damaged") for named in every}


def removed(path: Path) -> None:
    path.unlink()


def truncated(path: Path) -> None:
    write(path, path.read_bytes()[:-1])


def swapped(path: Path) -> None:
    """Other bytes of the same length: only their digest tells."""
    write(path, bytes(reversed(path.read_bytes())))


def a_link(path: Path) -> None:
    other = path.with_name("elsewhere")
    path.rename(other)
    path.symlink_to(other)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def unlocked(path: Path) -> None:
    path.with_name(f"{path.name}.retain.json").unlink()


def lock_edited(path: Path) -> None:
    sidecar = path.with_name(f"{path.name}.retain.json")
    write(sidecar, sidecar.read_bytes().replace(b"20", b"19"))


def lock_broken(path: Path) -> None:
    write(path.with_name(f"{path.name}.retain.json"), b"{")


HARMS: list[tuple[Callable[[Path], None], set[str]]] = [
    (removed, {"archive.missing"}),
    (truncated, {"archive.wrong_size"}),
    (swapped, {"archive.damaged"}),
    (a_link, {"archive.unreadable", "archive.wrong_size"}),
    (a_folder, {"archive.unreadable", "archive.wrong_size"}),
    (unlocked, {"archive.lock_short"}),
    (lock_edited, {"archive.lock_unreadable", "archive.lock_short"}),
    (lock_broken, {"archive.lock_unreadable"}),
]


@pytest.mark.parametrize(("harm", "codes"), HARMS, ids=lambda each: getattr(each, "__name__", ""))
@pytest.mark.parametrize("table", [0, 1])
def test_every_kind_of_harm_is_told_by_its_own_code(
    harm: Callable[[Path], None],
    codes: set[str],
    table: int,
    agency: Agency,
    store: FolderStore,
    here: Tools,
    tmp_path: Path,
    chance: random.Random,
) -> None:
    make_archive(agency, store, papers=2, chance=chance)
    victim = chance.choice(
        [n for n in objects() if n.table == ("receivedfile", "rendition")[table]]
    )
    harm(path_of(victim, tmp_path))
    run = verify_archive(WANTED, here)
    assert run.ended_at is not None
    assert {each[:2] for each in found()} == {(victim.table, victim.row.pk)}
    assert {each[2] for each in found()} & codes


def test_a_row_that_was_changed_is_told(
    agency: Agency, store: FolderStore, here: Tools, chance: random.Random
) -> None:
    make_archive(agency, store, papers=2, chance=chance)
    one, other = Rendition.objects.filter(kind=Rendition.Kind.SIGNED)
    Rendition.objects.filter(pk=one.pk).update(sha256=other.sha256)
    bad_key = Rendition.objects.filter(kind=Rendition.Kind.COMPOSED)[0]
    Rendition.objects.filter(pk=bad_key.pk).update(key="../../etc/passwd")
    # An original whose own row tells something else than its file's is looked at by itself.
    original = Rendition.objects.filter(kind=Rendition.Kind.ORIGINAL)[0]
    Rendition.objects.filter(pk=original.pk).update(size_bytes=1)
    verify_archive(WANTED, here)
    assert found() == {
        ("rendition", one.pk, "archive.wrong_record"),
        ("rendition", bad_key.pk, "archive.wrong_record"),
        ("rendition", original.pk, "archive.wrong_size"),
    }


def test_a_lock_shorter_than_the_type_asks_for_is_set_again(
    agency: Agency, store: FolderStore, here: Tools, chance: random.Random
) -> None:
    make_archive(agency, store, papers=1, chance=chance)
    PaperType.objects.update(retention_years=120)
    Paper.objects.update(retain_until=timezone.now() + timedelta(days=120 * 365))
    run = verify_archive(replace(WANTED, restores=True), here)
    assert (run.wrong, run.restored) == (3, 3)
    assert {each.answer for each in ArchiveFinding.objects.all()} == {"archive.locked_again"}
    assert not standing().exists()
    again = verify_archive(replace(WANTED, restores=True), here)
    assert again.wrong == 0
    assert not found()


def test_a_legal_hold_that_the_store_lost_is_set_again(
    agency: Agency, store: FolderStore, here: Tools, chance: random.Random
) -> None:
    make_archive(agency, store, papers=1, chance=chance)
    LegalHold.objects.create(
        paper=Paper.objects.get(), reason="Thanh tra", placed_by="user:thanh-tra", in_store=True
    )
    assert verify_archive(replace(WANTED, restores=True), here).restored == 3
    assert {each.code for each in ArchiveFinding.objects.all()} == {"archive.hold_missing"}
    assert verify_archive(WANTED, here).wrong == 0


def test_a_finding_is_an_event_once_and_ends_with_one(
    agency: Agency, store: FolderStore, here: Tools, tmp_path: Path, chance: random.Random
) -> None:
    make_archive(agency, store, papers=1, chance=chance)
    victim = next(each for each in objects() if each.table == "rendition")
    path = path_of(victim, tmp_path)
    whole = path.read_bytes()
    swapped(path)
    for _ in range(3):
        verify_archive(WANTED, here)
    event = Event.objects.get(verb="archive.found")
    assert (event.object_type, event.object_id) == ("paper", victim.papers[0].pk)
    assert event.facts == {"code": "archive.damaged", "object": "rendition", "id": victim.row.pk}
    assert ArchiveFinding.objects.count() == 1
    write(path, whole)
    verify_archive(WANTED, here)
    assert not found()
    assert Event.objects.get(verb="archive.ended").facts["code"] == "archive.damaged"


def test_a_damaged_original_is_an_alarm_and_is_never_made_from_a_copy(
    agency: Agency, store: FolderStore, here: Tools, tmp_path: Path, chance: random.Random
) -> None:
    make_archive(agency, store, papers=1, chance=chance)
    clerk = make_user("clerk", agency)
    victim = next(each for each in objects() if each.table == "receivedfile")
    swapped(path_of(victim, tmp_path))
    broken = path_of(victim, tmp_path).read_bytes()
    for _ in range(2):
        verify_archive(replace(WANTED, restores=True), here)
    assert path_of(victim, tmp_path).read_bytes() == broken
    assert standing().get().code == "archive.damaged"
    told = Notification.objects.get()
    assert (told.user, told.kind, told.paper) == (
        clerk,
        "archive.original_damaged",
        victim.papers[0],
    )


def test_the_same_bytes_elsewhere_are_told_for_each_row(
    store: FolderStore, here: Tools, tmp_path: Path, chance: random.Random
) -> None:
    content = some_pdf(chance)
    for agency in (make_agency(), make_agency()):
        make_archive(agency, store, papers=1, chance=random.Random(content))
    assert len({each.key for each in objects() if each.table == "receivedfile"}) == 1
    removed(path_of(next(objects()), tmp_path))
    verify_archive(WANTED, here)
    files = ReceivedFile.objects.values_list("pk", flat=True)
    assert found() >= {("receivedfile", pk, "archive.missing") for pk in files}


def test_an_old_version_that_is_lost_is_told_and_left(
    agency: Agency, store: FolderStore, here: Tools, tmp_path: Path, chance: random.Random
) -> None:
    make_archive(agency, store, papers=1, chance=chance)
    paper = Verification.objects.get().paper
    add_rendition(paper, Rendition.Kind.SIGNED, some_pdf(chance), store, version=2)
    hold(paper, store)
    victim = next(each for each in objects() if "đã ký, bản 1" in each.label)
    removed(path_of(victim, tmp_path))
    run = verify_archive(replace(WANTED, restores=True), here)
    assert (run.wrong, run.restored) == (1, 0)
    assert standing().get().object_id == victim.row.pk
