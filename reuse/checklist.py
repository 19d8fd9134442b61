"""The checklist of a dossier: what the check says, beside what was already reused or asked for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from accounts.models import User
from dossiers import access
from dossiers.models import Dossier, Paper, PaperRequest, Reuse
from reuse.check import ComponentCheck, check, known_to
from reuse.decision import Status

# The paper lies with the agency already; the citizen need not bring it again.
ON_ITS_WAY = frozenset({"reuse.not_reviewed", "reuse.not_signed", "reuse.failed"})


class Standing(StrEnum):
    """Where a component of a dossier stands."""

    REUSED = "reused"
    SUBMITTED = "submitted"  # the paper shown was handed in with this very dossier
    ASKED = "asked"
    USABLE = "usable"
    ON_ITS_WAY = "on_its_way"  # scanned, but not yet reviewed, signed and stored
    INCOMPLETE = "incomplete"  # some papers of the alternative are usable, the others are not held
    NOT_USABLE = "not_usable"
    MISSING = "missing"


STILL_NEEDED = frozenset(
    {Standing.ASKED, Standing.INCOMPLETE, Standing.NOT_USABLE, Standing.MISSING}
)


@dataclass(frozen=True)
class Line:
    """One component of a dossier."""

    check: ComponentCheck
    reuses: tuple[Reuse, ...] = ()
    request: PaperRequest | None = None
    submitted: bool = False

    @property
    def standing(self) -> Standing:
        """What was done counts before what could be done."""
        if self.reuses:
            return Standing.REUSED
        if self.submitted:
            return Standing.SUBMITTED
        if self.request is not None:
            return Standing.ASKED
        codes = {reason.code for reason in self.check.decision.reasons}
        if self.check.status is Status.NOT_USABLE and codes <= ON_ITS_WAY:
            return Standing.ON_ITS_WAY
        if codes == {"reuse.part_missing"}:
            return Standing.INCOMPLETE
        return Standing(self.check.status)

    @property
    def still_needed(self) -> bool:
        """Whether the citizen still has to hand something in."""
        return self.standing in STILL_NEEDED


# Asked of this room by its own services and pages.
dossiers_open_to = access.dossiers_open_to


def checklist(dossier: Dossier, *, viewer: User, on: date) -> list[Line]:
    """Every component of the dossier's procedure, as this person may see it."""
    checks = check(
        holder=dossier.holder,
        version=dossier.version,
        on=on,
        papers=Paper.objects.visible_to(viewer),
        known=known_to(viewer),
        # What the citizen has handed in with this dossier counts before what was held already.
        prefer=set(dossier.papers.values_list("pk", flat=True)),
    )
    active = dossier.reuses.filter(revoked_at__isnull=True).select_related(
        "paper__received_file", "paper__paper_type", "source"
    )
    reuses: dict[int, list[Reuse]] = {}
    for each in active.order_by("id"):
        reuses.setdefault(each.component_id, []).append(each)
    requests = {each.component_id: each for each in dossier.paper_requests.all()}
    return [
        Line(
            check=each,
            reuses=tuple(reuses.get(each.component.pk, ())),
            request=requests.get(each.component.pk),
            submitted=submitted_with(dossier, each),
        )
        for each in checks
    ]


def submitted_with(dossier: Dossier, found: ComponentCheck) -> bool:
    """Whether the usable papers all came with this dossier: then nothing is reused, they were handed in."""
    return found.status is Status.USABLE and all(
        paper.dossier_id == dossier.pk for paper in found.papers
    )
