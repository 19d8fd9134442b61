"""Several persons sign one paper at the same moment, and one gives the same signature twice: one outcome."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.models import Agency
from dossiers.chain import breaks
from dossiers.models import Event, Paper, SigningSession
from dossiers.states import State
from ingest.errors import SigningRefused
from ingest.signing import Desk, begin_signing, cancel_signing, give_signature
from signing.pki import DemoPki, make_demo_pki
from signing.trust import load_trust
from storage.adapters.memory import MemoryStore
from tests.ingest.copies import add_copy
from tests.ingest.test_signing import Token, holder
from tests.postgresql.test_together import at_once
from tests.records import make_agency, make_paper

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]

CODE, NAME = "H90.01", "Ủy ban nhân dân xã An Bình"


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    return make_demo_pki(tmp_path_factory.mktemp("keys"), agencies={CODE: NAME})


@pytest.fixture
def desk(pki: DemoPki) -> Desk:
    trust = load_trust([pki.root_pem, pki.intermediate_pem], crls=pki.crls)
    return Desk(
        store=MemoryStore(),
        trust=lambda: trust,
        trial=True,
        lasts=timedelta(minutes=15),
        stop_days=1,
        printed=lambda _: None,
    )


@pytest.fixture
def token(pki: DemoPki) -> Token:
    return Token(holder(pki.agency_p12[CODE]))


@pytest.fixture
def paper(transactional_db: None, desk: Desk) -> Paper:
    agency = make_agency(CODE, name=NAME, signs_with=Agency.SignsWith.PERSON)
    made = make_paper(agency, State.TO_SIGN, store=desk.store)
    add_copy(made, desk.store, version=1, width=595)
    return made


def told(act: Callable[[], object]) -> str:
    """Empty where it was done."""
    try:
        act()
    except SigningRefused as error:
        return error.code
    return ""


def test_one_of_several_begins(paper: Paper, desk: Desk, token: Token) -> None:
    def begin(who: str) -> str:
        certificates = token.certificates
        return told(lambda: begin_signing(paper.pk, certificates=certificates, by=who, desk=desk))

    answers = at_once(*(lambda who=f"user:{name}": begin(who) for name in "abcd"))
    assert sorted(answers) == ["", *["signing.begun_by_another"] * 3]
    assert SigningSession.objects.count() == 1
    assert list(breaks(paper.agency)) == []


def test_one_signature_is_taken_once(paper: Paper, desk: Desk, token: Token) -> None:
    session = begin_signing(paper.pk, certificates=token.certificates, by="user:a", desk=desk)
    answer = token.answer(session)

    def give() -> str:
        facts = {"paper_id": paper.pk, "signature": answer, "by": "user:a", "desk": desk}
        return told(lambda: give_signature(session.pk, **facts))

    def begin_anew() -> str:
        certificates = token.certificates
        return told(
            lambda: begin_signing(paper.pk, certificates=certificates, by="user:a", desk=desk)
        )

    def give_up() -> str:
        return told(lambda: cancel_signing(session.pk, paper_id=paper.pk, by="user:a"))

    at_once(give, give, begin_anew, give_up)
    assert Event.objects.filter(verb="paper.sign_given").count() <= 1
    assert SigningSession.objects.filter(stage__in=("open", "given")).count() <= 1
    assert list(breaks(paper.agency)) == []
