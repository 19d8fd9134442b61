"""The verbs of the Makefile, and what set-up says to a machine it cannot make ready."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERBS = [
    "setup",
    "demo",
    "serve",
    "worker",
    "test",
    "check",
    "fix",
    "bench",
    "bench-reading",
    "bench-search",
    "bench-reuse",
    "bench-trust",
    "bench-targets",
    "walk",
    "migrate",
    "services",
    "clean",
]
# What set-up may lean on before it has looked around.
TOOLS = ("sh", "dirname", "cat", "ls", "grep", "env")


class Bare:
    """A machine as set-up sees it: only the commands put here are on PATH; the user is not root."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        for name in TOOLS:
            (self.bin / name).symlink_to(str(shutil.which(name)))
        self.command("id", "echo 1000")
        self.checkout = folder / "Một lần"
        (self.checkout / "scripts").mkdir(parents=True)
        shutil.copy(ROOT / "scripts" / "setup.sh", self.checkout / "scripts")

    def command(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def python(self, version: str, *, venv: bool = False) -> None:
        """A python3 of this version, as far as set-up asks it."""
        old = tuple(map(int, version.split("."))) < (3, 11)
        self.command(
            "python3",
            f'case "$2" in *sys.exit*) exit {int(old)};; *platform*) echo this one is {version};;'
            f" *ensurepip*) exit {int(not venv)};; esac",
        )

    def set_up(self) -> tuple[int, str]:
        done = subprocess.run(
            [self.checkout / "scripts" / "setup.sh", "dev"],
            env={"PATH": str(self.bin)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert not done.stdout
        assert not (self.checkout / ".venv").exists()
        return done.returncode, done.stderr


@pytest.fixture
def bare(tmp_path: Path) -> Bare:
    return Bare(tmp_path)


def test_an_old_python_is_named(bare: Bare) -> None:
    bare.python("3.9.2")
    assert bare.set_up() == (
        2,
        "Motlan needs Python 3.11 or later as python3; this one is 3.9.2.\n",
    )


def test_no_python_is_told_too(bare: Bare) -> None:
    assert bare.set_up() == (
        2,
        "Motlan needs Python 3.11 or later as python3; there is none here.\n",
    )


def test_without_apt_the_packages_are_named(bare: Bare) -> None:
    bare.python("3.11.2")
    status, told = bare.set_up()
    assert status == 2
    assert "apt-get is not here" in told
    assert {"tesseract-ocr", "python3-venv", "chromium"} <= set(told.split())


def test_without_root_the_one_command_is_told(bare: Bare) -> None:
    bare.python("3.11.2", venv=True)
    bare.command("apt-get", "echo apt-get must not run; exit 1")
    bare.command("tesseract", "")
    status, told = bare.set_up()
    assert status == 2
    [command] = re.findall(r"^  (.+)$", told, re.MULTILINE)
    assert command.startswith(
        "su -c 'apt-get update && apt-get install -y --no-install-recommends "
    )
    assert command.endswith("'")
    packages = command.rstrip("'").split()
    assert "chromium" in packages
    assert "tesseract-ocr" not in packages
    assert "python3-venv" not in packages


def test_with_a_sudo_that_asks_the_one_command_uses_it(bare: Bare) -> None:
    bare.python("3.12.0")
    bare.command("apt-get", "echo apt-get must not run; exit 1")
    bare.command("sudo", "exit 1")
    status, told = bare.set_up()
    assert status == 2
    assert re.search(
        r"^  sudo sh -c 'apt-get update && apt-get install [^']+'$", told, re.MULTILINE
    )


def test_with_sudo_the_packages_are_installed(bare: Bare, tmp_path: Path) -> None:
    bare.python("3.11.2", venv=True)
    calls = tmp_path / "calls"
    bare.command("apt-get", f'echo "$@" >> "{calls}"; case "$*" in *install*) exit 100;; esac')
    bare.command("sudo", '[ "$1" = -n ] && exit 0; exec "$@"')
    done = subprocess.run(
        [bare.checkout / "scripts" / "setup.sh", "dev"],
        env={"PATH": str(bare.bin)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 100
    assert done.stdout.startswith("setup: installing tesseract-ocr")
    update, install = calls.read_text().splitlines()
    assert update.endswith(" update")
    assert "install -y --no-install-recommends tesseract-ocr" in install


def make(*arguments: str, folder: Path = ROOT) -> str:
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_help_lists_every_verb_with_what_it_does() -> None:
    listed = dict(line.split(maxsplit=1) for line in make("help").splitlines())
    assert sorted(listed.keys() - {"help", "lock"}) == sorted(VERBS)
    assert all(len(description) > 10 or verb == "help" for verb, description in listed.items())


def test_clean_leaves_the_records(tmp_path: Path) -> None:
    checkout = tmp_path / "Một lần"
    for name in ("var/store", ".venv/bin", "ocr/__pycache__", ".mypy_cache", "motlan.egg-info"):
        (checkout / name).mkdir(parents=True)
    record = checkout / "var" / "motlan.sqlite3"
    record.write_bytes(b"records")
    (checkout / "ocr" / "ports.py").touch()
    shutil.copy(ROOT / "Makefile", checkout)
    make("clean", folder=checkout)
    left = sorted(
        str(path.relative_to(checkout)) for path in checkout.rglob("*") if not path.is_dir()
    )
    assert left == ["Makefile", "ocr/ports.py", "var/motlan.sqlite3"]
    assert (checkout / "var" / "store").is_dir()
    assert not (checkout / ".venv").exists()
