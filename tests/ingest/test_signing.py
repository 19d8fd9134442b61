"""A person signs for the agency: who may when, what is refused, and that nothing is signed twice or lost."""

import base64
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone

from accounts.models import Agency
from config.messages import MESSAGES
from dossiers.chain import breaks
from dossiers.models import Event, Paper, Rendition, SigningSession
from dossiers.states import State
from ingest.errors import SigningRefused
from ingest.runner import claim, run_one
from ingest.signing import Desk, begin_signing, cancel_signing, give_signature, release_key
from ingest.tools import Tools
from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.deferred import Certificates, asked
from signing.errors import (
    CertificateExpires,
    CertificateOfAnother,
    SignatureWrong,
    TimestampUnavailable,
)
from signing.pki import DemoPki, make_demo_pki
from signing.print_map import PrintMap, see_print
from signing.trust import Trust
from tests.ingest.conftest import AGENCY
from tests.ingest.copies import add_copy
from tests.records import make_agency, make_paper

pytestmark = pytest.mark.django_db

CODE, NAME = next(iter(AGENCY.items()))
AN, BA = "user:an", "user:ba"


def holder(path: Path) -> Pkcs12KeyHolder:
    return Pkcs12KeyHolder(path, password=DemoPki.password_file(path).read_bytes())


class Token:
    """A token of the agency: certificates out, signatures back; the key stays inside."""

    def __init__(self, key: Pkcs12KeyHolder) -> None:
        self._key = key
        self.certificates = Certificates(key.certificate_der, key.chain_der)

    def answer(self, session: SigningSession) -> str:
        question = asked(session.state, digest=session.digest)
        return base64.b64encode(self._key.sign_digest_input(question.to_be_signed)).decode()


@pytest.fixture
def token(pki: DemoPki) -> Token:
    return Token(holder(pki.agency_p12[CODE]))


@pytest.fixture
def agency() -> Agency:
    return make_agency(CODE, name=NAME, signs_with=Agency.SignsWith.PERSON)


@pytest.fixture
def desk(tools: Tools, trust: Trust) -> Desk:
    return Desk(
        store=tools.store,
        trust=lambda: trust,
        trial=True,
        lasts=timedelta(minutes=15),
        stop_days=1,
        printed=see_print,
    )


@pytest.fixture
def to_sign(agency: Agency, tools: Tools) -> Callable[[], Paper]:
    def made(number: int = 1) -> Paper:
        paper = make_paper(agency, State.TO_SIGN, store=tools.store)
        add_copy(paper, tools.store, version=1, width=594 + number)
        return paper

    return made


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(SigningRefused) as caught:
        act()
    assert caught.value.code in MESSAGES
    return caught.value.code


def verbs(paper: Paper) -> list[str]:
    about = Event.objects.filter(object_type="paper", object_id=paper.pk).order_by("id")
    return list(about.values_list("verb", flat=True))


def test_a_token_signs_and_the_worker_finishes(
    to_sign: Callable[[], Paper], tools: Tools, desk: Desk, token: Token
) -> None:
    paper = to_sign()
    assert claim("worker") is None  # it waits for a person
    session = begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    assert claim("worker") is None
    given = give_signature(
        session.pk, paper_id=paper.pk, signature=token.answer(session), by=AN, desk=desk
    )
    assert given.stage == SigningSession.Stage.GIVEN
    paper = run_one(paper, tools)
    assert (paper.state, paper.failure_code) == (State.AVAILABLE, "")
    signature, _stamp_of_the_file = paper.verifications.latest().signatures
    assert (signature["organisation"], signature["level"]) == (NAME, "B-LTA")
    assert verbs(paper) == [
        "paper.sign_begun",
        "paper.sign_given",
        "paper.signed",
        "paper.available",
    ]
    session.refresh_from_db()
    assert (session.stage, session.state, session.code) == ("done", {}, "")
    assert list(breaks(paper.agency)) == []


def test_the_mark_moves_away_from_print(
    to_sign: Callable[[], Paper], tools: Tools, desk: Desk, token: Token
) -> None:
    paper, upper = to_sign(), PrintMap(2, 10, b"\x00\x01" * 2 + b"\x00\x00" * 8)
    desk = replace(desk, printed=lambda _: upper)  # a fifth of the page from the top, at the right
    session = begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    answer = token.answer(session)
    give_signature(session.pk, paper_id=paper.pk, signature=answer, by=AN, desk=desk)
    paper = run_one(paper, tools)
    with tools.store.open(paper.renditions.get(kind="signed").key) as stream:
        pdf = pikepdf.open(io.BytesIO(stream.read()))
    with pdf:
        box, page = pdf.Root.AcroForm.Fields[0].Rect, pdf.pages[0].MediaBox
        assert float(box[3]) <= float(page[3]) * 0.8
        assert float(box[2]) > float(page[2]) - 15


def test_without_a_time_stamp_the_signature_is_kept_and_asked_for_once(
    to_sign: Callable[[], Paper], tools: Tools, desk: Desk, token: Token
) -> None:
    class Away:
        def respond(self, request_der: bytes) -> bytes:
            raise TimestampUnavailable("away")

    paper = to_sign()
    session = begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    answer = token.answer(session)
    give_signature(session.pk, paper_id=paper.pk, signature=answer, by=AN, desk=desk)
    paper = run_one(paper, replace(tools, timestamper=Away()))
    assert (paper.state, paper.failure_code) == (State.TO_SIGN, "signing.timestamp_unavailable")
    assert code_of(
        lambda: begin_signing(paper.pk, certificates=token.certificates, by=BA, desk=desk)
    ) == ("signing.already_given")
    Paper.objects.update(not_before=None)
    assert run_one(paper, tools).state == State.AVAILABLE


def test_a_session_is_for_one_person_one_paper_and_one_time(
    to_sign: Callable[..., Paper], desk: Desk, token: Token
) -> None:
    paper, other = to_sign(), to_sign(2)
    session = begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    second = begin_signing(other.pk, certificates=token.certificates, by=AN, desk=desk)
    answer = token.answer(session)

    def give(pk: int, paper_id: int, signature: str = answer, by: str = AN) -> object:
        return give_signature(pk, paper_id=paper_id, signature=signature, by=by, desk=desk)

    assert code_of(lambda: give(session.pk, paper.pk, by=BA)) == "signing.no_session"
    assert code_of(lambda: give(session.pk, other.pk)) == "signing.no_session"
    for wrong in (token.answer(second), "", "khong phai", "AAAA"):
        with pytest.raises(SignatureWrong):
            give(session.pk, paper.pk, wrong)
    give(session.pk, paper.pk)
    assert code_of(lambda: give(session.pk, paper.pk)) == "signing.session_over"
    assert verbs(paper).count("paper.sign_given") == 1


def test_a_session_expires(to_sign: Callable[[], Paper], desk: Desk, token: Token) -> None:
    paper = to_sign()
    session = begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    answer = token.answer(session)
    begin_other = lambda: begin_signing(  # noqa: E731 - said three times
        paper.pk, certificates=token.certificates, by=BA, desk=desk
    )
    assert code_of(begin_other) == "signing.begun_by_another"
    SigningSession.objects.update(expires_at=timezone.now())
    assert (
        code_of(
            lambda: give_signature(
                session.pk, paper_id=paper.pk, signature=answer, by=AN, desk=desk
            )
        )
        == "signing.session_expired"
    )
    assert begin_other().begun_by == BA
    session.refresh_from_db()
    assert (session.stage, session.code) == ("ended", "signing.superseded")


def test_who_begins_again_begins_anew(
    to_sign: Callable[[], Paper], desk: Desk, token: Token
) -> None:
    paper = to_sign()
    first = begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    answer = token.answer(first)
    begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    assert (
        code_of(
            lambda: give_signature(first.pk, paper_id=paper.pk, signature=answer, by=AN, desk=desk)
        )
        == "signing.session_over"
    )


def test_a_paper_that_has_moved_on_takes_no_signature(
    to_sign: Callable[[], Paper], tools: Tools, desk: Desk, token: Token
) -> None:
    paper = to_sign()
    session = begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    answer = token.answer(session)

    def give() -> object:
        return give_signature(session.pk, paper_id=paper.pk, signature=answer, by=AN, desk=desk)

    Paper.objects.update(state=State.REVIEWED)
    assert code_of(give) == "signing.not_waiting"
    Paper.objects.update(state=State.TO_SIGN)
    add_copy(paper, tools.store, version=2, width=700)
    assert code_of(give) == "signing.not_waiting"


@pytest.mark.parametrize("records_changed", [True, False])
def test_a_copy_that_changed_after_the_signature_waits_for_another(
    to_sign: Callable[[], Paper], tools: Tools, desk: Desk, token: Token, records_changed: bool
) -> None:
    paper = to_sign()
    session = begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    answer = token.answer(session)
    give_signature(session.pk, paper_id=paper.pk, signature=answer, by=AN, desk=desk)
    add_copy(paper, tools.store, version=2, width=700)
    if records_changed:  # by somebody: what was given is for other bytes
        SigningSession.objects.update(rendition=paper.renditions.get(version=2))
    paper = run_one(paper, tools)
    assert (paper.state, paper.failure_code) == (State.TO_SIGN, "signing.signature_lost")
    Paper.objects.update(not_before=None)
    assert claim("worker") is None
    again = begin_signing(paper.pk, certificates=token.certificates, by=BA, desk=desk)
    give_signature(again.pk, paper_id=paper.pk, signature=token.answer(again), by=BA, desk=desk)
    assert run_one(paper, tools).state == State.AVAILABLE


def test_a_certificate_that_may_not_sign_is_refused(
    to_sign: Callable[[], Paper], desk: Desk, token: Token, tmp_path: Path
) -> None:
    other = make_demo_pki(tmp_path, agencies={"H90.77": "Ủy ban nhân dân xã Khác"})
    stranger = Token(holder(other.agency_p12["H90.77"]))
    paper = to_sign()
    with pytest.raises(CertificateOfAnother):
        begin_signing(paper.pk, certificates=stranger.certificates, by=AN, desk=desk)
    with pytest.raises(CertificateExpires):
        begin_signing(
            paper.pk,
            certificates=token.certificates,
            by=AN,
            desk=replace(desk, stop_days=100_000),
        )
    assert SigningSession.objects.count() == 0
    session = begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    with pytest.raises(CertificateExpires):
        give_signature(
            session.pk,
            paper_id=paper.pk,
            signature=token.answer(session),
            by=AN,
            desk=replace(desk, stop_days=100_000),
        )


def test_giving_up(to_sign: Callable[[], Paper], desk: Desk, token: Token) -> None:
    paper = to_sign()
    session = begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    assert code_of(lambda: cancel_signing(session.pk, paper_id=paper.pk, by=BA)) == (
        "signing.no_session"
    )
    for _ in range(2):
        cancel_signing(session.pk, paper_id=paper.pk, by=AN)
    assert verbs(paper) == ["paper.sign_begun", "paper.sign_cancelled"]
    begin_signing(paper.pk, certificates=token.certificates, by=BA, desk=desk)


def test_the_key_on_the_server_is_released_by_a_person(
    to_sign: Callable[[], Paper], tools: Tools, desk: Desk
) -> None:
    paper = to_sign()
    no_key = lambda _: False  # noqa: E731 - a fake of one question
    assert code_of(lambda: release_key(paper.pk, by=AN, desk=desk, has_key=no_key)) == (
        "signing.no_key_here"
    )
    for _ in range(2):  # a second press of the button is no second signature
        release_key(paper.pk, by=AN, desk=desk, has_key=tools.signer.has_key)
    paper = run_one(paper, tools)
    assert paper.state == State.AVAILABLE
    assert paper.renditions.filter(kind=Rendition.Kind.SIGNED).count() == 1
    assert not SigningSession.objects.filter(stage__in=("open", "given")).exists()
    assert code_of(
        lambda: release_key(paper.pk, by=AN, desk=desk, has_key=tools.signer.has_key)
    ) == ("signing.not_waiting")


def test_what_was_begun_is_in_vain_when_the_server_has_signed(
    to_sign: Callable[[], Paper], tools: Tools, desk: Desk, token: Token
) -> None:
    paper = to_sign()
    session = begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    Agency.objects.update(signs_with=Agency.SignsWith.KEY)
    assert run_one(paper, tools).state == State.AVAILABLE
    answer = token.answer(session)
    assert code_of(
        lambda: give_signature(session.pk, paper_id=paper.pk, signature=answer, by=AN, desk=desk)
    ) == ("signing.session_over")
    session.refresh_from_db()
    assert (session.stage, session.code, session.state) == ("ended", "signing.not_waiting", {})


def test_a_token_does_not_sign_where_the_server_does(
    to_sign: Callable[[], Paper], tools: Tools, desk: Desk, token: Token
) -> None:
    paper = to_sign()
    Agency.objects.update(signs_with=Agency.SignsWith.KEY)
    assert code_of(
        lambda: begin_signing(paper.pk, certificates=token.certificates, by=AN, desk=desk)
    ) == ("signing.by_key")
    assert run_one(paper, tools).state == State.AVAILABLE
