"""Who may call: a token in force, for its scope, as often as it may; everybody else is told the same."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import SystemToken
from accounts.system_tokens import new_secret
from api import limits
from api.errors import TooManyCalls
from api.limits import ALLOWANCES
from tests.api.systems import ROOT, System, code_of, make_system, told
from tests.records import PASSWORD
from tests.reuse.cases import Case

LIST = "/procedures"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer motlan_wrong",
        "Basic dGVzdDp0ZXN0",
        "Token abc",
        "Bearer \u00e9",
        "Bearer " + "x" * 5000,
    ],
)
def test_a_stranger_is_refused(db: None, header: str | None) -> None:
    headers = {"Authorization": header} if header is not None else {}
    answer = Client().get(f"{ROOT}{LIST}", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="motlan"'
    assert code_of(answer) == "api.token_refused"  # type: ignore[arg-type]


def test_an_unknown_an_expired_a_revoked_and_a_locked_one_are_answered_alike(
    system: System, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def problem() -> dict[str, Any]:
        with django_assert_num_queries(1):
            answer = system.get(LIST)
        assert answer.status_code == 401
        return {**told(answer), "request_id": ""}

    known = system.secret
    system.secret = new_secret()
    answers = [problem()]
    system.secret = known
    now = timezone.now()
    token = SystemToken.objects.filter(pk=system.token.pk)
    token.update(expires_at=now - timedelta(seconds=1))
    answers.append(problem())
    token.update(expires_at=now + timedelta(days=1), revoked_at=now)
    answers.append(problem())
    token.update(revoked_at=None)
    system.user.is_active = False
    system.user.save()
    answers.append(problem())
    assert answers[1:] == answers[:1] * 3
    system.user.is_active = True
    system.user.save()
    assert system.get(LIST).status_code == 200


def test_a_session_opens_nothing(client: Client, case: Case) -> None:
    client.force_login(case.officer)
    assert client.get(f"{ROOT}{LIST}").status_code == 401


def test_a_token_opens_no_page(system: System) -> None:
    answer = Client().get("/tra-cuu/", headers=system.headers())
    assert answer.status_code == 302


def test_a_system_cannot_sign_in_whatever_password_it_is_given(system: System) -> None:
    system.user.set_password(PASSWORD)
    system.user.save(update_fields=["password"])
    assert not Client().login(username=system.user.username, password=PASSWORD)


def test_each_scope_opens_its_own(case: Case) -> None:
    system = make_system(case.agency, scopes="reuse intake")
    answer = system.get(LIST)
    assert answer.status_code == 403
    assert code_of(answer) == "api.not_allowed"


def test_the_calls_of_a_minute_are_held_over_several_processes(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_030.0)
    system = make_system(case.agency, calls_a_minute=20)
    processes = [limits.Allowances(), limits.Allowances(), limits.Allowances()]
    waits = [_take(processes[number % 3], system.token) for number in range(60)]
    assert waits.count(0) == 20
    assert set(waits) == {0, 30}


def _take(process: limits.Allowances, token: SystemToken) -> int:
    """How long the call must wait; 0 when it is admitted."""
    try:
        process.take(token)
    except TooManyCalls as refused:
        return refused.wait_s
    return 0


def test_a_token_that_is_used_up_waits_for_the_next_minute(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_800_000_000.0]
    monkeypatch.setattr(limits.time, "time", lambda: clock[0])
    system = make_system(case.agency, calls_a_minute=3)
    assert [system.get(LIST).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = system.get(LIST)
    assert answer.headers["Retry-After"] == "60"
    assert code_of(answer) == "api.too_many_calls"
    other = make_system(case.agency)
    assert other.get(LIST).status_code == 200
    clock[0] += 60
    assert system.get(LIST).status_code == 200


def test_many_calls_cost_few_writes(
    case: Case, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    system = make_system(case.agency, calls_a_minute=100)
    system.get(LIST)
    assert SystemToken.objects.get(pk=system.token.pk).last_used_at is not None
    for _ in range(9):
        with django_assert_num_queries(2):  # the token, the list
            system.get(LIST)
    assert SystemToken.objects.get(pk=system.token.pk).calls_taken == 10


def test_past_minutes_are_let_go(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    for minutes in range(3):
        monkeypatch.setattr(limits.time, "time", lambda later=now + 60 * minutes: later)
        ALLOWANCES.take(make_system(case.agency).token)
    assert len(ALLOWANCES) == 1
