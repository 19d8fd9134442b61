"""A remote signer of the agency: released by a person, asked by the worker, answered when its owner agrees."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers.models import Paper, SigningSession
from dossiers.states import State
from ingest.runner import claim, run_one
from ingest.signing import Desk, release_key
from ingest.tools import Tools
from signing.adapters.csc import CscService, CscSigner
from signing.pki import DemoPki
from tests.ingest.test_signing import CODE, agency, code_of, desk, to_sign  # noqa: F401 - fixtures
from tests.signing.remote_signer import CREDENTIAL, TOKEN, ReferenceSigner, serving, signer_of

pytestmark = [pytest.mark.django_db, pytest.mark.service]
BY = "user:an"
SERVICE = SigningSession.Means.SERVICE


@pytest.fixture
def service(pki: DemoPki) -> Iterator[ReferenceSigner]:
    with serving(signer_of(pki.agency_p12[CODE])) as running:
        yield running


@pytest.fixture
def remote(tools: Tools, service: ReferenceSigner) -> Tools:
    """A new client for each call, as after a restart."""
    facts = CscService(service.url, CREDENTIAL, token=TOKEN, timeout_s=5)
    return replace(tools, remote=lambda code: CscSigner(facts) if code == CODE else None)


def release(paper: Paper, desk: Desk) -> None:  # noqa: F811
    release_key(paper.pk, by=BY, desk=desk, has_key=lambda _: True, means=SERVICE)


def again(paper: Paper, tools: Tools) -> Paper:
    Paper.objects.update(not_before=None)
    return run_one(paper, tools)


def test_the_worker_waits_for_the_owner_and_asks_once(
    to_sign: Callable[[], Paper],  # noqa: F811
    desk: Desk,  # noqa: F811
    remote: Tools,
    service: ReferenceSigner,
) -> None:
    paper = to_sign()
    assert claim("worker") is None
    service.agrees = False
    release(paper, desk)
    paper = run_one(paper, remote)
    for _ in range(2):
        assert (paper.state, paper.failure_code) == (State.TO_SIGN, "signing.key_unavailable")
        paper = again(paper, remote)
    assert code_of(lambda: release(paper, desk)) == "signing.already_given"
    service.agrees = True
    paper = again(paper, remote)
    assert (paper.state, paper.failure_code) == (State.AVAILABLE, "")
    assert [what for what, _ in service.asked].count("signatures/signHash") == 1
    assert SigningSession.objects.get().stage == SigningSession.Stage.DONE


def test_who_does_not_agree_in_time_leaves_the_paper_to_a_person(
    to_sign: Callable[[], Paper],  # noqa: F811
    desk: Desk,  # noqa: F811
    remote: Tools,
    service: ReferenceSigner,
) -> None:
    paper = to_sign()
    service.agrees = False
    release(paper, desk)
    run_one(paper, remote)
    SigningSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    paper = again(paper, remote)
    assert (paper.state, paper.failure_code) == (State.TO_SIGN, "signing.signature_lost")
    assert SigningSession.objects.get().code == "signing.session_expired"
    Paper.objects.update(not_before=None)
    assert claim("worker") is None
    service.agrees = True
    release(paper, desk)
    assert run_one(paper, remote).state == State.AVAILABLE


def test_a_signature_for_something_else_is_not_put_in(
    to_sign: Callable[[], Paper],  # noqa: F811
    desk: Desk,  # noqa: F811
    remote: Tools,
    service: ReferenceSigner,
) -> None:
    paper = to_sign()
    service.agrees = False
    release(paper, desk)
    run_one(paper, remote)
    service.waiting = dict.fromkeys(service.waiting, b"\1" * 32)
    service.agrees = True
    paper = again(paper, remote)
    assert (paper.state, paper.failure_code) == (State.TO_SIGN, "signing.signature_lost")
    assert SigningSession.objects.get().code == "signing.signature_wrong"


def test_without_its_service_a_paper_waits(
    to_sign: Callable[[], Paper],  # noqa: F811
    desk: Desk,  # noqa: F811
    tools: Tools,
) -> None:
    paper = to_sign()
    release(paper, desk)
    paper = run_one(paper, tools)
    assert (paper.state, paper.failure_code) == (State.TO_SIGN, "signing.key_unavailable")
