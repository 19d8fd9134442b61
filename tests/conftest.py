"""Shared by all tests: where the shared data is, and a hypothesis profile that a slow machine cannot upset."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("motlan", deadline=None)
settings.load_profile("motlan")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data: MOTLAN_SHARED, else ../shared; tests that need it skip where it is not."""
    folder = Path(os.environ.get("MOTLAN_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("no shared data: neither MOTLAN_SHARED nor ../shared holds a data folder")
    return folder


def pytest_report_header() -> str:
    """Say at the top whether the shared data was found."""
    folder = Path(os.environ.get("MOTLAN_SHARED", ROOT.parent / "shared"))
    return f"shared data: {'found' if (folder / 'data').is_dir() else 'not found, its tests skip'}"
