"""The Dockerfile's steps, executed for real; then Motlan in it as it will run: no root, nothing to write on.

Measured on two cores: two CPU minutes; four minutes with load 5 beside it, thirteen with load 16.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.deploy.image import Image, build
from tests.faults.fresh_machine import make_archive, why_not_here
from tests.services.loopback import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.service,
    pytest.mark.skipif(bool(why_not_here()), reason=why_not_here()),
]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    folder = tmp_path_factory.mktemp("image")
    try:
        make_archive(folder / "root.tar", packages="ca-certificates")
        yield build(ROOT / "Dockerfile", archive=folder / "root.tar", folder=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(image: Image, tmp_path: Path) -> Path:
    """A volume: empty, and owned by the image's user."""
    tmp_path.chmod(0o755)
    folder = tmp_path / "home"
    folder.mkdir()
    uid, gid = map(int, image.user.split(":"))
    shutil.chown(folder, uid, gid)
    return folder


def test_the_command_line_answers(image: Image, home: Path) -> None:
    told = image.run("--help", home=home)
    assert told.status == 0, told.text
    assert "digitize" in told.text


def test_a_paper_is_drawn_and_read(image: Image, home: Path) -> None:
    folder = image.environment["MOTLAN_HOME"]
    drawn = image.run("make_samples", f"{folder}/samples", home=home)
    assert drawn.status == 0, drawn.text
    scans = sorted((home / "samples" / "scans").glob("*.pdf"))
    read = image.run("read", f"{folder}/samples/scans/{scans[0].name}", home=home)
    assert read.status == 0, read.text
    assert "CỘNG HÒA" in read.text.upper()


def test_nothing_can_be_written_beside_the_home(image: Image, home: Path) -> None:
    write = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('x')"
    for place, allowed in (
        ("/opt/motlan/x", False),
        ("/x", False),
        ("/tmp/x", True),
        (image.environment["MOTLAN_HOME"] + "/x", True),
    ):
        command = image.as_started(place, home=home, entrypoint=["python3", "-c", write])
        done = subprocess.run(command, capture_output=True)
        assert (done.returncode == 0) == allowed, (place, done.stderr)


def test_the_records_are_made_and_the_pages_served(image: Image, home: Path) -> None:
    made = image.run("migrate", home=home)
    assert made.status == 0, made.text
    port = free_port()
    command = [
        word.replace("0.0.0.0", "127.0.0.1").replace("8000", str(port)) for word in image.command
    ]
    served = subprocess.Popen(
        image.as_started(*command, home=home), stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        assert _answers(f"http://127.0.0.1:{port}/health/live", within_s=60) == 200
        assert _answers(f"http://127.0.0.1:{port}/static/web/motlan.css", within_s=20) == 200
    finally:
        # Its whole group: the change of user inside took away that it would end with its parent.
        os.killpg(served.pid, signal.SIGKILL)
        served.wait(timeout=30)


def _answers(url: str, *, within_s: float) -> int:
    until = time.monotonic() + within_s
    while True:
        try:
            with urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
