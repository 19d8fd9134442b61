"""What only the embedded index promises: files, other processes, damage."""

import contextlib
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search import errors
from search.adapters.tantivy_index import TantivyIndex
from search.ports import Entry, Filters

REPOSITORY = Path(__file__).parents[2]
PAPER = Entry(
    paper="one",
    version=1,
    agency="a",
    available=True,
    paper_type="unknown",
    title="",
    number="115/NQ-CP",
    issuer="",
    holder_name="Nguyễn Văn An",
    text="Số định danh 048219001234",
)
# Holds the writer until its standard input ends.
HOLD_WRITER = """
import sys
from pathlib import Path
from search.adapters.tantivy_index import TantivyIndex
def entries():
    print("writing", flush=True)
    sys.stdin.read()
    yield from ()
TantivyIndex(Path(sys.argv[1])).apply(entries())
"""

# On a disk of 3 MiB: one batch that fits, one that does not, and, with room made, one more.
FILL_DISK = """
import random, sys
from pathlib import Path
from search.adapters.tantivy_index import TantivyIndex
from search.errors import SearchError
from search.ports import Entry
root = Path(sys.argv[1])
index = TantivyIndex(root / "index")
chance = random.Random(1)
def entry(number):
    text = " ".join(str(chance.random()) for _ in range(200))
    return Entry(str(number), 1, "a", True, "unknown", "", "", "", "", text)
index.apply([entry(0)])
(root / "ballast").write_bytes(b"x" * 2_500_000)
try:
    index.apply(entry(number) for number in range(1, 1000))
except SearchError as error:
    print(error.code, error.retry, index.count())
(root / "ballast").unlink()
index.apply([entry(1)])
print(index.count())
"""

# Reads until its standard input ends; tells how often, and what it saw that was not whole.
READ_ON = """
import sys, threading
from pathlib import Path
from search.adapters.tantivy_index import TantivyIndex
from search.ports import Filters
index = TantivyIndex(Path(sys.argv[1]))
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set())).start()
times, odd = 0, set()
while not ended.is_set() or times < 3:
    found = {hit.paper for hit in index.search("nguyễn văn an", filters=Filters())}
    if found != {"one"} or index.count() != 1 or not index.snippets("an", ["one"]):
        odd.add(str(found))
    times += 1
    if times == 1:
        print("reading", flush=True)
print(times >= 3, odd)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def filled(folder: Path) -> TantivyIndex:
    index = TantivyIndex(folder)
    index.apply([PAPER])
    return index


def found(index: TantivyIndex, query: str = "nguyễn văn an") -> list[str]:
    return [hit.paper for hit in index.search(query, filters=Filters())]


def files(folder: Path, ending: str = "") -> list[Path]:
    """The files of the index in use."""
    return [path for path in (folder / "current").iterdir() if path.name.endswith(ending)]


def test_making_the_object_touches_nothing(folder: Path) -> None:
    TantivyIndex(folder)
    assert not folder.exists()


def test_what_is_written_outlives_the_object(filled: TantivyIndex, folder: Path) -> None:
    assert found(TantivyIndex(folder)) == ["one"]


def test_another_reader_sees_the_newest_commit(filled: TantivyIndex, folder: Path) -> None:
    reader = TantivyIndex(folder)
    assert reader.count() == 1
    filled.apply([replace(PAPER, paper="two")])
    assert reader.count() == 2
    filled.rebuild([])
    assert found(reader) == []


def test_one_writer_at_a_time_over_processes(filled: TantivyIndex, folder: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_WRITER, str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "writing\n"
    with pytest.raises(errors.IndexBusy) as caught:
        filled.apply([replace(PAPER, paper="two")])
    assert caught.value.retry
    assert found(filled) == ["one"]
    holder.communicate("")
    filled.apply([replace(PAPER, paper="two")])
    assert filled.count() == 2


def test_a_writer_that_was_killed_leaves_no_lock(filled: TantivyIndex, folder: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_WRITER, str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.kill()
    holder.communicate()
    filled.apply([replace(PAPER, paper="two")])
    assert filled.count() == 2


@pytest.mark.parametrize(
    "ending",
    ["meta.json", ".managed.json", ".term", ".idx", ".pos", ".store", ".fast", ".fieldnorm"],
)
@pytest.mark.parametrize("damage", [b"", b"{", b"\xff" * 300])
def test_damage_is_told_and_a_rebuild_helps(
    filled: TantivyIndex, folder: Path, ending: str, damage: bytes
) -> None:
    del filled
    (damaged,) = files(folder, ending)
    damaged.write_bytes(damage)
    index = TantivyIndex(folder)
    with pytest.raises(errors.IndexDamaged) as caught:
        found(index)
    assert "motlan reindex" in caught.value.remedy
    index.rebuild([PAPER])
    assert found(index) == ["one"]


def test_a_missing_file_is_damage(filled: TantivyIndex, folder: Path) -> None:
    del filled
    files(folder, ".store")[0].unlink()
    with pytest.raises(errors.IndexDamaged):
        found(TantivyIndex(folder))


def test_a_folder_that_cannot_be_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.IndexUnreachable) as caught:
        TantivyIndex(tmp_path / "file" / "index").count()
    assert caught.value.retry


def test_personal_ids_never_reach_the_disk(filled: TantivyIndex, folder: Path) -> None:
    del filled
    assert not [path for path in files(folder) if b"048219001234" in path.read_bytes()]


def test_many_small_batches_do_not_pile_up_files(filled: TantivyIndex, folder: Path) -> None:
    for number in range(30):
        filled.apply([replace(PAPER, paper=f"paper-{number}")])
    assert filled.count() == 31
    assert len(files(folder, ".store")) < 16


def test_codes_are_unique_and_each_has_a_remedy() -> None:
    kinds: list[type[errors.SearchError]] = [
        errors.SearchError,
        *errors.SearchError.__subclasses__(),
    ]
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind.code.startswith("search.") and kind.remedy for kind in kinds)


@pytest.mark.parametrize("ending", [".term", ".idx", ".pos", ".store", ".fast"])
def test_flipped_bits_never_end_the_process(folder: Path, ending: str) -> None:
    """Tantivy checks no sums when it opens a file, and panics later; a panic must be our error."""
    TantivyIndex(folder).apply(
        replace(PAPER, paper=str(number), text=f"tờ {number} " + "số nhà đường phố " * 20)
        for number in range(50)
    )
    (file,) = files(folder, ending)
    whole = file.read_bytes()
    chance = random.Random(ending)
    for _ in range(8):
        damaged = bytearray(whole)
        for _ in range(20):
            damaged[chance.randrange(len(whole) - 60)] = chance.randrange(256)
        # In place: a file that gets shorter under a memory map ends any process with SIGBUS.
        with file.open("r+b") as held:
            held.write(damaged)
        with contextlib.suppress(errors.SearchError):
            found(TantivyIndex(folder), 'đường phố "số nhà" 115/NQ-CP')
    index = TantivyIndex(folder)
    index.rebuild([PAPER])
    assert found(index) == ["one"]


def test_a_full_disk_loses_nothing_and_a_retry_helps(tmp_path: Path) -> None:
    """On a real file system of 3 MiB, mounted in a name space of its own, so nothing can leak."""
    apart = ["unshare", "--mount", "--map-root-user", "sh", "-c"]
    mount = 'mount -t tmpfs -o size=3m tmpfs "$0"'
    if (
        not shutil.which("unshare")
        or subprocess.run([*apart, mount, tmp_path], check=False).returncode
    ):
        pytest.skip("not here: this machine lets nobody mount a small disk")
    run = subprocess.run(
        [*apart, f'{mount} && exec "$@"', tmp_path, sys.executable, "-c", FILL_DISK, tmp_path],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["search.unreachable", "True", "1", "2"]


def test_another_process_reads_on_while_indices_are_replaced(
    filled: TantivyIndex, folder: Path
) -> None:
    reader = subprocess.Popen(
        [sys.executable, "-c", READ_ON, str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "reading\n"
    for _ in range(8):
        filled.rebuild([PAPER])
    told, _ = reader.communicate("")
    assert told == "True set()\n"
    assert reader.returncode == 0


def test_a_rebuild_leaves_one_index_and_removes_left_overs(
    filled: TantivyIndex, folder: Path
) -> None:
    half = folder / "2-20260101T000000-00000000"
    half.mkdir()
    (half / "meta.json").write_text("half")
    (folder / f"current.{half.name}").symlink_to(half.name)
    filled.rebuild([PAPER])
    assert {path.name for path in folder.iterdir()} == {
        "current",
        "writing",
        (folder / "current").readlink().name,
    }


def test_no_rebuild_while_another_process_writes(filled: TantivyIndex, folder: Path) -> None:
    def changes() -> Iterator[Entry]:
        with pytest.raises(errors.IndexBusy):
            TantivyIndex(folder).rebuild([])
        yield replace(PAPER, paper="two")

    filled.apply(changes())
    assert filled.count() == 2


def test_an_index_of_another_version_is_told_and_a_rebuild_helps(folder: Path) -> None:
    (folder / "1-20260101T000000-00000000").mkdir(parents=True)
    (folder / "current").symlink_to("1-20260101T000000-00000000")
    assert_outdated(folder)


def test_an_index_without_folders_is_told_and_a_rebuild_helps(folder: Path) -> None:
    folder.mkdir()
    (folder / "meta.json").write_text("{}")
    assert_outdated(folder)


def assert_outdated(folder: Path) -> None:
    index = TantivyIndex(folder)
    with pytest.raises(errors.IndexOutdated):
        found(index)
    with pytest.raises(errors.IndexOutdated):
        index.apply([PAPER])
    index.rebuild([PAPER])
    assert found(TantivyIndex(folder)) == ["one"]
    assert not (folder / "meta.json").exists()


def test_a_link_that_leads_nowhere_is_damage(filled: TantivyIndex, folder: Path) -> None:
    del filled
    shutil.rmtree((folder / "current").resolve())
    with pytest.raises(errors.IndexDamaged):
        found(TantivyIndex(folder))
    TantivyIndex(folder).rebuild([PAPER])
    assert found(TantivyIndex(folder)) == ["one"]
