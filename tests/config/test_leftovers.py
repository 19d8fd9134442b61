"""What a killed process left in the scratch folder is gone when the next one starts; fresh work is not."""

import os
import time
from pathlib import Path

import pytest

from config import wiring


def test_only_old_leftovers_are_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    wiring.store.cache_clear()
    monkeypatch.setattr("config.wiring.store", wiring.store.__wrapped__)
    scratch = tmp_path / "scratch"
    for name in ("old", "fresh"):
        (scratch / name).mkdir(parents=True)
        (scratch / name / "copy.pdf").write_bytes(b"%PDF")
    (scratch / "upload").write_bytes(b"x")
    long_ago = time.time() - 2 * 86400
    os.utime(scratch / "old", (long_ago, long_ago))
    os.utime(scratch / "upload", (long_ago, long_ago))
    wiring.clear_leftovers()
    assert [path.name for path in scratch.iterdir()] == ["fresh"]


def test_what_goes_meanwhile_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker beside this process ends a step between the two looks."""
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    monkeypatch.setattr("config.wiring.store", wiring.store.__wrapped__)
    (tmp_path / "scratch").mkdir()
    gone = tmp_path / "scratch" / "gone"
    monkeypatch.setattr(Path, "glob", lambda *_: iter([gone]))
    wiring.clear_leftovers()
