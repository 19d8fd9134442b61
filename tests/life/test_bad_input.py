"""Every bad file through the real command line: its own code and sentence, the original untouched, the rest goes on."""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from pikepdf import Pdf

from config.messages import MESSAGES
from tests.life.bad_files import (
    FONT,
    INSIDE,
    KINDS,
    MAX_PAGES,
    NFD,
    TIMEOUT_S,
    Kind,
    changed_pdf,
    lay_all,
    text_pdf,
)
from worker.direct.own_bounds import TookTooLong, within_time

ROOT = Path(__file__).resolve().parents[2]
MOTLAN = (sys.executable, "-m", "worker.cli")
DONE, ALL_FAILED, WRONG_USE, SOME_FAILED = 0, 1, 2, 3
GOOD = tuple(kind for kind in KINDS if kind.digitize is None)
SLOW = {"bom trắng.pdf"}  # costs the time-out; digitize meets it

pytestmark = pytest.mark.skipif(not FONT.exists(), reason="Liberation fonts are not installed")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left behind."""

    status: int
    lines: tuple[str, ...]
    errors: str

    def objects(self) -> dict[bytes, dict[str, object]]:
        """The JSON objects by file name, as the bytes on the disk; of several pages the last."""
        found = [json.loads(line) for line in self.lines]
        return {os.path.basename(os.fsencode(each["file"])): each for each in found}


def environment(home: Path) -> dict[str, str]:
    """That of a fresh office."""
    return {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "MOTLAN_HOME": str(home),
        "MOTLAN_MAX_PAGES": str(MAX_PAGES),
        "MOTLAN_TIMEOUT_S": str(TIMEOUT_S),
    }


def motlan(home: Path, *arguments: str | Path) -> Answer:
    run = subprocess.run(
        [*MOTLAN, *arguments],
        cwd=ROOT,
        env=environment(home),
        capture_output=True,
        timeout=120,
        check=False,
    )
    out, err = run.stdout.decode("utf-8"), run.stderr.decode("utf-8")
    assert "Traceback" not in err, err
    return Answer(run.returncode, tuple(out.splitlines()), err)


# Starting takes a second; commands that end at once share a process.
ONE_AFTER_THE_OTHER = """
import contextlib, io, json, sys
from worker.cli import main
for arguments in json.loads(sys.argv[1]):
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        try:
            status = main(arguments)
        except SystemExit as end:
            status = end.code
    print(json.dumps([status or 0, out.getvalue(), errors.getvalue()]))
"""


def one_after_the_other(home: Path, *commands: list[str]) -> list[tuple[int, str, str]]:
    """Status, output and errors of each command, all in one process."""
    run = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_THE_OTHER, json.dumps(commands)],
        cwd=ROOT,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "Traceback" not in run.stdout + run.stderr
    return [tuple(json.loads(line)) for line in run.stdout.splitlines()]


def fingerprints(folder: Path) -> dict[bytes, tuple[object, ...]]:
    """Name, times, links and digest of all that lies in the folder."""
    found: dict[bytes, tuple[object, ...]] = {}
    for path in folder.rglob("*"):
        facts = path.lstat()
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[os.fsencode(path)] = (facts.st_mode, facts.st_size, facts.st_mtime_ns, digest)
    return found


@dataclass(frozen=True, slots=True)
class Day:
    """One run of digitize over the folder of all bad files and the good ones."""

    home: Path
    folder: Path
    untouched: bool
    answer: Answer
    results: dict[bytes, dict[str, object]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("life") / "quét"
    lay_all(folder)
    return folder


@pytest.fixture(scope="module")
def beginnings(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, list[tuple[int, str, str]]]:
    """A home with one agency, and what digitize said before there were records and an agency."""
    home = tmp_path_factory.mktemp("homes") / "fresh"
    path = home.parent / "a.pdf"
    path.write_bytes(text_pdf("a"))
    digitize = ["digitize", str(path)]
    agency = ["migrate", "--agency", "H90", "--name", "Xã An Bình"]
    return home, one_after_the_other(home, digitize, ["migrate"], digitize, agency)


@pytest.fixture(scope="module")
def day(folder: Path, beginnings: tuple[Path, object]) -> Day:
    home = beginnings[0].with_name("busy")
    shutil.copytree(beginnings[0], home)
    before = fingerprints(folder.parent)
    answer = motlan(home, "digitize", folder, "--json", "--jobs", "2")
    return Day(home, folder, before == fingerprints(folder.parent), answer, answer.objects())


def code_and_sentence(item: dict[str, object]) -> str:
    """The code of a failed input, after its sentence and remedy were compared with the table."""
    error = item["error"]
    assert isinstance(error, dict)
    told = MESSAGES[error["code"]]
    assert (error["message"], error["remedy"]) == (told.sentence, told.remedy)
    return str(error["code"])


def test_every_file_is_told_once_and_none_is_touched(day: Day) -> None:
    assert set(day.results) == {*(os.fsencode(kind.name) for kind in KINDS), os.fsencode(INSIDE)}
    assert len(day.answer.lines) == len(KINDS) + 1
    assert day.answer.status == SOME_FAILED
    assert day.untouched


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: ascii(kind.name)[1:30])
def test_what_becomes_of_it(kind: Kind, day: Day) -> None:
    result = day.results[os.fsencode(kind.name)]
    if kind.digitize is None:
        assert (result["outcome"], result["code"]) == ("to_review", None)
        assert "error" not in result
    else:
        assert result["outcome"] == "failed"
        assert result["code"] == code_and_sentence(result)
        assert result["code"] in {kind.digitize, *kind.also}


def test_what_a_file_carries_is_kept_as_a_warning_and_its_bytes_as_they_came(day: Day) -> None:
    with sqlite3.connect(day.home / "motlan.sqlite3") as records:
        rows = records.execute("select name, warnings, sha256, key from dossiers_receivedfile")
        known = {name: (json.loads(warnings), sha256, key) for name, warnings, sha256, key in rows}
    for kind in GOOD:
        data = kind.make() if kind.make else b""
        if kind.warning:
            warnings, sha256, key = known[kind.name]
            assert kind.warning in warnings
            held = (day.home / "store" / "objects" / key).read_bytes()
            assert hashlib.sha256(held).hexdigest() == sha256
            assert held == (day.folder / kind.name).read_bytes()
            assert data
    assert unicodedata.normalize("NFC", NFD) in known, "NFD is shown as NFC"
    assert "hai\\x0adòng.pdf" in known, "a line break in a name is shown, not obeyed"


def test_a_second_run_tells_the_same_in_words(day: Day) -> None:
    missing = day.folder / "không có.pdf"
    answer = motlan(day.home, "digitize", missing, day.folder, "--jobs", "1")
    text = "\n".join(answer.lines)
    assert answer.status == SOME_FAILED
    codes = {str(result["code"]) for result in day.results.values() if result["code"]}
    for code in {*codes, "path.missing"}:
        assert f"{MESSAGES[code].sentence} {MESSAGES[code].remedy} [{code}]" in text
    with sqlite3.connect(day.home / "motlan.sqlite3") as records:
        assert records.execute("select count(*) from dossiers_receivedfile").fetchone() == (
            len(KINDS) + 1,
        )


def test_read_goes_on_after_every_bad_file(folder: Path, tmp_path: Path) -> None:
    kinds = [kind for kind in KINDS if kind.read and kind.name not in SLOW]
    kinds += [kind for kind in KINDS if kind.name in {"tốt 2.pdf", "kèm.pdf"}]
    kinds += [kind for kind in KINDS if not kind.name.isprintable()]
    names = [folder / kind.name for kind in kinds]
    answer = motlan(tmp_path, "read", *names, folder, "--json", "--jobs", "2")
    items = answer.objects()
    assert answer.status == SOME_FAILED
    assert code_and_sentence(items[os.fsencode(folder.name)]) == "document.unreadable"
    for kind in kinds:
        item = items[os.fsencode(kind.name)]
        if kind.read is None:
            assert item["text"]
        else:
            assert code_and_sentence(item) in {kind.read, *kind.also}


def test_verify_goes_on_after_every_bad_file(folder: Path, tmp_path: Path) -> None:
    names = [folder / kind.name for kind in KINDS]
    answer = motlan(tmp_path, "verify", *names, "--json")
    items = answer.objects()
    assert answer.status == ALL_FAILED, "none of them carries a valid signature"
    assert set(items) == {os.fsencode(kind.name) for kind in KINDS}
    for item in items.values():
        if "error" in item:
            assert code_and_sentence(item) in {"file.not_a_file", "input.unreadable"}
        else:
            assert item["outcome"] in {"unsigned", "invalid"}
            assert item["message"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("hàng đợi.pdf", "document.unreadable"),
        (
            "hỏng trang 2.tif",
            "document.damaged",
        ),  # page 2 has no image to copy
        ("script.pdf", None),
    ],
)
def test_pdf_writes_a_whole_copy_or_none(
    name: str, code: str | None, folder: Path, tmp_path: Path
) -> None:
    home, folder_of_copy = tmp_path / "home", tmp_path / "ra"
    folder_of_copy.mkdir()
    out = folder_of_copy / "bản sao.pdf"
    answer = motlan(home, "pdf", folder / name, out, "--json")
    assert answer.status == (DONE if code is None else ALL_FAILED)
    item = answer.objects()[os.fsencode(name)]
    assert list(folder_of_copy.iterdir()) == ([out] if code is None else [])
    if code is None:
        assert b"/JavaScript" not in out.read_bytes(), "nothing active travels into the copy"
    else:
        assert code_and_sentence(item) == code


WRONG = {
    "dossier.malformed": ("--dossier", "không phải mã"),
    "dossier.unknown": ("--dossier", "H90.1-260101-0001"),
    "agency.unknown": ("--agency", "H91"),
    "user.unknown": ("--as", "không ai"),
    "jobs.not_positive": ("--jobs", "0"),
}


def test_wrong_use(day: Day) -> None:
    path = day.folder / "tốt 2.pdf"
    commands = [["digitize", str(path), "--json", *more] for more in WRONG.values()]
    more = ["migrate", "--agency", "H92", "--name", "Xã khác"], ["digitize", str(path)]
    told = one_after_the_other(day.home, *commands, *more)
    for code, (status, out, errors) in zip((*WRONG, "", "agency.several"), told, strict=True):
        if code:
            assert (status, out) == (WRONG_USE, "")
            assert f"{MESSAGES[code].sentence}" in errors
            assert f"→ {MESSAGES[code].remedy} [{code}]" in errors


def test_without_records_and_without_an_agency(
    beginnings: tuple[Path, list[tuple[int, str, str]]],
) -> None:
    unready, made, none, agency = beginnings[1]
    assert (made[0], agency[0]) == (DONE, DONE)
    assert (unready[0], none[0]) == (ALL_FAILED, WRONG_USE)
    for code, (_, _, errors) in (("records.not_ready", unready), ("agency.none", none)):
        assert MESSAGES[code].sentence in errors
        assert MESSAGES[code].remedy in errors


@pytest.mark.skipif(os.geteuid() == 0, reason="not here: root may read every file")
def test_a_file_that_may_not_be_read(day: Day, tmp_path: Path) -> None:
    path = tmp_path / "cấm.pdf"
    path.write_bytes(text_pdf("cấm"))
    path.chmod(0)
    answer = motlan(day.home, "digitize", path, "--json")
    assert code_and_sentence(answer.objects()[os.fsencode(path.name)]) == "file.unreadable"


FILL_AND_RUN = """
mount -t tmpfs -o size=64m tmpfs "$1" || exit 9
cp -r "$4" "$1/home" || exit 8
free_kib=$(df -k "$1" | awk 'END {print $4}')
head -c $(( (free_kib - 900) * 1024 )) /dev/zero > "$1/ballast"
"$2" -m worker.cli digitize "$3" --json --jobs 2; echo "status $?"
rm "$1/ballast"
"$2" -m worker.cli digitize "$3" --json --jobs 2; echo "status $?"
find "$1/home/store" -path '*incoming/*'
"""


def with_noise(pdf: Pdf) -> None:
    """Makes the file large."""
    pdf.attachments["noise"] = os.urandom(430_000)


def test_a_full_disk_is_told_and_a_later_run_succeeds(
    beginnings: tuple[Path, object], tmp_path: Path
) -> None:
    """On a real file system of its own, in a name space of its own, so nothing can leak."""
    fresh, small, papers = beginnings[0], tmp_path / "small", tmp_path / "giấy"
    small.mkdir()
    papers.mkdir()
    apart = ["unshare", "--mount", "--map-root-user"]
    mount = ["mount", "-t", "tmpfs", "tmpfs", str(small)]
    if (
        not shutil.which("unshare")
        or subprocess.run([*apart, *mount], capture_output=True, check=False).returncode
    ):
        pytest.skip("not here: this machine lets nobody mount a small disk")
    for number in range(3):
        data = changed_pdf(f"day {number}", with_noise)
        (papers / f"{number}.pdf").write_bytes(data)
    before = fingerprints(papers)
    run = subprocess.run(
        [*apart, "sh", "-c", FILL_AND_RUN, "sh", small, sys.executable, papers, fresh],
        cwd=ROOT,
        env=environment(small / "home"),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "Traceback" not in run.stderr, run.stderr
    full, later = run.stdout.split("status ")[:2]
    told = [json.loads(line) for line in full.splitlines()]
    assert {each["outcome"] for each in told} <= {"failed", "waiting", "to_review"}
    refused = [each for each in told if each["outcome"] == "failed"]
    assert refused
    assert {code_and_sentence(each) for each in refused} <= {"storage.full", "records.full"}
    assert all(each["sha256"] is None for each in refused), "nothing was acknowledged"
    status, *rest = later.splitlines()
    assert int(status) in {ALL_FAILED, SOME_FAILED}
    assert [json.loads(line)["outcome"] for line in rest] == ["to_review"] * 3
    assert run.stdout.split("status ")[2].strip() == str(DONE), "done, and nothing half is left"
    assert fingerprints(papers) == before


def test_work_in_this_process_ends_when_its_time_is_over() -> None:
    def endless() -> None:
        while True:
            with contextlib.suppress(Exception):  # as a tool that catches everything would
                sum(range(1000))

    with pytest.raises(TookTooLong), within_time(0.1):
        endless()
    with within_time(0.05):
        pass
    time.sleep(0.1)
