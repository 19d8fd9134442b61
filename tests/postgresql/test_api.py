"""Several calls at once on PostgreSQL: a key acts once, a paper is used once, a minute has so many calls."""

from uuid import uuid4

import pytest
from django.http import HttpResponse

from accounts.models import SystemToken
from api.errors import TooManyCalls
from api.limits import Allowances
from dossiers.models import EvidenceRequest, Reuse
from tests.api.systems import System, make_system, told
from tests.api.test_evidence import PATH, wanted
from tests.postgresql.test_together import at_once
from tests.reuse.cases import make_case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]


def again(system: System) -> System:
    """The same system in another thread."""
    return System(system.user, system.token, system.secret)


def test_two_with_one_key_act_once() -> None:
    case = make_case()
    system = make_system(case.agency)

    def call() -> HttpResponse:
        return again(system).post(PATH, wanted(case), key="cung-mot-luc")

    answers: list[HttpResponse] = at_once(*[call] * 4)  # type: ignore[assignment]
    assert [each.status_code for each in answers] == [201] * 4, [each.content for each in answers]
    assert len({told(each)["id"] for each in answers}) == 1
    assert EvidenceRequest.objects.count() == 1


def test_two_systems_that_accept_at_once_use_the_paper_once() -> None:
    case = make_case()
    systems = [make_system(case.agency) for _ in range(2)]
    paths = []
    for each in systems:
        request = told(each.post(PATH, wanted(case), key=uuid4().hex))
        each.get(f"{PATH}/{request['id']}/preview")
        paths.append(f"{PATH}/{request['id']}/accept")
    acts = [
        lambda each=each, path=path: again(each).post(path, key=uuid4().hex)
        for each, path in zip(systems, paths, strict=True)
    ]
    answers: list[HttpResponse] = at_once(*acts)  # type: ignore[assignment]
    assert [each.status_code for each in answers] == [200, 200], [each.content for each in answers]
    (reuse,) = Reuse.objects.all()
    assert [told(each)["reuses"] for each in answers] == [[reuse.pk]] * 2


def test_processes_at_once_share_the_calls_of_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.limits.time.time", lambda: 1_800_000_030.0)
    token = make_system(None, calls_a_minute=40).token

    def process() -> int:
        allowances, admitted = Allowances(), 0
        while True:
            try:
                allowances.take(token)
            except TooManyCalls:
                return admitted
            admitted += 1

    admitted: list[int] = at_once(*[process] * 4)  # type: ignore[assignment]
    assert sum(admitted) == 40
    assert SystemToken.objects.get(pk=token.pk).calls_taken == 40
