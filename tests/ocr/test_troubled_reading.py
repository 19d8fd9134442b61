"""The commands that read, when pages hang, processes die, and a person or the system stops them."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
import pymupdf
import pytest
from PIL import Image

from tests.ocr.papers import drawn_page

pytestmark = pytest.mark.service

ROOT = Path(__file__).resolve().parents[2]
PAGES = 5
T = TypeVar("T")


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """A file of some small pages."""
    path = tmp_path / "tập.tif"
    sheet = Image.fromarray(np.full((300, 200), 250, np.uint8))
    sheet.save(path, save_all=True, append_images=[sheet] * (PAGES - 1), dpi=(100, 100))
    return path


@contextmanager
def started(*arguments: str, trouble: str) -> Iterator[subprocess.Popen[str]]:
    command = subprocess.Popen(
        [sys.executable, "-m", "tests.ocr.troubled_motlan", *arguments],
        cwd=ROOT,
        env={**os.environ, "TROUBLE": trouble, "MOTLAN_TIMEOUT_S": "4"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield command
    finally:
        command.kill()
        command.communicate()


def run(*arguments: str, trouble: str) -> tuple[int, list[dict[str, object]], str]:
    with started(*arguments, trouble=trouble) as command:
        out, err = command.communicate(timeout=60)
    return command.returncode, [json.loads(line) for line in out.splitlines()], err


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("hang 2", "sandbox.timeout"),
        ("die 2", "sandbox.died"),
        ("damaged 2", "document.damaged"),
    ],
)
def test_a_page_in_trouble_is_flagged_and_the_others_are_read(
    stack: Path, trouble: str, code: str
) -> None:
    status, pages, err = run("read", str(stack), "--json", "--jobs", "2", trouble=trouble)
    assert status == 3
    assert [page["page"] for page in pages] == [1, 2, 3, 4, 5]
    assert [page.get("text") for page in pages] == ["trang1", None, "trang3", "trang4", "trang5"]
    error = pages[1]["error"]
    assert isinstance(error, dict)
    assert error["code"] == code
    assert error["message"]
    assert error["remedy"]
    assert err == ""


def test_a_copy_holds_the_page_in_trouble_without_words(stack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    status, (row,), _ = run("pdf", str(stack), str(out), "--json", trouble="die 3")
    assert status == 3
    assert isinstance(row["unread"], list)
    assert [each["page"] for each in row["unread"]] == [3]
    with pymupdf.open(out) as document:
        assert [page.get_text().strip() for page in document] == [
            "trang1",
            "trang2",
            "",
            "trang4",
            "trang5",
        ]
        assert all(len(page.get_images()) == 1 for page in document)


def test_the_papers_of_a_stack_are_proposed_all_the_same(stack: Path) -> None:
    status, (failed, split), _ = run("split", str(stack), "--json", trouble="die 2")
    assert status == 3
    assert failed["page"] == 2
    assert split["papers"]


def test_a_broken_page_in_a_pdf_is_flagged_by_the_real_reader(tmp_path: Path) -> None:
    path = tmp_path / "chín trang.pdf"
    sheet = tmp_path / "page.jpg"
    Image.fromarray(drawn_page()).save(sheet, dpi=(200, 200))
    with pymupdf.open() as document:
        for _ in range(3):
            page = document.new_page(width=595, height=842)
            page.insert_image(page.rect, stream=sheet.read_bytes() + b"%" * len(document))
        xref = document[1].get_images()[0][0]
        document.update_stream(xref, b"\xff\xd8\xff no picture", compress=False)
        document.xref_set_key(xref, "Filter", "/DCTDecode")
        document.save(path)
    command = subprocess.run(
        [sys.executable, "-m", "worker.cli", "read", str(path), "--json", "--mode", "fast"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    pages = [json.loads(line) for line in command.stdout.splitlines()]
    assert command.returncode == 3
    assert ["error" in page for page in pages] == [False, True, False]
    assert pages[1]["page"] == 2
    assert pages[1]["error"]["code"] == "document.damaged"


@pytest.mark.parametrize("name", ["read", "pdf"])
def test_ctrl_c_ends_it_with_a_sentence_and_leaves_nothing(
    stack: Path, tmp_path: Path, name: str
) -> None:
    before = sorted(tmp_path.iterdir())
    more = [str(tmp_path / "out.pdf")] if name == "pdf" else []
    with started(name, str(stack), *more, trouble="hang 1") as command:
        workers = waited_for(lambda: processes_under(command.pid))
        time.sleep(1.0)
        command.send_signal(signal.SIGINT)
        _, err = command.communicate(timeout=15)
    assert command.returncode == 130
    assert re.sub(r"\r\x1b\[K", "", err) == "Đã dừng theo yêu cầu.\n"
    assert waited_for(lambda: not alive(workers))
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_a_killed_command(stack: Path, how: signal.Signals) -> None:
    with started("read", str(stack), trouble="hang 1") as command:
        workers = waited_for(lambda: processes_under(command.pid))
        time.sleep(1.0)
        command.send_signal(how)
        command.wait(timeout=15)
        assert waited_for(lambda: not alive(workers))


def waited_for(look: Callable[[], T]) -> T:
    deadline = time.monotonic() + 15
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found
    return found


def processes_under(parent: int) -> set[int]:
    """The processes of the sandbox."""
    found = set()
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and parent_of(folder) == parent:
                found.add(int(folder.name))
        except OSError:
            continue
    return found


def parent_of(process: Path) -> int:
    return int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])


def alive(processes: set[int]) -> set[int]:
    found = set()
    for each in processes:
        try:
            state = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state != "Z":
            found.add(each)
    return found
