"""`motlan audit`: verify, anchor, export and check, as an operator and as an auditor."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config import wiring
from dossiers.models import Anchor, Event
from ingest.log.anchoring import Desk
from tests.dossiers.test_chain import attack, put
from tests.ingest.log.conftest import desk, office  # noqa: F401 - fixtures
from tests.ingest.log.test_anchors import Away, acts
from tests.records import make_agency, make_user
from tests.signing.conftest import Office
from worker import anchors

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wired(desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(wiring, "anchor_desk", lambda: desk)
    monkeypatch.setattr(wiring, "store", lambda: desk.store)
    monkeypatch.setattr(wiring, "trust", lambda: office.trust)


def told(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, list[dict[str, Any]]]:
    """Exit status and lines of JSON."""
    status = 0
    try:
        call_command("audit", *args, "--json")
    except SystemExit as end:
        status = int(end.code or 0)
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_changed_row_is_named_and_the_status_tells(capsys: pytest.CaptureFixture[str]) -> None:
    agency, other = make_agency(), make_agency()
    acts(agency)
    acts(other)
    call_command("audit", "anchor")
    assert "5 sự kiện" not in capsys.readouterr().err
    status, lines = told(capsys, "verify")
    assert status == 0
    assert [line["breaks"] for line in lines if "breaks" in line] == [[], []]
    assert [line["code"] for line in lines if "anchor" in line] == [None]
    with attack():
        row = other.events.get(seq=3)
        put(row, actor="user:other")
        status, lines = told(capsys, "verify", "--agency", other.code)
        assert status == 1
        (wrong,) = lines[0]["breaks"]
        assert (wrong["seq"], wrong["row_id"], wrong["kind"]) == (3, row.pk, "changed")
        with pytest.raises(SystemExit):
            call_command("audit", "verify")
        assert f"sự kiện số 3 (dòng {row.pk}): nội dung đã bị đổi" in capsys.readouterr().out
    assert told(capsys, "verify", "--since-anchor")[0] == 0


def test_an_auditor_exports_their_agencies_and_no_other(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    agency, other = make_agency(), make_agency()
    acts(agency)
    acts(other)
    call_command("audit", "anchor")
    capsys.readouterr()
    auditor, clerk = make_user("auditor", agency), make_user("clerk", agency)
    out = tmp_path / "log.zip"
    for person, of in ((auditor, other), (clerk, agency)):
        with pytest.raises(CommandError, match=r"log\.not_auditor"):
            call_command("audit", "export", str(out), "--agency", of.code, "--as", person.username)
        assert not out.exists()
    status, (line,) = told(
        capsys, "export", str(out), "--agency", agency.code, "--as", auditor.username
    )
    assert (status, line["agency"], line["events"] >= 5) == (0, agency.code, True)
    exported = agency.events.get(verb="log.exported")
    assert exported.actor == f"user:{auditor.username}"
    status, (line,) = told(capsys, "check", str(out))
    assert (status, line["broken"], line["anchors"][0]["code"]) == (0, [], None)
    call_command("audit", "check", str(out))
    assert "Gói nguyên vẹn." in capsys.readouterr().out
    _, lines = told(capsys, "verify", "--as", auditor.username)
    assert [line["agency"] for line in lines] == [agency.code]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("export",), "path.missing"),
        (("export", "a.zip"), "log.agency_needed"),
        (("export", "a.zip", "--agency", "nowhere"), "agency.unknown"),
        (("check",), "path.missing"),
        (("check", "/nowhere.zip"), "path.missing"),
        (("verify", "--as", "nobody"), "user.unknown"),
    ],
)
def test_wrong_use_is_told(args: tuple[str, ...], code: str) -> None:
    with pytest.raises(CommandError, match=code):
        call_command("audit", *args)


def test_dates_and_names_of_files_are_looked_at(tmp_path: Path) -> None:
    agency = make_agency()
    acts(agency)
    out = tmp_path / "log.zip"
    with pytest.raises(CommandError, match=r"log\.not_a_date"):
        call_command("audit", "export", str(out), "--agency", agency.code, "--from", "1/2/2026")
    out.write_text("mine")
    with pytest.raises(CommandError, match=r"log\.package_exists"):
        call_command("audit", "export", str(out), "--agency", agency.code)
    assert out.read_text() == "mine"
    with pytest.raises(CommandError, match=r"log\.package_unreadable"):
        call_command("audit", "check", str(out))


def test_what_is_due_is_anchored_by_itself_and_waits_while_no_time_stamp_comes(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    acts(make_agency())
    assert anchors.look() == anchors.LOOK_S
    assert not Anchor.objects.exists()  # nothing has waited for a day
    monkeypatch.setattr(anchors, "due", lambda every: True)
    away = Desk(desk.store, Away(), desk.keep)
    monkeypatch.setattr(wiring, "anchor_desk", lambda: away)
    assert anchors.look() == anchors.TROUBLED_S
    assert not Anchor.objects.exists()
    monkeypatch.setattr(wiring, "anchor_desk", lambda: desk)
    assert anchors.look() == anchors.LOOK_S
    assert Anchor.objects.count() == 1
    assert Event.objects.filter(verb="log.anchored", actor="worker").count() == 1
