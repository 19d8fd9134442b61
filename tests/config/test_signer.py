"""Which time-stamper the agencies' signatures get."""

from pathlib import Path

import pytest

from config import wiring
from signing.pki import make_demo_pki


def test_a_time_stamping_service_is_used_where_one_is_set(
    settings: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    assert wiring.signer().level() == "B-B"
    settings.MOTLAN_TSA_URL = "http://tsa.example/"  # type: ignore[attr-defined]
    assert wiring.signer().level() == "B-T"


def test_the_trial_authority_stamps_where_the_trial_keys_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(wiring, "home", lambda: tmp_path)
    make_demo_pki(tmp_path / "keys", agencies={"H90": "Tỉnh Nam Giang"})
    assert wiring.signer().level() == "B-T"
