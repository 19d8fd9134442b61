"""Publishes versions of procedures, so that on every day exactly one is in force.

A published version is never changed, with one exception: one that begins today or later and that no
dossier has may be replaced. A combined procedure follows its parts: where one of them gets a new
version, so does the combined procedure, from the same day and in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, ProtectedError, Q, QuerySet
from django.utils import timezone

from accounts.models import Agency, Level, User
from accounts.selectors import catalogue_agency
from dossiers import events
from dossiers.models import Dossier, Procedure, ProcedureVersion
from dossiers.procedures.content import (
    Content,
    begin,
    content_of,
    published_versions,
    write_content,
    write_parts,
)
from dossiers.procedures.errors import VersionRefused

FOLLOWS = "Theo phiên bản mới của thủ tục được liên thông."


@dataclass(frozen=True, slots=True)
class Act:
    """One act of publishing: by whom, when, in whose chain it is recorded, and what is said of it.

    Attributes:
        agency: the province or ministry that keeps the catalogue; None where none is known yet.
        at: one act may replace what it has published itself, whatever the day.
    """

    by: str
    agency: Agency | None = None
    note: str = ""
    at: datetime = field(default_factory=timezone.now)


def act_of(by: str, *, note: str = "") -> Act:
    """An act of a person (user:<name>) or an operator (cli:<name>), in the chain of who keeps the catalogue.

    An operator keeps it for the only agency without one above it; with several, the version alone
    tells who published it.
    """
    user = User.objects.filter(username=by.removeprefix("user:")).first()
    if by.startswith("user:") and user is not None:
        return Act(by, catalogue_agency(user), note)
    roots = list(Agency.objects.filter(parent=None)[:2])
    return Act(by, roots[0] if len(roots) == 1 else None, note)


def record_head(procedure: Procedure, *, act: Act) -> None:
    """That what all versions of a procedure have was changed by a file; figures are counted again from it."""
    agency = act.agency or Agency.objects.filter(parent=None).order_by("path").first()
    if agency is not None:
        events.record(agency=agency, actor=act.by, verb="procedure.changed", about=procedure)


def hold_catalogue() -> None:
    """Let one transaction at a time publish: parts and combined procedures depend on each other."""
    Level.objects.select_for_update(no_key=True).order_by("rank").first()


@dataclass(frozen=True, slots=True)
class Planned:
    """A version to be; `first_day` None: from the beginning, for the first version of a procedure."""

    first_day: date | None
    content: Content
    note: str = ""


def publish(
    procedure: Procedure, *, content: Content, first_day: date | None, act: Act
) -> ProcedureVersion | None:
    """Let a procedure ask for this from a day on; None where the version of that day says so already.

    Raises:
        VersionRefused: see `publish_all`.
    """
    planned = [Planned(first_day, content, act.note)]
    return next(iter(publish_all(procedure, planned=planned, act=act)), None)


def publish_all(
    procedure: Procedure, *, planned: Sequence[Planned], act: Act
) -> list[ProcedureVersion]:
    """Publish the versions that differ from what holds on their first days, the earliest first.

    Raises:
        VersionRefused: another version begins on that day and may not be replaced, or a part of a
            combined procedure is unknown, not published or combined itself.
    """
    written: list[ProcedureVersion] = []
    with transaction.atomic():
        hold_catalogue()
        for each in planned:
            # Read anew: the catalogue is held only now, and each version may end another.
            if holds(procedure, each, versions=published_versions(procedure)):
                continue
            day = each.first_day or date.min
            joined = [_joined(part, day) for part in _parts(procedure, each.content.parts)]
            noted = replace(act, note=each.note)
            written.append(
                _write(procedure, each.content, each.first_day, joined=joined, act=noted)
            )
        if written:
            following = replace(act, note=FOLLOWS)
            combined = Procedure.objects.filter(Q(pk=procedure.pk) | Q(pk__in=wholes_of(procedure)))
            for whole in combined.filter(versions__parts__isnull=False).distinct():
                _settle(whole, act=following)
    return written


def holds(
    procedure: Procedure, planned: Planned, *, versions: Sequence[ProcedureVersion] | None = None
) -> bool:
    """Whether what holds on the first day says the same already.

    Args:
        versions: the published ones with their contents; None: those that were fetched with it.
    """
    if versions is None:
        versions = sorted(procedure.versions.all(), key=begin)
    holding = version_on(versions, planned.first_day or date.min)
    return holding is not None and content_of(holding) == planned.content


def wholes_of(part: Procedure) -> QuerySet[Procedure]:
    """The combined procedures that join a procedure in a published version."""
    joins = ProcedureVersion.objects.published().filter(parts__part__procedure=part)
    return Procedure.objects.filter(versions__in=joins).distinct()


def version_on(versions: Sequence[ProcedureVersion], day: date) -> ProcedureVersion | None:
    """Of versions in the order of their first days, the one that holds on the day."""
    begun = [each for each in versions if (each.valid_from or date.min) <= day]
    return begun[-1] if begun else next(iter(versions), None)


def may_be_replaced(version: ProcedureVersion, *, act: Act | None = None) -> bool:
    """Whether nobody relies on a published version yet: it begins today or later, and no dossier has it."""
    begins_later = (version.valid_from or date.min) >= timezone.localdate()
    made_now = act is not None and version.published_at == act.at
    has_it = Q(version=version) | Q(version__parts__part=version)
    return (begins_later or made_now) and not Dossier.objects.filter(has_it).exists()


def _write(
    procedure: Procedure,
    content: Content,
    first_day: date | None,
    *,
    joined: Sequence[ProcedureVersion],
    act: Act,
) -> ProcedureVersion:
    # With the key: a dossier that takes the version at this moment waits, or is waited for.
    version = (
        procedure.versions.published().select_for_update().filter(valid_from=first_day).first()
    )
    if version is not None and not may_be_replaced(version, act=act):
        begun = (version.valid_from or date.min) < timezone.localdate()
        raise VersionRefused("procedure.version_begun" if begun else "procedure.version_in_use")
    replaced = version is not None
    if version is None:
        last = procedure.versions.aggregate(last=Max("number"))["last"] or 0
        version = ProcedureVersion(procedure=procedure, number=last + 1, valid_from=first_day)
    version.note, version.published_at, version.published_by = act.note, act.at, act.by
    try:
        write_content(version, content, parts=joined)
    except ProtectedError as error:
        raise VersionRefused("procedure.version_in_use") from error
    _record(version, act=act, replaced=replaced)
    return version


def _record(version: ProcedureVersion, *, act: Act, replaced: bool) -> None:
    if act.agency is None:
        return
    facts: dict[str, int | str] = {"version": version.pk, "number": version.number}
    if version.valid_from:
        facts["first_day"] = version.valid_from.isoformat()
    verb = "procedure.version_replaced" if replaced else "procedure.version_published"
    events.record(agency=act.agency, actor=act.by, verb=verb, about=version.procedure, facts=facts)


def _parts(whole: Procedure, codes: Sequence[str]) -> list[Procedure]:
    if not codes:
        return []
    found = {each.code: each for each in Procedure.objects.filter(code__in=codes)}
    if len(set(codes)) != len(codes) or whole.code in codes:
        raise VersionRefused("procedure.combines_itself")
    if found.keys() != set(codes):
        raise VersionRefused("procedure.part_unknown")
    nested = ProcedureVersion.objects.filter(procedure__in=found.values(), parts__isnull=False)
    joined = ProcedureVersion.objects.filter(parts__part__procedure=whole)
    if nested.published().exists() or joined.published().exists():
        raise VersionRefused("procedure.combines_combined")
    return [found[code] for code in codes]


def _joined(part: Procedure, day: date) -> ProcedureVersion:
    version = version_on(published_versions(part), day)
    if version is None:
        raise VersionRefused("procedure.part_not_published")
    return version


def _settle(whole: Procedure, *, act: Act) -> None:
    """Let every version of a combined procedure join its parts as they are on each of its days."""
    versions = published_versions(whole)
    for version, following in zip(versions, [*versions[1:], None], strict=True):
        parts = [each.part.procedure for each in version.parts.all()]
        if not parts:
            continue
        of_parts = [published_versions(each) for each in parts]
        first = version.valid_from or date.min
        joined = [_on(each, first) for each in of_parts]
        if [each.pk for each in joined] != [each.part_id for each in version.parts.all()]:
            if not may_be_replaced(version, act=act):
                raise VersionRefused("procedure.combined_begun")
            write_parts(version, joined)
            _record(version, act=act, replaced=True)
        end = following.valid_from if following and following.valid_from else date.max
        days = {each.valid_from for several in of_parts for each in several if each.valid_from}
        for day in sorted(each for each in days if first < each < end):
            now_joined = [_on(each, day) for each in of_parts]
            if now_joined != joined:
                joined = now_joined
                _write(whole, content_of(version), day, joined=joined, act=act)


def _on(versions: Sequence[ProcedureVersion], day: date) -> ProcedureVersion:
    found = version_on(versions, day)
    assert found is not None  # noqa: S101 - only published procedures are joined
    return found
