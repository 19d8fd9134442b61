"""What an auditor takes along: it proves itself without the records, and every change of it is found."""

import json
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Agency
from dossiers import events
from dossiers.events import digest_of
from dossiers.models import Event
from ingest.log import exporting
from ingest.log.anchoring import Desk, anchor_all
from ingest.log.exporting import VERB, Wanted, export
from ingest.log.package_check import HASHED, Checked, NoPackage, check_package
from signing.trust import Trust
from tests.ingest.log.test_anchors import acts
from tests.records import make_agency
from tests.signing.conftest import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(desk: Desk) -> Agency:
    """Twelve events behind two anchors, three behind none; another agency beside it."""
    agency, other = make_agency(), make_agency()
    for count in (7, 5):
        acts(agency, count)
        acts(other, 2)
        list(anchor_all(desk, by="worker"))
    for _ in range(3):
        events.record(agency=agency, actor="user:x", verb="paper.viewed", about=agency)
    return agency


@pytest.fixture
def package(agency: Agency, tmp_path: Path) -> Path:
    out = tmp_path / "log.zip"
    export(Wanted(agency), out, by="cli:x")
    return out


def changed(package: Path, member: str, act: Callable[[bytes], bytes | None]) -> Path:
    """The package with one member rewritten, or left out."""
    out = package.with_name("changed.zip")
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data: bytes | None = old.read(name)
            if name == member:
                data = act(data or b"")
            if data is not None:
                new.writestr(name, data)
    return out


def test_a_package_proves_itself(package: Path, agency: Agency, office: Office) -> None:
    found = check_package(package, trust=office.trust)
    assert (found.sound, found.agency) == (True, agency.code)
    count = Event.objects.filter(agency=agency).exclude(verb=VERB).count()
    anchored = {each.number for each in found.anchors if not each.code}
    assert (found.events, found.anchored, anchored) == (count, found.anchored, {1, 2})
    assert found.anchored >= 12
    told = Event.objects.get(verb=VERB)
    assert (told.agency, told.facts["events"], told.actor) == (agency, count, "cli:x")


def test_without_the_root_the_time_is_told_as_unproven(package: Path) -> None:
    found = check_package(package, trust=Trust())
    assert found.sound
    assert {each.code for each in found.anchors} == {"log.anchor_untrusted"}


def line_changed(number: int, **values: Any) -> Callable[[bytes], bytes]:
    def act(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        told = json.loads(lines[number])
        told |= values
        if "hash" not in values:
            told["hash"] = digest_of({name: told[name] for name in HASHED})
        lines[number] = json.dumps(told).encode() + b"\n"
        return b"".join(lines)

    return act


def codes(found: Checked) -> set[str]:
    return {code for _, code in found.broken}


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (line_changed(3, actor="user:other"), "proof"),
        (line_changed(3, id=999), "proof"),
        (line_changed(3, proof=None), "count"),
        (line_changed(3, hash="0" * 64), "content"),
        (line_changed(3, prev="1" * 64), "proof"),
        (lambda data: b"".join(data.splitlines(keepends=True)[1:]), "count"),
        (lambda data: b"".join(sorted(data.splitlines(keepends=True), reverse=True)), "order"),
    ],
)
def test_a_changed_event_is_found(
    package: Path, office: Office, act: Callable[[bytes], bytes], code: str
) -> None:
    found = check_package(changed(package, "events.jsonl", act), trust=office.trust)
    assert not found.sound
    assert code in codes(found)


def test_a_changed_anchor_is_found(package: Path, office: Office) -> None:
    def other(data: bytes) -> bytes:
        told = json.loads(data)
        return json.dumps({**told, "root": "0" * 64}).encode()

    found = check_package(changed(package, "anchors/000001.json", other), trust=office.trust)
    assert codes(found) == {"proof"}
    assert [each.code for each in found.anchors if each.number == 1] == ["log.anchor_forged"]
    gone = check_package(
        changed(package, "anchors/000001.json", lambda _: None), trust=office.trust
    )
    assert codes(gone) == {"proof"}
    unstamped = changed(package, "anchors/000002.tst", lambda _: None)
    found = check_package(unstamped, trust=office.trust)
    assert [each.code for each in found.anchors] == ["", "log.anchor_unstamped"]


@given(data=st.data())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_stands_in_a_package_is_judged_or_refused(
    package: Path, data: st.DataObject
) -> None:
    member = data.draw(st.sampled_from(["events.jsonl", "package.json", "anchors/000001.json"]))
    with zipfile.ZipFile(package) as old:
        text = old.read(member)
    at = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.sampled_from([b"", b"{}", b"null", b"[]", b"1", b'"', b"\xff"]))
    broken = changed(package, member, lambda old: old[:at] + put + old[at + 1 :])
    with suppress(NoPackage):
        check_package(broken, trust=Trust())


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive"])
def test_what_is_no_package_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(NoPackage):
        check_package(path, trust=Trust())


def test_a_part_of_the_log_keeps_its_proofs(agency: Agency, tmp_path: Path, office: Office) -> None:
    today = timezone.localdate()
    wanted = {
        "all": Wanted(agency, since=today, until=today),
        "none": Wanted(agency, since=today + timedelta(days=1)),
        "before": Wanted(agency, until=date(2020, 1, 1)),
        "paper": Wanted(agency, paper=12345),
    }
    counts = {}
    for name, each in wanted.items():
        export(each, tmp_path / f"{name}.zip", by="cli:x")
        found = check_package(tmp_path / f"{name}.zip", trust=office.trust)
        assert found.sound, name
        counts[name] = found.events
    assert counts["all"] >= 15
    assert counts["none"] == counts["before"] == counts["paper"] == 0


def test_there_is_no_package_where_its_event_cannot_be_recorded(
    agency: Agency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: object) -> None:
        raise RuntimeError("no chain")

    monkeypatch.setattr(exporting, "record", fails)
    with pytest.raises(RuntimeError):
        export(Wanted(agency), tmp_path / "log.zip", by="cli:x")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    (tmp_path / "log.zip").touch()
    with pytest.raises(FileExistsError):
        export(Wanted(agency), tmp_path / "log.zip", by="cli:x")


def test_the_guide_for_checking_by_hand_is_true(
    package: Path, tmp_path: Path, office: Office
) -> None:
    with zipfile.ZipFile(package) as packed:
        packed.extractall(tmp_path / "out")
    run = {"cwd": tmp_path / "out", "check": True, "capture_output": True, "text": True}
    assert "OK" in subprocess.run(["sha256sum", "-c", "SHA256SUMS"], **run).stdout
    told = subprocess.run(
        [
            *("openssl", "ts", "-verify", "-data", "anchors/000001.json"),
            *("-in", "anchors/000001.tst", "-token_in", "-CAfile", str(office.pki.root_pem)),
            *("-untrusted", str(office.pki.intermediate_pem)),
        ],
        **run,
    )
    assert "Verification: OK" in told.stdout + told.stderr
