"""Renews what proves the signed copies, before a certificate or an algorithm of the newest proof ends.

What proves the newest time-stamp and everything after it goes into the file, and one time-stamp over all.
The result begins with the very bytes of the version before it and stands as the next version; no version is
changed or removed. Killed at any point it leaves an object that no row names, and is due again.
"""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from dossiers import events
from dossiers.models import Paper, Rendition
from dossiers.states import State
from ingest.errors import (
    IngestError,
    NoTimestamper,
    OwnSignatureNotValid,
    RenewalBusy,
    RenewalUseless,
    TrustMissing,
)
from ingest.holding import apply_holds
from ingest.leases import keep_lease, lease
from ingest.measures import count_error
from ingest.steps.compose import add_rendition
from ingest.steps.files import scratch_folder
from ingest.steps.verify import bounds, keep_verdict, lacks_trust, retain_until
from ingest.tools import Tools
from ocr.errors import OcrError
from signing.checks import against_record
from signing.errors import SigningError, TimestampUnavailable
from signing.extend import extend_pdf
from signing.ports import Report
from signing.verify import verify_pdf
from storage.errors import StorageError, StoreFull, StoreUnreachable

LEASE = "renewal"
# Of copies in use, and of those that dossiers have used.
STATES = (State.AVAILABLE, State.WITHDRAWN)
# What the next paper would meet as well: the run ends there, and says so.
ENDS_THE_RUN = (TimestampUnavailable, RenewalUseless, StoreFull, StoreUnreachable)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be renewed."""

    by: str  # who asked for it, for the events
    within: timedelta = timedelta(days=90)  # before the proofs end
    most: int = 10_000  # copies in one run


@dataclass(slots=True)
class Renewed:
    """What a run did."""

    due: int = 0
    renewed: int = 0
    failed: Counter[str] = field(default_factory=Counter)  # by code
    ended_by: str = ""  # the code that ended the run early


def due(*, before: datetime) -> QuerySet[Rendition]:
    """The newest signed copies whose proofs end before that, the first to end first."""
    newer = Rendition.objects.filter(
        paper=OuterRef("paper"), kind=OuterRef("kind"), version__gt=OuterRef("version")
    )
    copies = Rendition.objects.filter(
        kind=Rendition.Kind.SIGNED,
        renew_before__lte=before,
        paper__state__in=STATES,
        disposed_at__isnull=True,
    )
    return copies.exclude(Exists(newer)).order_by("renew_before", "pk")


def renew_due(
    wanted: Wanted,
    tools: Tools,
    *,
    stop: threading.Event | None = None,
    on_each: Callable[[Rendition, str], None] = lambda _, __: None,
) -> Renewed:
    """Renew what is due, the first to end first; a run that was stopped is gone on with by the next.

    Args:
        stop: set by a signal handler; the copy under way is finished.
        on_each: told of each copy, with the code of what was in the way ("": it is renewed).
    Raises:
        NoTimestamper: there is no time-stamping service.
        RenewalBusy: another run is under way.
    """
    if tools.timestamper is None:
        raise NoTimestamper
    with lease(LEASE) as held:
        if not held:
            raise RenewalBusy
        copies = due(before=timezone.now() + wanted.within)
        rows = list(copies.values_list("pk", flat=True)[: wanted.most])
        done = Renewed(due=copies.count())
        for pk in rows:
            if (stop is not None and stop.is_set()) or not keep_lease(LEASE):
                break
            code = _tried(pk, tools, done, by=wanted.by)
            on_each(Rendition.objects.get(pk=pk), code)
            if done.ended_by:
                break
    return done


def _tried(pk: int, tools: Tools, done: Renewed, *, by: str) -> str:
    copy = Rendition.objects.select_related("paper__paper_type", "paper__agency").get(pk=pk)
    try:
        renew(copy, tools, by=by)
    except (IngestError, SigningError, StorageError, OcrError) as error:
        count_error(error.code)
        done.failed[error.code] += 1
        if isinstance(error, ENDS_THE_RUN):
            done.ended_by = error.code
        return error.code
    done.renewed += 1
    return ""


def renew(copy: Rendition, tools: Tools, *, by: str) -> None:
    """Put the next version of a signed copy beside it, its proofs renewed; nothing where that was done meanwhile.

    Raises:
        RenewalUseless: the proofs would end no later than they do.
        TrustMissing, OwnSignatureNotValid, ocr.errors.OcrError, signing.errors.SigningError,
        storage.errors.StorageError: nothing was kept.
    """
    paper = copy.paper
    with scratch_folder(tools) as folder:
        path = tools.store.local_copy(copy.key, folder=folder)
        # A time-stamp over what is not good any more would only make it look better.
        _check_valid(_judged(path, tools, sha256=copy.sha256))
        out = folder / "renewed.pdf"
        out.write_bytes(
            extend_pdf(path.read_bytes(), trust=tools.trust(), timestamper=tools.timestamper)
        )
        report = _judged(out, tools)
        _check_valid(report)
        _check_later(report, copy)
        with out.open("rb") as stream:
            held = tools.store.put(stream, media_type=copy.media_type)
    tools.store.retain(held.key, until=retain_until(paper))
    with transaction.atomic():
        current = Paper.objects.select_for_update(no_key=True).get(pk=paper.pk)
        newest = current.renditions.filter(kind=copy.kind).order_by("-version")[0]
        if newest.pk != copy.pk or current.state not in STATES:
            return
        add_rendition(current, Rendition.Kind(copy.kind), copy.version + 1, held, copy.pages or 0)
        keep_verdict(current, report)
        facts = {"version": copy.version + 1, "sha256": held.sha256, "before": copy.sha256}
        events.record(
            agency=current.agency, actor=by, verb="paper.renewed", about=current, facts=facts
        )
    apply_holds(paper, tools.store)


def _judged(path: Path, tools: Tools, *, sha256: str | None = None) -> Report:
    # Whose signature it is was judged when it was made; the agency may have another name today.
    report = tools.sandbox.run(
        verify_pdf, path, trust=tools.trust(), agency=None, limits=bounds(tools)
    )
    return against_record(report, sha256=sha256)


def _check_valid(report: Report) -> None:
    if report.outcome != "valid":
        raise (TrustMissing if lacks_trust(report) else OwnSignatureNotValid)(report.message)


def _check_later(report: Report, copy: Rendition) -> None:
    before, after = copy.renew_before, report.renew_before
    if after is None or (before is not None and after <= before):
        raise RenewalUseless(f"{before} → {after}")
