"""What other systems read of a paper: never a personal id, and nothing of a paper that they may not see."""

from datetime import date

from api.schemas import Told
from dossiers.models import Paper
from search.words import hide_ids

# What is asked of the records for it: a row has thrice as many columns.
COLUMNS = (
    "version", "paper_type", "title", "number", "issued_on", "issuer", "valid_from", "valid_to", "revoked_at",
    "replaced_by", "state", "agency__code", "copy_kind", "is_result",
)  # fmt: skip


class PaperTold(Told):
    """A paper's facts."""

    id: int
    version: int
    type: str | None
    title: str
    number: str
    issued_on: date | None
    issuer: str
    valid_from: date | None
    valid_to: date | None
    revoked_on: date | None
    replaced_by: int | None
    state: str
    agency: str
    copy_kind: str
    is_result: bool
    language: str


def paper_told(paper: Paper) -> PaperTold:
    """The paper; its agency must be at hand. The number of an identity card is its bearer's id: it is masked."""
    return PaperTold(
        id=paper.pk,
        version=paper.version,
        type=paper.paper_type_id,
        title=hide_ids(paper.title),
        number=hide_ids(paper.number),
        issued_on=paper.issued_on,
        issuer=hide_ids(paper.issuer),
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
        revoked_on=paper.revoked_at,
        replaced_by=paper.replaced_by_id,
        state=paper.state,
        agency=paper.agency.code,
        copy_kind=paper.copy_kind,
        is_result=paper.is_result,
        language="vi",
    )
