"""Every call of the API by a system of each place, with a token that is over, and with none."""

import json
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import SystemToken
from accounts.system_tokens import new_secret
from api.limits import ALLOWANCES
from tests.api.systems import System, make_system
from tests.web.matrix.office import Office
from tests.web.matrix.planted import SEES, ask_for_evidence, leaks
from tests.web.matrix.rows import PLACES, text_of
from tests.web.matrix.systems import CALLS, WITHOUT_RECORDS, Call
from tests.web.matrix.test_addresses import named_addresses


def test_every_call_stands_in_the_table() -> None:
    names = {name.removeprefix("api:") for name in named_addresses() if name.startswith("api:")}
    assert names - WITHOUT_RECORDS == set(CALLS) - {"search_person"}


@pytest.fixture
def systems(office: Office) -> dict[str, System]:
    """One of each place, and three that no call is open to."""
    ALLOWANCES.forget()
    made = {place: make_system(office.records[place].agency) for place in PLACES}
    here = office.records["here"].agency
    now = timezone.now()
    made["revoked"] = make_system(here, revoked_at=now)
    made["expired"] = make_system(here, expires_at=now)
    made["unknown"] = make_system(here)
    made["unknown"].secret = new_secret()
    return made


def test_who_gets_what(office: Office, systems: dict[str, System]) -> None:
    told, names = [], _names(office, systems)
    for name, call in CALLS.items():
        path, sent = call.path.format(**names), _filled(call.sent, names)
        for who, system in systems.items():
            with transaction.atomic():
                answer = _ask(system, call, path, sent)
                transaction.set_rollback(True)
            faults = leaks(text_of(answer), SEES.get(who, set()), asked=names["dossier"])
            expected = 401 if who not in PLACES else call.status
            if who in PLACES and who not in call.open_to:
                expected = call.closed
            if answer.status_code != expected:
                told.append(f"{name} {who}: {answer.status_code}, expected {expected}")
            told += [f"{name} {who}: {fault}" for fault in faults]
    assert not told, "\n".join(told)


def test_a_token_without_a_scope_or_a_role_opens_nothing_of_it(office: Office) -> None:
    agency = office.records["here"].agency
    nothing = make_system(None), make_system(agency, "manager"), make_system(agency, scopes="")
    names = _names(office, {"here": nothing[0]})
    told = []
    for system in nothing:
        for name, call in CALLS.items():
            with transaction.atomic():
                sent = _filled(call.sent, names)
                answer = _ask(system, call, call.path.format(**names), sent)
                transaction.set_rollback(True)
            told += [
                f"{name}: {fault}"
                for fault in leaks(text_of(answer), set(), asked=names["dossier"])
            ]
    assert not told, "\n".join(told)
    assert SystemToken.objects.count() == len(nothing) + 1  # and the one of the office


def _ask(system: System, call: Call, path: str, sent: Any) -> Any:
    return (
        system.get(path) if call.method == "get" else system.post(path, sent, key="mot-yeu-cau-1")
    )


def _filled(sent: Any, names: dict[str, str]) -> Any:
    """What is sent, with the names of records put in."""
    filled = json.dumps(sent)
    for name, value in names.items():
        filled = filled.replace(f"{{{name}}}", value)
    return json.loads(filled)


def _names(office: Office, systems: dict[str, System]) -> dict[str, str]:
    here = office.records["here"]
    evidence = ask_for_evidence(here, systems["here"].user, office.catalogue.other)
    return {
        "procedure_code": office.catalogue.procedure.code,
        "number": str(here.holder.personal_id),
        "name": here.holder.name,
        "agency": here.agency.code,
        "dossier": here.dossier.number,
        "other": office.catalogue.other.code,
        "evidence": str(evidence.key),
        "free": str(here.free.pk),
        "paper": str(here.paper.pk),
        "reuse": str(here.reuse.pk),
    }
