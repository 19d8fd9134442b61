"""docker-compose.yml: valid, every name in it exists, and every service is locked down or says why not."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.dockerfile import is_sent, stages
from tests.docs.test_env_example import variables_read

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".venv" / "bin"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILES = [ROOT / "Dockerfile", ROOT / "deploy" / "minio" / "Dockerfile"]
SCRIPTS = sorted((ROOT / "deploy").rglob("*.sh"))

ONCE = {name for name, each in SERVICES.items() if str(each["restart"]).startswith("on-failure")}
services = pytest.mark.parametrize("name", SERVICES)


def source_of(mount: str) -> str:
    return mount.split(":", 1)[0]


def names(entries: list[Any]) -> list[str]:
    """The sources of secrets, which are words or mappings."""
    return [each if isinstance(each, str) else each["source"] for each in entries]


def test_the_schema_holds() -> None:
    command = [
        BIN / "check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_expected_services_stand() -> None:
    long = {"proxy", "web", "worker", "indexer", "postgres", "minio", "elasticsearch", "rabbitmq"}
    assert SERVICES.keys() - ONCE == long
    assert {"migrate", "setup_bucket", "setup_store", "setup_search", "dispose"} == ONCE
    # Whoever starts the service deletes nothing by it.
    assert {name for name, each in SERVICES.items() if each.get("profiles")} == {"dispose"}


@services
def test_names_exist(name: str) -> None:
    service = SERVICES[name]
    waits: dict[str, dict[str, str]] = service.get("depends_on", {})
    for other, how in waits.items():
        wanted = "service_completed_successfully" if other in ONCE else "service_healthy"
        assert how == {"condition": wanted}, other
        assert other in SERVICES
    assert set(service["networks"]) <= COMPOSE["networks"].keys()
    assert set(names(service.get("secrets", []))) <= COMPOSE["secrets"].keys()
    for mount in service.get("volumes", []):
        source = source_of(mount)
        if source.startswith("./"):
            assert (ROOT / source).exists(), source
            assert mount.endswith(":ro"), mount
        else:
            assert source in COMPOSE["volumes"]


def test_nothing_named_is_left_unused() -> None:
    used = [secret for each in SERVICES.values() for secret in names(each.get("secrets", []))]
    mounts = [source_of(mount) for each in SERVICES.values() for mount in each.get("volumes", [])]
    networks = [network for each in SERVICES.values() for network in each["networks"]]
    assert COMPOSE["secrets"].keys() == set(used)
    assert COMPOSE["volumes"].keys() == {each for each in mounts if not each.startswith("./")}
    assert COMPOSE["networks"].keys() == set(networks)


@services
def test_settings_are_ones_that_motlan_reads(name: str) -> None:
    known = variables_read()
    environment: dict[str, str] = SERVICES[name].get("environment", {})
    for variable, value in environment.items():
        if variable.startswith("MOTLAN_"):
            assert variable.removesuffix("_FILE") in known or variable in known, variable
        if variable.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in names(SERVICES[name]["secrets"]), variable
        assert not re.search(r"(PASSWORD|SECRET|TOKEN|ACCESS_KEY|SECRET_KEY)$", variable), (
            "secrets come from files"
        )


@services
def test_only_the_proxy_can_be_reached(name: str) -> None:
    service = SERVICES[name]
    assert ("ports" in service) == (name == "proxy")
    assert "network_mode" not in service
    if name != "proxy":
        assert all(COMPOSE["networks"][each]["internal"] for each in service["networks"])
    servers = {"postgres", "minio", "elasticsearch", "rabbitmq"}
    if name in servers:
        assert service["networks"] == ["back"]
        assert "back" not in SERVICES["proxy"]["networks"]


@services
def test_services_are_locked_down(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert (
        not {"cap_add", "privileged", "devices", "pid", "container_name", "hostname"}
        & service.keys()
    )
    assert service.get("read_only") or len(service["x-writable-root"]) > 20
    limits = service["deploy"]["resources"]["limits"]
    assert {"cpus", "memory", "pids"} <= limits.keys()
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()
    user = service.get("user") or own_user(service)
    assert int(user.split(":")[0]) > 0, "not as root"


def own_user(service: dict[str, Any]) -> str:
    assert service["image"].startswith("motlan:")
    found = stages(ROOT / "Dockerfile")[-1].last("USER")
    assert found is not None
    return found.text


@services
def test_who_stays_says_how_they_are(name: str) -> None:
    service = SERVICES[name]
    if name in ONCE:
        assert "healthcheck" not in service
        return
    assert service["restart"] == "unless-stopped"
    assert {"test", "interval", "timeout", "retries"} <= service["healthcheck"].keys()


@services
def test_images_are_pinned(name: str) -> None:
    image = SERVICES[name]["image"]
    if image.startswith("motlan"):
        built = [each for each in SERVICES.values() if each["image"] == image and "build" in each]
        assert built
        assert re.search(r":\d+\.\d+\.\d+$", image)
    else:
        assert re.search(r":[\w.-]*\d[\w.-]*@sha256:[0-9a-f]{64}$", image)


def test_the_image_carries_the_version_of_the_package() -> None:
    found = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert found is not None
    assert SERVICES["web"]["image"] == f"motlan:{found[1]}"


def test_the_pages_believe_their_proxy_only() -> None:
    subnet = COMPOSE["networks"]["front"]["ipam"]["config"][0]["subnet"]
    assert SERVICES["web"]["environment"]["MOTLAN_PROXIES"] == subnet
    assert SERVICES["web"]["environment"]["MOTLAN_HTTPS"] == "1"
    in_front = [name for name, each in SERVICES.items() if "front" in each["networks"]]
    assert in_front == ["proxy", "web"]


def test_who_gathers_figures_finds_the_services_by_the_names_in_the_docs() -> None:
    text = (ROOT / "docs" / "metrics.md").read_text()
    [block] = re.findall(r"^```yaml\n(.+?)^```", text, re.MULTILINE | re.DOTALL)
    pages, workers = yaml.safe_load(block)["scrape_configs"]
    [target] = pages["static_configs"][0]["targets"]
    host, port = target.split(":")
    assert "back" in SERVICES[host]["networks"]
    assert host in SERVICES["web"]["environment"]["MOTLAN_ALLOWED_HOSTS"].split(",")
    assert SERVICES["web"]["command"][-1] == port
    for name in workers["dns_sd_configs"][0]["names"]:
        told = SERVICES[name]["environment"]["MOTLAN_METRICS_PORT"]
        assert told == str(workers["dns_sd_configs"][0]["port"])


def test_more_hands_are_remembered() -> None:
    # What --scale asks for is forgotten by the next `docker compose up`, an upgrade's for one.
    for name in ("web", "worker"):
        assert SERVICES[name]["deploy"]["replicas"] == f"${{{name.upper()}_REPLICAS:-1}}"


def test_the_application_is_not_the_owner_of_the_tables() -> None:
    application, owner = SERVICES["web"]["environment"], SERVICES["migrate"]["environment"]
    assert "//motlan@" in application["MOTLAN_DATABASE_URL"]
    assert "//motlan_owner@" in owner["MOTLAN_DATABASE_URL"]
    assert owner["MOTLAN_DATABASE_APP_ROLE"] == "motlan"
    for name in ("web", "worker", "indexer"):
        assert not {
            each for each in names(SERVICES[name]["secrets"]) if "owner" in each or "admin" in each
        }


def test_the_log_of_the_records_cites_no_row_and_no_statement() -> None:
    command = SERVICES["postgres"]["command"]
    assert {"-clog_error_verbosity=terse", "-clog_min_error_statement=panic"} <= set(command)


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_dockerfiles_are_clean_and_pinned(dockerfile: Path) -> None:
    done = subprocess.run([BIN / "hadolint", dockerfile], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    found = stages(dockerfile)
    assert all(re.search(r":[\w.-]+@sha256:[0-9a-f]{64}$", each.image) for each in found)
    user = found[-1].last("USER")
    assert user is not None
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user.text)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("web/templates/base.html", True),
        ("requirements.lock", True),
        ("deploy/secrets/secret_key", False),
        ("var/secret-key", False),
        (".git/config", False),
        (".env", False),
        ("tests/conftest.py", False),
        ("web/__pycache__/x.pyc", False),
    ],
)
def test_what_the_builder_sees(name: str, sent: bool) -> None:
    assert is_sent(ROOT / ".dockerignore", name) == sent


def test_every_package_goes_into_the_image() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    found = re.search(r"^include = \[(.+?)\]", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    packages = re.findall(r'"(\w+)\*"', found[1])
    assert len(packages) > 10
    assert [each for each in packages if not is_sent(ROOT / ".dockerignore", f"{each}/x.py")] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_scripts_can_be_read_by_their_shell(script: Path) -> None:
    shell = script.read_text().split("\n", 1)[0].removeprefix("#!")
    assert shell in {"/bin/sh", "/bin/bash"}
    done = subprocess.run([shell, "-n", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert script.stat().st_mode & 0o111
