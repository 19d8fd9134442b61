"""docs/deploy.md names every setting with its default, every service and secret, and nothing that is not there."""

import re
from pathlib import Path
from typing import Any

import yaml

from accounts.models import Role
from tests.docs.test_env_example import variables_read

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "deploy.md").read_text()
COMPOSE: str = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]


def test_the_settings_table_is_whole() -> None:
    rows = re.findall(r"^\| `(MOTLAN_[A-Z0-9_]+)` \| (?:`(.*)`|–) \| (.+) \|$", TEXT, re.MULTILINE)
    assert {name: default for name, default, _ in rows} == variables_read()
    assert len(rows) == len(variables_read())


def test_variables_named_elsewhere_exist() -> None:
    named = {name.removesuffix("_FILE") for name in re.findall(r"MOTLAN_[A-Z0-9_]+", TEXT)}
    known = {name.removesuffix("_FILE") for name in variables_read()}
    assert not named - known - {"MOTLAN_"}


def test_every_service_is_explained() -> None:
    [table] = re.findall(r"^\| service \|.*?(?=\n\n)", TEXT, re.MULTILINE | re.DOTALL)
    first = [row.split("|")[1] for row in table.splitlines()[2:]]
    assert set(re.findall(r"`(\w+)`", " ".join(first))) == SERVICES.keys()


def test_services_in_commands_exist() -> None:
    joined = TEXT.replace("\\\n", " ")
    for line in re.findall(r"docker compose (?:run|exec|logs|stop|restart) (.+)", joined):
        words = [
            word for word in line.split("`")[0].split("#")[0].split() if not word.startswith("-")
        ]
        assert any(word in SERVICES or word == "SERVICE" for word in words), line


def test_roles_in_commands_exist() -> None:
    named = re.findall(r"--role (\w+)", TEXT)
    assert named
    assert set(named) <= set(Role.Kind.values)


def test_values_for_compose_are_listed() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+):-", COMPOSE))
    [line] = re.findall(r"^Values for `\.env`: (.+)$", TEXT, re.MULTILINE)
    assert set(re.findall(r"`([A-Z_]+)`", line)) == used


def test_units_run_verbs_that_exist() -> None:
    commands = {path.stem for path in (ROOT / "worker" / "management" / "commands").glob("*.py")}
    for unit in sorted((ROOT / "deploy" / "systemd").glob("*.service")):
        started = re.findall(
            r"^Exec\w+=/opt/motlan/bin/motlan (\w+)", unit.read_text(), re.MULTILINE
        )
        assert started
        assert set(started) <= commands
        assert unit.stem in TEXT
