"""Files at intake: every one is accounted for, nothing else is stopped, the original stays where it is."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from accounts.models import Agency
from dossiers.models import Batch, Event, Paper, ReceivedFile
from dossiers.states import State
from ingest.intake import Source, find_files, open_batch, receive, receive_upload, shown_name
from storage.adapters.memory import MemoryStore
from storage.errors import StoreFull
from storage.ports import Held
from tests.records import make_agency, make_dossier

pytestmark = pytest.mark.django_db

LIMIT = 1_000_000


@pytest.fixture
def agency() -> Agency:
    return make_agency("H90.01")


@pytest.fixture
def batch(agency: Agency) -> Batch:
    return open_batch(agency=agency, created_by="cli:test")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def take(path: Path, batch: Batch, store: MemoryStore, root: Path | None = None) -> ReceivedFile:
    return receive(Source(path, root or path.parent), batch=batch, store=store, max_bytes=LIMIT)


def test_bytes_are_held_before_the_row_is_written(
    batch: Batch, store: MemoryStore, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 a")
    file = take(path, batch, store)
    assert file.outcome == "kept"
    assert store.open(file.key).read() == b"%PDF-1.7 a"
    assert path.read_bytes() == b"%PDF-1.7 a"


def test_the_same_file_again_changes_nothing(
    batch: Batch, store: MemoryStore, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 a")
    assert take(path, batch, store).pk == take(path, batch, store).pk
    assert ReceivedFile.objects.count() == Paper.objects.count() == 1


def test_the_same_bytes_under_another_name_are_a_duplicate(
    batch: Batch, store: MemoryStore, tmp_path: Path
) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7 a")
    first = take(tmp_path / "a.pdf", batch, store)
    second = take(tmp_path / "b.pdf", batch, store)
    assert (second.outcome, second.duplicate_of) == ("duplicate", first.papers.get())
    assert take(tmp_path / "b.pdf", batch, store).pk == second.pk
    assert Paper.objects.count() == 1


def test_another_agency_may_hold_the_same_bytes(
    batch: Batch, store: MemoryStore, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 a")
    take(path, batch, store)
    other = open_batch(agency=make_agency("H90.02"), created_by="cli:test")
    assert take(path, other, store).outcome == "kept"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.write_bytes(b""), "file.empty"),
        (lambda path: path.write_bytes(b"%PDF" + b"x" * LIMIT), "file.too_large"),
        (lambda path: path.symlink_to("/etc/hostname"), "file.symlink_outside"),
        (lambda path: path.symlink_to("nowhere"), "file.unreadable"),
        (lambda path: os.mkfifo(path), "file.not_a_file"),
    ],
)
def test_a_refused_file_says_why_and_is_recorded_once(
    make: Callable[[Path], object], code: str, batch: Batch, store: MemoryStore, tmp_path: Path
) -> None:
    path = tmp_path / "in" / "x.pdf"
    path.parent.mkdir()
    make(path)
    file = take(path, batch, store)
    assert (file.outcome, file.code) == ("refused", code)
    assert take(path, batch, store).pk == file.pk
    assert path.is_symlink() or path.exists()
    assert not list(store.keys())


def test_a_link_inside_the_folder_is_taken(
    batch: Batch, store: MemoryStore, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 a")
    (tmp_path / "b.pdf").symlink_to("a.pdf")
    assert take(tmp_path / "b.pdf", batch, store).outcome == "kept"


class Growing(MemoryStore):
    """The scanner writes on while the store reads."""

    def put(self, source: BinaryIO, *, media_type: str, sha256: str | None = None) -> Held:
        held = super().put(source, media_type=media_type, sha256=sha256)
        with Path(source.name).open("ab") as file:
            file.write(b"more")
        return held


def test_a_file_that_changes_while_it_is_read_is_not_acknowledged(
    batch: Batch, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 a")
    assert take(path, batch, Growing()).code == "file.changed"
    assert not Paper.objects.exists()


class Full(MemoryStore):
    """No room."""

    def put(self, source: BinaryIO, *, media_type: str, sha256: str | None = None) -> Held:
        raise StoreFull from OSError(errno.ENOSPC, "no space")


def test_a_full_store_acknowledges_nothing(batch: Batch, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 a")
    with pytest.raises(StoreFull):
        take(path, batch, Full())
    assert not ReceivedFile.objects.exists()
    assert path.exists()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Giấy.pdf", "Giấy.pdf"),
        ("hai\ndòng\t.pdf", "hai\\x0adòng\\x09.pdf"),
        ("ẩn\u202efdp.exe", "ẩn\\x202efdp.exe"),
        (os.fsdecode(b"\xff.pdf"), "\\udcff.pdf"),
    ],
)
def test_names_are_shown_safely(given: str, shown: str) -> None:
    assert shown_name(given) == shown


def test_a_name_in_nfd_with_newlines_is_taken(
    batch: Batch, store: MemoryStore, tmp_path: Path
) -> None:
    path = tmp_path / "Giấy\nmới.pdf"
    path.write_bytes(b"%PDF-1.7 a")
    file = take(path, batch, store)
    assert file.name == "Giấy\\x0amới.pdf"


def test_a_folder_is_walked_in_order_and_says_what_it_passes_over(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.JPG", "truth.json", ".hidden.pdf", "sub/c.tif", "no-extension"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\xff\xd8\xff\xe0" if name == "no-extension" else b"x")
    taken, passed_over = find_files(tmp_path)
    assert [str(each.path.relative_to(tmp_path)) for each in taken] == [
        "a.JPG",
        "b.pdf",
        "no-extension",
        "sub/c.tif",
    ]
    assert [path.name for path in passed_over] == ["truth.json"]


def test_an_empty_upload_is_refused(batch: Batch, store: MemoryStore, tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    with path.open("rb") as stream:
        file = receive_upload(stream, name="rỗng.pdf", size_bytes=0, batch=batch, store=store)
    assert (file.outcome, file.code) == ("refused", "file.empty")


def test_an_upload_never_counts_as_the_same_file(
    batch: Batch, store: MemoryStore, tmp_path: Path
) -> None:
    """Uploads have no path: the second is a duplicate that the clerk is told of."""
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 a")
    outcomes = []
    for _ in range(2):
        with path.open("rb") as stream:
            outcomes.append(
                receive_upload(
                    stream, name="a.pdf", size_bytes=10, batch=batch, store=store
                ).outcome
            )
    assert outcomes == ["kept", "duplicate"]


def test_a_returned_paper_begins_anew_for_another_dossier(
    agency: Agency, batch: Batch, store: MemoryStore, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 a")
    wrong = open_batch(agency=agency, created_by="user:x", dossier=make_dossier(agency))
    paper = take(path, wrong, store).papers.get()
    Paper.objects.update(state=State.RETURNED, withdrawn_reason="Không phải của hồ sơ này.")
    take(path, wrong, store)
    assert Paper.objects.get().state == State.RETURNED  # for the same dossier a new scan is awaited
    right = open_batch(agency=agency, created_by="user:x", dossier=make_dossier(agency))
    again = take(path, right, store)
    assert (again.outcome, again.duplicate_of) == ("duplicate", paper)
    paper = Paper.objects.get()
    assert (paper.state, paper.dossier) == (State.RECEIVED, right.dossier)
    assert paper.withdrawn_reason == ""
    assert Event.objects.filter(verb="paper.received").count() == 2
