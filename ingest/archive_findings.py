"""Writes what looks at the archive found: a finding stands until its object is sound again, and is told once."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from dossiers import events
from dossiers.alarms import raise_alarm
from dossiers.models import Paper, ReceivedFile, Rendition
from dossiers.notices import clerks_of, tell
from ingest.archive_looks import LOST, NOT_VERIFIED, SIGNATURE_INVALID
from ingest.archive_rows import Named
from ingest.models import ArchiveFinding, ArchiveRun

ORIGINAL_DAMAGED: Final = "archive.original_damaged"
OF_SIGNATURES = frozenset({SIGNATURE_INVALID, NOT_VERIFIED})


def standing() -> QuerySet[ArchiveFinding]:
    """What is wrong now and that nothing was done about."""
    return ArchiveFinding.objects.filter(ended_at__isnull=True, answer="")


def of_paper(paper: Paper) -> list[str]:
    """The codes of what is wrong now with what is kept of a paper, its file among it."""
    its_file = Q(object_type=ReceivedFile._meta.model_name, object_id=paper.received_file_id)  # noqa: SLF001 - Django's documented Meta API
    rows = standing().filter(its_file | Q(paper=paper)).order_by("code")
    return list(rows.values_list("code", flat=True).distinct())


def known_of(batch: Iterable[Named]) -> dict[tuple[str, int, str], ArchiveFinding]:
    """The findings that stand for these objects, by table, row and code."""
    rows: dict[str, list[int]] = {}
    for named in batch:
        rows.setdefault(named.table, []).append(named.row.pk)
    found = (
        ArchiveFinding.objects.filter(ended_at__isnull=True, object_type=table, object_id__in=ids)
        for table, ids in rows.items()
    )
    return {
        (each.object_type, each.object_id, each.code): each for group in found for each in group
    }


def write(
    run: ArchiveRun,
    named: Named,
    codes: Collection[str],
    *,
    known: Mapping[tuple[str, int, str], ArchiveFinding],
    by: str,
) -> list[ArchiveFinding]:
    """Write what was found of one object, inside the caller's transaction; what stands for it now is returned.

    What was found before is only seen again; what was not found this time has ended, unless it is about a
    signature, which is not asked each time: see `end`.
    """
    here = {key[2]: each for key, each in known.items() if key[:2] == (named.table, named.row.pk)}
    end(
        [each for code, each in here.items() if code not in codes and code not in OF_SIGNATURES],
        named,
        by=by,
    )
    again = [here[code].pk for code in codes if code in here]
    ArchiveFinding.objects.filter(pk__in=again).update(seen_at=timezone.now())
    return [here.get(code) or _found(run, named, code, by=by) for code in codes]


def end(findings: Iterable[ArchiveFinding], named: Named, *, by: str) -> None:
    """These do not hold any more: the object was found sound."""
    for each in findings:
        each.ended_at = timezone.now()
        each.save(update_fields=["ended_at"])
        _record("archive.ended", named, {"code": each.code}, by=by)


def answered(finding: ArchiveFinding, named: Named, answer: str, *, by: str) -> None:
    """Say what was done about a finding."""
    finding.answer = answer
    finding.save(update_fields=["answer"])
    _record("archive.restored", named, {"code": answer, "because": finding.code}, by=by)


def _found(run: ArchiveRun, named: Named, code: str, *, by: str) -> ArchiveFinding:
    finding = ArchiveFinding.objects.create(
        run=run,
        code=code,
        agency=named.agency,
        paper=named.papers[0] if named.papers else None,
        object_type=named.table,
        object_id=named.row.pk,
        label=named.label,
        key=named.key,
        seen_at=timezone.now(),
    )
    _record("archive.found", named, {"code": code}, by=by)
    if code in LOST and is_original(named):
        for paper in named.papers:
            _alarm(paper)
    return finding


def is_original(named: Named) -> bool:
    """Whether the object is what a citizen or an agency handed in: nothing can stand for it."""
    row = named.row
    return isinstance(row, ReceivedFile) or (
        isinstance(row, Rendition) and row.kind == Rendition.Kind.ORIGINAL
    )


def _alarm(paper: Paper) -> None:
    """The dossiers that used the paper are marked, and its clerks are told."""
    locked = Paper.objects.select_for_update(no_key=True).get(pk=paper.pk)
    raise_alarm(locked, code=ORIGINAL_DAMAGED)
    tell(
        clerks_of(locked),
        kind=ORIGINAL_DAMAGED,
        key=f"{ORIGINAL_DAMAGED}:paper:{locked.pk}:{locked.version}",
        paper=locked,
    )


def _record(verb: str, named: Named, facts: Mapping[str, object], *, by: str) -> None:
    """One event about each paper whose object it is; where it is no paper's, about the row itself."""
    facts = {**facts, "object": named.table, "id": named.row.pk}
    if not named.papers:
        events.record(agency=named.agency, actor=by, verb=verb, about=named.row, facts=facts)
    for paper in named.papers:
        events.record(agency=paper.agency, actor=by, verb=verb, about=paper, facts=facts)
