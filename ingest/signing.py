"""A person signs a paper for the agency: begin, give the signature, cancel. The worker puts it in.

The key stays where it is: in the person's token, or with the agency's own key on the server, which the
person releases for this paper. What a person gives is checked and kept at once; the time-stamp is asked
for by the worker, which has patience (`ingest/steps/sign.py`). So nothing is signed twice because a
time-stamping service was away, and no request waits for one.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Agency
from dossiers import events
from dossiers.copy_codes import grouped
from dossiers.models import Paper, PaperQuerySet, Rendition, SigningSession
from dossiers.states import State
from ingest.errors import SigningRefused
from ingest.waking import wake
from signing.deferred import (
    Certificates,
    asked,
    check_signature,
    digest_to_sign,
    read_signature,
    state_of,
)
from signing.key_check import check_certificate
from signing.ports import Mark
from signing.prepare import Appearance, Prepared, prepare
from signing.print_map import PrintMap
from signing.trust import Trust
from storage.ports import Store

Means, Stage = SigningSession.Means, SigningSession.Stage
LIVE = (Stage.OPEN, Stage.GIVEN)
# Law on E-Transactions 20/2023, Art. 12: a copy converted from paper carries its own marker.
DEFAULT_MARK = "Bản số hóa từ bản giấy"
CODE_LINE = "Mã kiểm tra:"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the acts of signing need beside the records."""

    store: Store
    trust: Callable[[], Trust]
    trial: bool
    lasts: timedelta  # from the beginning until the signature must be there
    stop_days: int  # before a certificate's end
    printed: Callable[[bytes], PrintMap | None]  # what the mark must not cover


def mark_of(paper: Paper) -> str:
    """The line of the mark that says what kind of copy it is."""
    return (paper.paper_type.mark_text if paper.paper_type else "") or DEFAULT_MARK


def mark_lines(paper: Paper) -> tuple[str, ...]:
    """That line, and the code by which the copy can be checked where no page had room to show it."""
    code = paper.copy_codes.last()
    if code is None or code.page is not None:
        return (mark_of(paper),)
    return (mark_of(paper), f"{CODE_LINE} {grouped(code.code)}")


def waits_for_a_person() -> Q:
    """Papers that no worker signs: the agency signs by a person, and nobody has given a signature yet."""
    by_person = Agency.objects.filter(signs_with=Agency.SignsWith.PERSON)
    given = SigningSession.objects.filter(paper=OuterRef("pk"), stage=Stage.GIVEN)
    return Q(~Exists(given), state=State.TO_SIGN, agency__in=by_person.order_by().values("pk"))


def begin_signing(
    paper_id: int, *, certificates: Certificates, by: str, desk: Desk
) -> SigningSession:
    """Prepare the paper's copy for a token's signature; the session tells the digest to be signed.

    Who begins again ends what they began before; another person waits until it has expired.

    Raises:
        SigningRefused: the paper does not wait for a person, or another person is at it.
        signing.errors.SigningError: the certificate may not sign for this agency now, or the copy
            cannot be signed.
        storage.errors.StorageError: the copy cannot be read now.
    """
    paper = _waiting(paper_id, by=by, means=Means.TOKEN)
    _check(certificates, paper.agency, desk)
    copy = newest_copy(paper)
    with desk.store.open(copy.key) as stream:
        source = stream.read()
    printed = desk.printed(source)
    prepared = prepared_copy(paper, source, certificates, trial=desk.trial, printed=printed)
    with transaction.atomic():
        paper = _waiting(paper_id, by=by, means=Means.TOKEN, lock=True)
        if newest_copy(paper) != copy:
            raise SigningRefused("signing.not_waiting")
        session = _open(
            paper,
            means=Means.TOKEN,
            by=by,
            desk=desk,
            **question_facts(copy, source, prepared),
        )
        _record(session, verb="paper.sign_begun", by=by)
    return session


def give_signature(
    session_id: int, *, paper_id: int, signature: str, by: str, desk: Desk
) -> SigningSession:
    """Keep the signature that a token gave; the worker time-stamps it and puts it into the copy.

    Args:
        signature: Base64, as the token gave it.
    Raises:
        SigningRefused: no such session of this person for this paper, or it is over.
        signing.errors.SigningError: the signature does not fit what was asked for, or the
            certificate may not sign for this agency any more.
    """
    with transaction.atomic():
        paper = _locked(paper_id)
        session = _own(session_id, paper_id=paper_id, by=by)
        if session.expires_at <= timezone.now():
            raise SigningRefused("signing.session_expired")
        if paper.state != State.TO_SIGN or newest_copy(paper).pk != session.rendition_id:
            raise SigningRefused("signing.not_waiting")
        question = asked(session.state, digest=session.digest)
        _check(question.certificates, paper.agency, desk)
        fitting = check_signature(
            question.certificates.leaf_der, question.to_be_signed, read_signature(signature)
        )
        session.signature = base64.b64encode(fitting).decode()
        _give(session, paper, by)
    return session


def prepared_copy(
    paper: Paper,
    source: bytes,
    certificates: Certificates,
    *,
    trial: bool,
    printed: PrintMap | None,
) -> Prepared:
    """The copy with its mark and room for a signature of this certificate."""
    mark = Mark(agency_name=paper.agency.name, lines=mark_lines(paper), trial=trial)
    return prepare(
        source,
        certificate_der=certificates.leaf_der,
        chain_der=certificates.chain_der,
        mark=Appearance(mark, printed=printed),
    )


def question_facts(copy: Rendition, source: bytes, prepared: Prepared) -> dict[str, Any]:
    """What a session keeps of a prepared copy."""
    return {
        "rendition": copy,
        "certificate_sha256": Certificates(prepared.certificate_der).sha256,
        "digest": digest_to_sign(prepared).hex(),
        "state": state_of(prepared, source),
    }


def release_key(
    paper_id: int, *, by: str, desk: Desk, has_key: Callable[[str], bool], means: str = Means.KEY
) -> None:
    """Let the agency's key on the server, or with the service that keeps it, sign this paper now.

    For an agency that signs by a person this is the person's act; for one whose papers are signed by
    themselves it ends the wait for the next try.

    Raises:
        SigningRefused: the paper does not wait, another person is at it, or there is no key here.
    """
    with transaction.atomic():
        paper = _waiting(paper_id, by=by, means=means, lock=True)
        if not has_key(paper.agency.code):
            raise SigningRefused("signing.no_key_here")
        session = _open(paper, means=means, by=by, desk=desk)
        _give(session, paper, by)


def cancel_signing(session_id: int, *, paper_id: int, by: str) -> None:
    """Give up a signature that was begun; the paper waits on. A second call changes nothing.

    Raises:
        SigningRefused: no such session of this person, or its signature was given already.
    """
    with transaction.atomic():
        _locked(paper_id)
        session = _session(session_id, paper_id=paper_id, by=by)
        if session.stage == Stage.GIVEN:
            raise SigningRefused("signing.already_given")
        if session.stage == Stage.OPEN:
            end(session, code="signing.cancelled")
            _record(session, verb="paper.sign_cancelled", by=by)


def newest_copy(paper: Paper) -> Rendition:
    """The composed copy that is signed."""
    return paper.renditions.filter(kind=Rendition.Kind.COMPOSED).order_by("-version")[0]


def end(session: SigningSession, *, code: str = "") -> None:
    """Close a session: done without a code, else given up. What was to be put in is no longer needed."""
    session.stage = Stage.ENDED if code else Stage.DONE
    session.code, session.ended_at, session.state = code, timezone.now(), {}
    session.save()


def _waiting(paper_id: int, *, by: str, means: str, lock: bool = False) -> Paper:
    """The paper, if this person may begin now."""
    paper = _locked(paper_id) if lock else _papers().get(pk=paper_id)
    if paper.state != State.TO_SIGN:
        raise SigningRefused("signing.not_waiting")
    if means != Means.KEY and paper.agency.signs_with == Agency.SignsWith.KEY:
        raise SigningRefused("signing.by_key")
    live = paper.signing_sessions.filter(stage__in=LIVE).first()
    if live is not None and live.stage == Stage.GIVEN:
        # A key that was released once signs at the next try; released again it tries at once.
        if not live.means == means == Means.KEY:
            raise SigningRefused("signing.already_given")
    elif live is not None and live.begun_by != by and live.expires_at > timezone.now():
        raise SigningRefused("signing.begun_by_another")
    return paper


def _papers() -> PaperQuerySet:
    return Paper.objects.select_related("agency", "paper_type")


def _locked(paper_id: int) -> Paper:
    return _papers().select_for_update(of=("self",), no_key=True).get(pk=paper_id)


def _open(paper: Paper, *, means: str, by: str, desk: Desk, **facts: object) -> SigningSession:
    for live in paper.signing_sessions.filter(stage__in=LIVE):
        end(live, code="signing.superseded")
    now = timezone.now()
    return SigningSession.objects.create(
        paper=paper, means=means, begun_by=by, begun_at=now, expires_at=now + desk.lasts, **facts
    )


def _give(session: SigningSession, paper: Paper, by: str) -> None:
    session.stage, session.given_at = Stage.GIVEN, timezone.now()
    session.save()
    paper.not_before, paper.attempts = None, 0
    paper.failure_code = paper.failure_detail = ""
    paper.save()
    _record(session, verb="paper.sign_given", by=by)
    wake(paper)


def _session(session_id: int, *, paper_id: int, by: str) -> SigningSession:
    """To others than the one who began it, and for other papers, a session does not exist."""
    found = (
        SigningSession.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=session_id, paper=paper_id, begun_by=by)
        .first()
    )
    if found is None:
        raise SigningRefused("signing.no_session")
    return found


def _own(session_id: int, *, paper_id: int, by: str) -> SigningSession:
    session = _session(session_id, paper_id=paper_id, by=by)
    if session.stage != Stage.OPEN or session.means != Means.TOKEN:
        raise SigningRefused("signing.session_over")
    return session


def _check(certificates: Certificates, agency: Agency, desk: Desk) -> None:
    check_certificate(
        certificates.leaf_der,
        agency=agency.name,
        trust=desk.trust(),
        at=timezone.now(),
        stop_days=desk.stop_days,
        chain_der=certificates.chain_der,
    )


def _record(session: SigningSession, *, verb: str, by: str) -> None:
    facts = {"session": session.pk, "means": session.means}
    if session.certificate_sha256:
        facts |= {"certificate": session.certificate_sha256, "digest": session.digest}
    events.record(
        agency=session.paper.agency, actor=by, verb=verb, about=session.paper, facts=facts
    )
