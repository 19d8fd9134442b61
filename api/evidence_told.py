"""What is sent and told about a request for evidence."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils import timezone
from pydantic import StringConstraints

from accounts.models import User
from api.dossiers import Number
from api.errors import NotThere
from api.papers_told import PaperTold
from api.schemas import TEXT, Sent, Text, Told
from dossiers.models import EvidenceRequest
from reuse.evidence import State, evidence_requests_of, reuses_of

Code = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=TEXT)]
# Of a combined procedure's part: with the code of that procedure before it.
ComponentCode = Annotated[str, StringConstraints(min_length=1, max_length=91, pattern=TEXT)]


class EvidenceSent(Sent):
    """Papers are asked for at the holder's explicit request, or by a lawful exception that is named."""

    dossier: Number
    component: ComponentCode
    purpose: Text
    legal_basis: Text
    request: Literal["counter", "online", "written", "exception"]
    exception: Code | None = None


class OfferedTold(Told):
    """A paper that was offered, in the version that it had."""

    id: int
    version: int


class EvidenceListed(Told):
    """A request; `state` is open, accepted, refused or over."""

    id: UUID
    state: str
    dossier: str
    component: str
    papers: list[OfferedTold]
    previewed: bool
    until: datetime
    at: datetime
    decided_at: datetime | None


class EvidenceTold(EvidenceListed):
    """A request, and the reuses that it led to."""

    reuses: list[int]


class PreviewedTold(PaperTold):
    """An offered paper and the addresses of its pages."""

    pages: list[str]


class PreviewTold(Told):
    """What may be looked at before the request is accepted or refused."""

    id: UUID
    papers: list[PreviewedTold]


class RefusalSent(Sent):
    """Why the papers are not used."""

    reason: Literal[
        "unreadable", "wrong_person", "wrong_content", "outdated", "doubt", "not_wanted"
    ]
    note: Text | None = None


class LinkTold(Told):
    """Gives the signed copy to whoever holds it, until it ends; it is told once."""

    address: str
    until: datetime


def evidence_told(found: EvidenceRequest) -> EvidenceTold:
    """The request with what it led to."""
    reuses = reuses_of(found).order_by("pk").values_list("pk", flat=True)
    return EvidenceTold(**evidence_listed(found).model_dump(), reuses=list(reuses))


def evidence_listed(found: EvidenceRequest) -> EvidenceListed:
    """The request as it stands in a list."""
    over = found.state == State.OPEN and found.until <= timezone.now()
    return EvidenceListed(
        id=found.key,
        state="over" if over else found.state,
        dossier=found.dossier.number,
        component=found.component.code_in(found.dossier.version_id),
        papers=[
            OfferedTold(id=int(paper), version=version)
            for paper, version in sorted(found.papers.items(), key=lambda pair: int(pair[0]))
        ],
        previewed=found.previewed_at is not None,
        until=found.until,
        at=found.at,
        decided_at=found.decided_at,
    )


def evidence_of_account(user: User, evidence_id: UUID) -> EvidenceRequest:
    """The account's own request.

    Raises:
        NotThere: there is none, or it is somebody else's.
    """
    found = evidence_requests_of(user).filter(key=evidence_id).first()
    if found is None:
        raise NotThere
    return found
