"""`motlan dispose`: does what two persons decided, says what has to wait, and may run every night."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from config import wiring
from dossiers.models import Disposal, Paper
from dossiers.retention.disposals import Grounds, decide, propose
from dossiers.retention.holds import place_hold
from dossiers.states import State
from storage.adapters.memory import MemoryStore
from storage.adapters.s3 import S3Store
from tests.records import make_agency, make_paper, make_user
from worker.cli import main

pytestmark = pytest.mark.django_db
NOTHING = {"papers": 0, "objects": 0, "hindered": 0, "holds": 0, "holds_failed": 0}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    made = MemoryStore()
    monkeypatch.setattr(wiring, "store", lambda: made)
    return made


@pytest.fixture
def keeper() -> User:
    return make_user("administrator", make_agency(), full_name="Trần Thị Giữ")


@pytest.fixture
def paper(keeper: User, store: MemoryStore) -> Paper:
    """Approved to go."""
    agency = keeper.roles_held[0].agency
    over = timezone.now() - timedelta(days=1)
    made = make_paper(agency, State.AVAILABLE, store=store, retain_until=over)
    grounds = Grounds("Hết thời hạn", "Luật Lưu trữ")
    listed = propose(by=keeper, agency_id=agency.pk, papers=[made.pk], grounds=grounds)
    chief = make_user("manager", agency, full_name="Lê Văn Duyệt")
    decide(by=chief, disposal_id=listed.pk, approve=True, reason="Đồng ý")
    return made


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_what_is_approved_goes_once(
    paper: Paper, store: MemoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dispose", "--dry-run", "--json"]) == 0
    assert told(capsys) == {"waiting": 1}
    assert len(list(store.keys())) == 1
    assert main(["dispose", "--json"]) == 0
    assert told(capsys) == NOTHING | {"papers": 1, "objects": 1}
    assert main(["dispose", "--json"]) == 0
    assert told(capsys) == NOTHING
    assert Disposal.objects.get().state == Disposal.State.DONE


def test_what_has_to_wait_ends_with_three(
    paper: Paper, keeper: User, capsys: pytest.CaptureFixture[str]
) -> None:
    place_hold(by=keeper, paper_id=paper.pk, reason="Vụ án")
    with pytest.raises(SystemExit) as ended:
        main(["dispose", "--json"])
    assert ended.value.code == 3
    assert told(capsys) == NOTHING | {"hindered": 1, "holds": 1}


def test_only_this_command_opens_the_store_with_the_right_to_delete(settings: Any) -> None:
    settings.MOTLAN_S3_URL = "https://store.example:9000"
    settings.MOTLAN_S3_ACCESS_KEY, settings.MOTLAN_S3_SECRET_KEY = "writes", "secret"
    settings.MOTLAN_S3_DISPOSAL_ACCESS_KEY = "deletes"
    settings.MOTLAN_S3_DISPOSAL_SECRET_KEY = "other"
    found = wiring.disposal_store()
    assert isinstance(found, S3Store)
    assert found._server.access_key == "deletes"
    assert wiring.s3_server().access_key == "writes"
