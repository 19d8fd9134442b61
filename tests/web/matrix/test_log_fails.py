"""What cannot be written to the log does not happen: nothing changes, nothing is handed out, a sentence is told.

Every address is asked for with GET and POST by those who may, while no event can be written.
"""

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import OperationalError, transaction
from django.test import Client

from accounts.models import SignInCount
from config.messages import message
from dossiers import events
from dossiers.models import Event
from ingest.models import Heartbeat
from tests.web.matrix.office import Office
from tests.web.matrix.planted import IDS
from tests.web.matrix.rows import text_of
from tests.web.matrix.test_addresses import TABLES
from worker.moving.records import content

# Sessions and counted tries are no acts.
ASIDE = {Session, Heartbeat, SignInCount}
KINDS = ("clerk", "officer", "manager", "auditor", "administrator")


class Log:
    """Stands in for the end of the chain: nothing can be written, and it is known whether anybody tried."""

    def __init__(self) -> None:
        self.asked = False

    def append(self, *_: object) -> None:
        self.asked = True
        raise OperationalError("database or disk is full")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    failing = Log()
    monkeypatch.setattr(events, "_append", failing.append)
    return failing


def records() -> dict[str, str]:
    """What every table holds."""
    models = [each for each in apps.get_models(include_auto_created=True) if each not in ASIDE]
    return {
        each._meta.db_table: content(each, "default").sha256
        for each in models
        if each._meta.managed
    }


def ask(client: Client, address: str, method: str, sent: dict[str, str]) -> object:
    client.raise_request_exception = False
    return client.post(address, sent) if method == "post" else client.get(address)


@pytest.mark.parametrize("table", TABLES)
def test_no_act_and_no_download_without_its_event(office: Office, log: Log, table: str) -> None:
    clients = {who: client for who, client in office.clients().items() if who.endswith("@here")}
    before, acts, wrong = records(), set(), {}
    for name, row in TABLES[table].items():
        address = office.address(name, row)
        for kind in row.kinds & set(KINDS):
            for method in ("get", "post"):
                log.asked = False
                with transaction.atomic():
                    answer = ask(clients[f"{kind}@here"], address, method, dict(row.sent))
                    faults = faults_of(answer, before) if log.asked else []
                    transaction.set_rollback(True)
                if log.asked:
                    acts.add(f"{name} {method}")
                if faults:
                    wrong[f"{name} {method} {kind}"] = faults
    assert not wrong, "\n".join(f"{what}: {faults}" for what, faults in wrong.items())
    assert acts, "nothing that was asked for is an act"


def faults_of(answer: object, before: dict[str, str]) -> list[str]:
    """What was done or told although the log could not be written."""
    faults = []
    if answer.status_code != 503:  # type: ignore[attr-defined]
        faults.append(f"status {answer.status_code}")  # type: ignore[attr-defined]
    text = text_of(answer)
    if message("records.full").sentence not in text:
        faults.append("no sentence")
    if any(number in text for number in IDS.values()):
        faults.append("a personal id")
    after = records()
    return faults + [f"{table} changed" for table in before if after[table] != before[table]]


def test_nobody_is_signed_in_or_out_without_its_event(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = office.people["clerk@here"]
    assert clerk is not None
    clerk.set_password("mot cau de nho 1")
    clerk.save()
    client = Client(raise_request_exception=False)
    sent = {"username": clerk.username, "password": "mot cau de nho 1"}
    with monkeypatch.context() as failing:
        log = Log()
        failing.setattr(events, "_append", log.append)
        for password in (sent["password"], "wrong"):
            answer = client.post("/dang-nhap/", {**sent, "password": password})
            assert answer.status_code == 503
            assert "_auth_user_id" not in client.session
    assert client.post("/dang-nhap/", sent).status_code == 302
    with monkeypatch.context() as failing:
        failing.setattr(events, "_append", Log().append)
        assert client.post("/dang-xuat/").status_code == 503
        assert "_auth_user_id" in client.session
    assert client.post("/dang-xuat/").status_code == 302
    about = Event.objects.filter(object_type="user", object_id=clerk.pk).order_by("id")
    assert [each.verb for each in about if each.verb.startswith("user.sign")] == [
        "user.signed_in",
        "user.signed_out",
    ]
