"""Sức khỏe warns of a root that was exchanged, and before lists of revocation end."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from config import wiring
from signing.pki import DemoPki, make_demo_pki
from signing.roots import Entry, add
from web.health import trust as looked
from web.health.findings import Word


@pytest.fixture
def pki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DemoPki:
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    return make_demo_pki(tmp_path / "made", agencies={})


def test_nothing_loaded_is_no_part(pki: DemoPki) -> None:
    assert looked.trust() is None


def test_a_root_that_was_exchanged_is_told(pki: DemoPki, tmp_path: Path) -> None:
    folder = wiring.trust_folder()
    add(folder, pki.root_pem, Entry("Gốc", "root.pem", ""))
    found = looked.trust()
    assert found is not None
    assert found[0] == Word.GOOD
    other = make_demo_pki(tmp_path / "other", agencies={})
    (folder / "root.pem").write_bytes(other.root_pem.read_bytes())
    assert looked.trust() == (Word.DEGRADED, "health.root_changed", "root.pem")


@pytest.mark.parametrize(
    ("days", "code"),
    [(4000, "health.list_ended"), (3649, "health.list_ends"), (1, "health.good")],
)
def test_lists_that_end_are_told(
    pki: DemoPki, monkeypatch: pytest.MonkeyPatch, days: int, code: str
) -> None:
    folder = wiring.trust_folder()
    add(folder, pki.root_pem, Entry("Gốc", "root.pem", ""))
    for path in pki.crls:
        (folder / path.name).write_bytes(path.read_bytes())
    now = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(looked.timezone, "now", lambda: now)
    found = looked.trust()
    assert found is not None
    assert found[1] == code
