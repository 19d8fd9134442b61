"""What a person gave for a paper in TO_SIGN: put into the copy with its time-stamp, by the worker."""

import base64

from django.db import transaction
from django.utils import timezone

from dossiers.models import Paper, SigningSession
from ingest.errors import SignatureLost
from ingest.print_of import print_of
from ingest.signing import LIVE, end, newest_copy, prepared_copy, question_facts
from ingest.steps.files import scratch_folder
from ingest.tools import Tools
from signing.deferred import asked, check_signature, restore
from signing.errors import KeyUnavailable, SignatureWrong, StateBroken
from signing.key_check import check_certificate
from signing.ports import Level
from signing.remote import RemoteSigner
from signing.sign import finish

GIVEN = SigningSession.Stage.GIVEN
KEY, SERVICE = SigningSession.Means.KEY, SigningSession.Means.SERVICE


def given_for(paper: Paper) -> SigningSession | None:
    """The signature that waits to be put in; None where no person gave one, or released the server's key."""
    found = paper.signing_sessions.filter(stage=GIVEN).exclude(means=KEY)
    return found.select_related("rendition").first()


def fetch(session: SigningSession, paper: Paper, tools: Tools) -> None:
    """Have the agency's remote signer sign what a person released; nothing is done twice that is kept.

    The question is kept before it is asked, and the ticket before it is used: a worker that is killed
    leaves what the next one goes on with.

    Raises:
        signing.errors.KeyUnavailable: the service is away, or its owner has not agreed yet: tried again.
        SignatureLost: nobody has agreed in time, or what came does not fit; the paper waits for a person.
        signing.errors.SigningError: the service's certificate may not sign for this agency.
    """
    if session.means != SERVICE or session.signature:
        return
    remote = tools.remote(paper.agency.code)
    if remote is None:
        raise KeyUnavailable("the agency has no remote signer any more")
    if not session.digest:
        _prepare(session, paper, tools, remote)
    signature = None
    if not session.ticket:
        answer = remote.ask(bytes.fromhex(session.digest))
        signature, session.ticket = answer.signature, answer.ticket
        session.save()
    if signature is None:
        signature = remote.fetch(session.ticket)
    if signature is None and session.expires_at <= timezone.now():
        raise _lost(session, "signing.session_expired")
    if signature is None:
        raise KeyUnavailable("the remote signer has not signed yet")
    question = asked(session.state, digest=session.digest)
    try:
        fitting = check_signature(question.certificates.leaf_der, question.to_be_signed, signature)
    except SignatureWrong as error:
        raise _lost(session, error.code) from error
    session.signature = base64.b64encode(fitting).decode()
    session.save()


def _prepare(session: SigningSession, paper: Paper, tools: Tools, remote: RemoteSigner) -> None:
    certificates = remote.certificates()
    check_certificate(
        certificates.leaf_der,
        agency=paper.agency.name,
        trust=tools.trust(),
        at=timezone.now(),
        stop_days=tools.stop_days,
        chain_der=certificates.chain_der,
    )
    copy = newest_copy(paper)
    with scratch_folder(tools) as folder:
        path = tools.store.local_copy(copy.key, folder=folder)
        source, printed = path.read_bytes(), print_of(path, sandbox=tools.sandbox)
    prepared = prepared_copy(paper, source, certificates, trial=tools.trial, printed=printed)
    for name, value in question_facts(copy, source, prepared).items():
        setattr(session, name, value)
    session.save()


def _lost(session: SigningSession, code: str) -> SignatureLost:
    with transaction.atomic():
        end(session, code=code)
    return SignatureLost(code)


def put_in(session: SigningSession, tools: Tools, *, level: Level) -> bytes:
    """The copy with the person's signature, B-B or time-stamped (B-T).

    Raises:
        signing.errors.TimestampUnavailable: tried again; the signature is kept.
        SignatureLost: it no longer fits; the session is ended and the paper waits for another one.
    """
    copy = session.rendition
    # The paper may have been composed anew since: handed in again, read again, corrected.
    if copy is None or copy != newest_copy(session.paper):
        raise _lost(session, SignatureLost.code)
    try:
        with scratch_folder(tools) as folder:
            source = tools.store.local_copy(copy.key, folder=folder).read_bytes()
        prepared = restore(session.state, source)
        signature = base64.b64decode(session.signature, validate=True)
        fitting = check_signature(prepared.certificate_der, prepared.to_be_signed, signature)
    except (StateBroken, SignatureWrong) as error:
        raise _lost(session, SignatureLost.code) from error
    return finish(prepared, fitting, timestamper=tools.timestamper if level == "B-T" else None)


def close(paper: Paper) -> None:
    """The signed copy is there: what a person gave for it is done with, and what was begun is in vain."""
    for session in paper.signing_sessions.filter(stage__in=LIVE):
        end(session, code="" if session.stage == GIVEN else "signing.not_waiting")
