"""The systemd units: systemd takes them, and leaves the services few rights."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
TIMERS = sorted((ROOT / "deploy" / "systemd").glob("*.timer"))

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="not here: systemd-analyze"
)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The units with a program and a user that this machine has."""
    for unit in UNITS:
        text = unit.read_text().replace("/opt/motlan/bin/motlan", shutil.which("true") or "true")
        (tmp_path / unit.name).write_text(
            re.sub(r"^(User|Group)=.+\n", "", text, flags=re.MULTILINE)
        )
    return tmp_path


@pytest.mark.parametrize("name", [unit.name for unit in UNITS])
def test_systemd_takes_the_unit(name: str, here: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", here / name], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_unit_is_locked_down(unit: Path) -> None:
    lines = unit.read_text().splitlines()
    for wanted in (
        "User=motlan",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "UMask=0077",
    ):
        assert wanted in lines
    # What a timer starts comes to an end.
    assert ("Restart=always" in lines) != unit.with_suffix(".timer").exists()
    assert any(line.startswith("MemoryMax=") for line in lines)
    assert any(line.startswith("TimeoutStopSec=") for line in lines)


@pytest.mark.parametrize("timer", TIMERS, ids=lambda timer: timer.name)
def test_systemd_takes_the_timer(timer: Path, here: Path) -> None:
    shutil.copy(timer, here)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", here / timer.name], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_credential_is_handed_over() -> None:
    for unit in UNITS:
        text = unit.read_text()
        loaded = set(re.findall(r"^LoadCredential=(\w+):", text, re.MULTILINE))
        used = set(re.findall(r"^Environment=MOTLAN_\w+_FILE=%d/(\w+)$", text, re.MULTILINE))
        assert loaded == used
        assert bool(loaded) == (unit.name != "motlan-office.service")
