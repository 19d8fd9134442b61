"""The clerk's acts in TO_REVIEW (accept, return, read again), retry of what failed, the officer's withdrawal."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from dossiers import events
from dossiers.alarms import raise_alarm
from dossiers.answers import Refused
from dossiers.identity.matching import determine
from dossiers.identity.registering import Claim, find_or_register, held
from dossiers.models import Field, Holder, Paper, PaperType
from dossiers.services import apply_fields, iso_date
from dossiers.states import State, WrongMove, check_move
from ingest.checks import Problem, low_pages, unread_pages, wrong_values
from ingest.errors import OwnSignatureNotValid
from ingest.pipeline import MACHINE_STATES
from ingest.steps.propose import place_in_dossier
from ingest.waking import wake
from ocr.ports import FIELD_NAMES
from vietnamese.person_id import parse_person_id

REPLACED = "Đã có giấy tờ mới thay thế."


@dataclass(frozen=True, slots=True)
class Review:
    """What the clerk decided: the type, every field as it now reads, and the reasons where one is needed."""

    paper_type: str
    values: Mapping[str, str]
    quality_reason: str = ""  # accepts a scan under the type's resolution all the same
    confirm_holder: bool = (
        False  # the clerk has compared id and name and answers for the difference
    )


def accept(paper_id: int, *, review: Review, by: str, version: int | None = None) -> list[Problem]:
    """Accept a paper as reviewed; an empty list means that it was, else nothing was changed.

    Args:
        by: who answers for it (user:<name> or a name of the command line).
        version: the version that the clerk saw; another one means somebody else was quicker.
    Raises:
        WrongMove: the paper is not (or no longer) waiting for review.
    """
    with transaction.atomic():
        paper = _waiting(paper_id, version)
        paper_type = PaperType.objects.filter(code=review.paper_type).first()
        if paper_type is None:
            return [Problem("paper_type", "review.no_type")]
        problems = wrong_values(review.values) + _quality_problems(paper, paper_type, review)
        holder, holder_problems = _holder(paper, review)
        problems += holder_problems
        if problems:
            return problems
        paper.paper_type, paper.holder = paper_type, holder
        changed = _write_fields(paper, review.values, by)
        apply_fields(paper)
        place_in_dossier(paper)
        paper.accepted_at, paper.accepted_by = timezone.now(), by
        facts: dict[str, object] = {"corrected": changed, "type": paper_type.code}
        if review.quality_reason:
            facts["quality_override"] = True
        if unread := unread_pages(paper):
            facts["unread"] = len(unread)
        _move(paper, State.REVIEWED)
        events.record(
            agency=paper.agency,
            actor=by,
            verb="paper.reviewed",
            about=paper,
            purpose=review.quality_reason,
            facts=facts,
        )
    return []


def return_paper(paper_id: int, *, reason: str, by: str) -> None:
    """Send a paper back to be scanned again; the original stays, with the reason.

    Raises:
        WrongMove: the paper can no longer be returned. ValueError: no reason.
    """
    if not reason.strip():
        raise ValueError("a reason is needed")
    with transaction.atomic():
        paper = Paper.objects.select_for_update(no_key=True).get(pk=paper_id)
        check_move(paper.state, State.RETURNED)
        paper.withdrawn_reason = reason[:500]
        paper.failure_code = paper.failure_detail = paper.failed_from = ""
        _move(paper, State.RETURNED)
        events.record(
            agency=paper.agency, actor=by, verb="paper.returned", about=paper, purpose=reason[:500]
        )


def read_again(paper_id: int, *, by: str) -> None:
    """Have every page read again, as when one could not be read; what a person has corrected stays.

    Raises:
        WrongMove: the paper is not waiting for review.
    """
    with transaction.atomic():
        paper = _waiting(paper_id, None)
        _move(paper, State.PREPARED)
        events.record(agency=paper.agency, actor=by, verb="paper.read_again", about=paper)


def retry(paper_id: int, *, by: str) -> None:
    """Let a failed paper go on from the state in which it failed.

    A signature of ours that did not verify is made anew: what was signed with a wrong key stays wrong.

    Raises:
        WrongMove: the paper has not failed.
    """
    with transaction.atomic():
        paper = Paper.objects.select_for_update(no_key=True).get(pk=paper_id)
        if paper.state != State.FAILED:
            raise WrongMove(f"{paper.state} → retry")
        is_ours_wrong = paper.failure_code == OwnSignatureNotValid.code
        state = State.TO_SIGN if is_ours_wrong else State(paper.failed_from)
        check_move(paper.state, state)
        facts = {"code": paper.failure_code}
        paper.failure_code = paper.failure_detail = paper.failed_from = ""
        paper.attempts, paper.not_before = 0, None
        _move(paper, state)
        events.record(agency=paper.agency, actor=by, verb="paper.retried", about=paper, facts=facts)


def withdraw(paper_id: int, *, reason: str, by: str, revoked: bool = False) -> None:
    """Take a paper out of use: revoked or found wrong. Dossiers that used it are marked, their officers told.

    Raises:
        WrongMove: the paper is not in use. ValueError: no reason.
    """
    if not reason.strip():
        raise ValueError("a reason is needed")
    with transaction.atomic():
        paper = Paper.objects.select_for_update(no_key=True).get(pk=paper_id)
        if revoked:
            paper.revoked_at = timezone.localdate()
        _take_out(paper, reason[:500], by, facts={"revoked": revoked})


def replace(paper_id: int, *, by_paper: int, by: str) -> Problem | None:
    """Say that a newer paper of the same holder took this one's place; None when it was said.

    Raises:
        WrongMove: the paper is not in use.
    """
    with transaction.atomic():
        rows = Paper.objects.select_for_update(no_key=True).order_by("pk")
        both = {row.pk: row for row in rows.filter(pk__in=(paper_id, by_paper))}
        paper, newer = both[paper_id], both.get(by_paper)
        check_move(paper.state, State.WITHDRAWN)
        if newer is None or not _takes_its_place(newer, paper):
            return Problem("by_paper", "paper.not_a_successor")
        paper.replaced_by = newer
        facts = {"revoked": False, "replaced_by": newer.pk}
        _take_out(paper, REPLACED, by, facts=facts, instead=newer)
    return None


def _takes_its_place(newer: Paper, older: Paper) -> bool:
    """Another paper of the same person and type, in use."""
    same = (newer.holder_id, newer.paper_type_id) == (older.holder_id, older.paper_type_id)
    in_use = newer.state == State.AVAILABLE and newer.replaced_by_id is None
    return newer.pk != older.pk and older.holder_id is not None and same and in_use


def _take_out(
    paper: Paper, reason: str, by: str, *, facts: Mapping[str, object], instead: Paper | None = None
) -> None:
    paper.withdrawn_reason = reason
    _move(paper, State.WITHDRAWN)
    code = "reuse.paper_replaced" if instead else "reuse.paper_withdrawn"
    dossiers = raise_alarm(paper, code=code, instead=instead)
    events.record(
        agency=paper.agency,
        actor=by,
        verb="paper.withdrawn",
        about=paper,
        purpose=reason,
        facts={"dossiers": dossiers, **facts},
    )


def _waiting(paper_id: int, version: int | None) -> Paper:
    paper = (
        Paper.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agency", "dossier__procedure", "received_file")
        .get(pk=paper_id)
    )
    check_move(paper.state, State.REVIEWED)
    if paper.state != State.TO_REVIEW or (version is not None and version != paper.version):
        raise WrongMove(f"{paper.state}, version {paper.version}")
    return paper


def _move(paper: Paper, state: State) -> None:
    check_move(paper.state, state)
    paper.state, paper.state_since = state, timezone.now()
    paper.version += 1
    paper.save()
    if state in MACHINE_STATES:
        wake(paper)


def _quality_problems(paper: Paper, paper_type: PaperType, review: Review) -> list[Problem]:
    """Our own scans must have the type's resolution, or a reason why they need not."""
    if review.quality_reason.strip() or not low_pages(paper, paper_type, paper.page_texts.all()):
        return []
    return [Problem("", "quality.low_dpi")]


def _holder(paper: Paper, review: Review) -> tuple[Holder | None, list[Problem]]:
    """The holder by id and name; made when new; never one whose name differs unless the clerk confirms."""
    name = review.values.get("holder_name", "").strip()
    birth_date = iso_date(review.values.get("birth_date", ""))
    number = review.values.get("personal_id", "")
    if not name:
        return paper.holder, []
    if parse_person_id(number) is None:
        # A firm's paper leads to a firm on record; a new one comes by the register, not by a paper.
        firm = determine(number=review.values.get("tax_code", ""), name=name)
        return (held(firm) if firm else None), []
    claim = Claim(number, name, birth_date, address=review.values.get("address", ""))
    found = find_or_register(claim, confirmed=review.confirm_holder)
    if isinstance(found, Refused):
        field = "holder_name" if found.code == "holder.not_certain" else "personal_id"
        return None, [Problem(field, found.code)]
    return found, []


def _write_fields(paper: Paper, values: Mapping[str, str], by: str) -> int:
    """Write every field as the clerk left it; the number that differ from what was read."""
    now, corrected = timezone.now(), 0
    rows = {row.name: row for row in paper.fields.all()}
    for name in FIELD_NAMES:
        if name not in values:
            continue
        value = values[name].strip()[:500]
        row = rows.get(name) or Field(paper=paper, name=name)
        if row.pk is None and not value:
            continue
        if value != row.value:
            row.value, row.corrected_by, row.corrected_at = value, by, now
            corrected += 1
            row.save()
    return corrected
