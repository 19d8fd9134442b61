"""Shared by all tests: where the shared data is, and a hypothesis profile that a slow machine cannot upset."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.services.fixtures"]

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sockets are blocked except in tests marked `service`."""
    for item in items:
        if item.get_closest_marker("service"):
            item.add_marker(pytest.mark.enable_socket)


# Reasons for which a test may skip even where everything is required.
MAY_SKIP = ("shared data", "shared pages", "shared papers", "not here:")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """With MOTLAN_REQUIRE=1 a judge that is missing is told, and the run fails (see pytest_sessionfinish)."""
    for reason in _unexpected_skips(terminalreporter):
        terminalreporter.write_line(f"required, but skipped: {reason}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped judge is a failure where everything is required."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and _unexpected_skips(reporter) and session.exitstatus == 0:
        session.exitstatus = 1


def _unexpected_skips(reporter: pytest.TerminalReporter) -> list[str]:
    if os.environ.get("MOTLAN_REQUIRE") != "1":
        return []
    reasons = {
        str(report.longrepr[2]) for report in reporter.stats.get("skipped", []) if report.longrepr
    }
    return sorted(reason for reason in reasons if not any(words in reason for words in MAY_SKIP))
