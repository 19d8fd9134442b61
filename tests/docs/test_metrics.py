"""docs/metrics.md names every figure with its labels, and the alerts use no other."""

import re
from pathlib import Path

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from config.messages import MESSAGES
from ingest import measures
from reuse import measures as reuse_measures
from web.health import asking, metrics
from web.health.findings import PARTS
from web.verification import measures as public_measures

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "metrics.md").read_text()
ALERTS = (ROOT / "deploy" / "alerts.yml").read_text()


def told() -> dict[str, tuple[str, set[str]]]:
    """Name to kind and labels, as the table has them."""
    rows = re.findall(r"^\| `(motlan_\w+)` \| (\w+) \| (.*?) \|", TEXT, re.MULTILINE)
    return {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, set[str]]]:
    """As the program gives them out."""
    monkeypatch.setattr(asking, "in_thread", lambda work: work())
    modules = (measures, reuse_measures, public_measures)
    named = [each for module in modules for each in vars(module).values()]
    counts = [each for each in named if isinstance(each, MetricWrapperBase)]
    found = {each._name: (each._type, set(each._labelnames)) for each in counts}
    made = [metrics.of_records, metrics.of_health, metrics.of_keys, metrics.of_machine]
    for family in (family for make in made for family in make()):
        found[family.name] = (family.type, set(family._labelnames))
    return found


@pytest.mark.django_db
def test_the_table_and_the_figures_agree(given: dict[str, tuple[str, set[str]]]) -> None:
    assert told() == given


def test_the_alerts_use_figures_that_there_are() -> None:
    rules = yaml.safe_load(ALERTS)["groups"][0]["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        names = re.findall(r"motlan_\w+", rule["expr"])
        assert names
        for name in names:
            assert re.sub(r"_(total|bucket|sum|count)$", "", name) in told(), name
        assert rule["annotations"]["summary"]
        used = set(re.findall(r"\$labels\.(\w+)", str(rule["annotations"])))
        assert used <= set(re.findall(r"\w+", "".join(re.findall(r"by \((.*?)\)", rule["expr"]))))


def test_every_part_is_told() -> None:
    table = TEXT.partition("## Logs")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(PARTS)


def test_codes_of_health_have_sentences() -> None:
    source = "".join(path.read_text() for path in (ROOT / "web" / "health").glob("*.py"))
    codes = set(re.findall(r'"((?:health|broker|records|signing)\.[a-z_]+)"', source))
    assert len(codes) > 10
    assert codes <= set(MESSAGES)
