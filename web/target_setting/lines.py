"""What Đặt chỉ tiêu shows: targets by year, readings with who chose them, and the latest changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accounts.actors import people_named
from accounts.models import Agency, Level, User
from accounts.selectors import agencies_of
from targets.models import Indicator, ReadingChoice, TargetSchedule
from targets.readings import BY_CODE, QUESTIONS, Question
from targets.revisions import Place
from targets.schedules import Targets, in_order
from targets.setting import READERS
from web.target_setting.words import formula, percent_of, place_words

YEARS_BEFORE, YEARS_AFTER = 1, 3
SHOWN_CHANGES = 50


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target over the years that the page shows."""

    indicator: Indicator
    level: Level | None
    agency: Agency | None
    values: list[str]
    row: TargetSchedule | None  # what holds in the middle year, or the last that did
    rule: str

    @property
    def where(self) -> str:
        """For whom it holds."""
        return place_words(self.level, self.agency, self.row)

    @property
    def query(self) -> str:
        """The target, as an address names it."""
        parts = [f"chi_so={self.indicator.value}"]
        parts += [f"cap={self.level.pk}"] if self.level else []
        parts += [f"co_quan={self.agency.code}"] if self.agency else []
        return "&".join(parts)


@dataclass(frozen=True, slots=True)
class Group:
    """One indicator with its targets."""

    indicator: Indicator
    lines: list[TargetLine]
    beside: list[str]  # percent by year of a goal that is no target; empty: there is none


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One open point with the answer that holds, who chose it and when."""

    question: Question
    option: str
    choice: ReadingChoice | None
    by: str

    @property
    def words(self) -> str:
        """The answer."""
        return self.question.options[self.option]


@dataclass(frozen=True, slots=True)
class Change:
    """One act on targets or readings."""

    at: datetime
    by: str
    what: str
    detail: str
    reason: str


@dataclass(frozen=True, slots=True)
class Books:
    """Everything of the page."""

    years: list[int]
    groups: list[Group]
    unset: list[Indicator]
    readings: list[ReadingLine]
    changes: list[Change]


def seen_rows(user: User) -> QuerySet[TargetSchedule]:
    """The schedules that hold for every agency, and those of agencies that the person sees or stands under."""
    seen = agencies_of(user, *READERS)
    above = Q(pk__in=())
    for path in seen.values_list("path", flat=True):
        above |= Q(path__in=[path[: at + 1] for at, sign in enumerate(path) if sign == "/"])
    own = Q(agency__in=seen) | Q(agency__in=Agency.objects.filter(above))
    rows = TargetSchedule.objects.filter(Q(agency__isnull=True) | own)
    return rows.select_related("level", "agency")


def books_of(user: User, targets: Targets, *, today: date) -> Books:
    """The page as a person sees it."""
    rows = list(seen_rows(user))
    years = list(range(today.year - YEARS_BEFORE, today.year + YEARS_AFTER + 1))
    groups = list(_groups([row for row in rows if row.active], targets, years))
    has_own = {group.indicator for group in groups}
    choices = list(ReadingChoice.objects.all())
    names = people_named(_actors(rows, choices))
    return Books(
        years=years,
        groups=groups,
        unset=[each for each in Indicator if each not in has_own],
        readings=_readings(targets, choices, names),
        changes=_changes(rows, choices, names),
    )


def row_in_force(targets: Targets, place: Place, year: int) -> TargetSchedule | None:
    """The row of a target that holds in the year, in the variant that is read; else the last before it."""
    rows = [row for row in targets.counted if place.has(row) and row.valid_from.year <= year]
    return next(iter(in_order(rows)), None)


def _groups(rows: list[TargetSchedule], targets: Targets, years: list[int]) -> Iterable[Group]:
    for indicator in Indicator:
        own = [row for row in rows if row.indicator == indicator and row.variant != row.GOAL]
        places = {(row.level_id, row.agency_id): row for row in own}
        lines = [_line(indicator, row, targets, years) for row in places.values()]
        shown = [line for line in lines if any(line.values)]
        goals = [percent_of(targets.beside(indicator, year)) for year in years]
        if shown:
            yield Group(indicator, shown, goals if any(goals) else [])


def _line(
    indicator: Indicator, row: TargetSchedule, targets: Targets, years: list[int]
) -> TargetLine:
    place = Place(indicator, row.level_id, row.agency)
    held = row_in_force(targets, place, years[YEARS_BEFORE])
    values = [targets.of(indicator, row.level_id, year, agency=row.agency) for year in years]
    return TargetLine(
        indicator=indicator,
        level=row.level,
        agency=row.agency,
        values=[percent_of(value) for value in values],
        row=held,
        rule=formula(held, targets.readings) if held else "",
    )


def _readings(
    targets: Targets, choices: list[ReadingChoice], names: dict[str, str]
) -> list[ReadingLine]:
    held = {choice.question: choice for choice in choices if choice.ended_at is None}
    lines = []
    for question in QUESTIONS:
        choice = held.get(question.code)
        by = names.get(choice.begun_by, "") if choice else ""
        lines.append(ReadingLine(question, targets.readings.of(question.code), choice, by))
    return lines


def _actors(rows: list[TargetSchedule], choices: list[ReadingChoice]) -> set[str]:
    acts: list[TargetSchedule | ReadingChoice] = [*rows, *choices]
    return {name for each in acts for name in (each.begun_by, each.ended_by) if name}


def _changes(
    rows: list[TargetSchedule], choices: list[ReadingChoice], names: dict[str, str]
) -> list[Change]:
    found = [*_settings(rows, names), *_endings(rows, names), *_choices(choices, names)]
    return sorted(found, key=lambda each: each.at, reverse=True)[:SHOWN_CHANGES]


def _settings(rows: list[TargetSchedule], names: dict[str, str]) -> Iterable[Change]:
    for row in rows:
        if row.begun_at is not None:
            replaced = [each for each in _of_one_place(rows, row) if each.ended_at == row.begun_at]
            told = f"{_about(row)}: từ năm {row.valid_from.year}, {formula(row, None)}"
            before = min(replaced, key=lambda each: each.variant, default=None)
            told += f"; trước đó {formula(before, None)}" if before else ""
            by = names.get(row.begun_by, row.begun_by)
            yield Change(row.begun_at, by, "Đặt chỉ tiêu", told, row.reason)


def _endings(rows: list[TargetSchedule], names: dict[str, str]) -> Iterable[Change]:
    """What ended and was not replaced, once for all its variants."""
    told_of: set[tuple[str, str | None, int | None, datetime]] = set()
    for row in sorted(rows, key=lambda each: each.variant):
        if row.ended_at is None:
            continue
        act = (row.indicator, row.level_id, row.agency_id, row.ended_at)
        if act in told_of or any(
            each.begun_at == row.ended_at for each in _of_one_place(rows, row)
        ):
            continue
        told_of.add(act)
        last = (
            f"đến hết năm {row.valid_to.year}" if row.active and row.valid_to else "không áp dụng"
        )
        by = names.get(row.ended_by, row.ended_by)
        told = f"{_about(row)}, {formula(row, None)}: {last}"
        yield Change(row.ended_at, by, "Thôi áp dụng", told, row.end_reason)


def _choices(choices: list[ReadingChoice], names: dict[str, str]) -> Iterable[Change]:
    for choice in choices:
        question = BY_CODE.get(choice.question)
        if question is not None and choice.option in question.options:
            told = f"{question.title}: {question.options[choice.option]}"
            by = names.get(choice.begun_by, choice.begun_by)
            yield Change(choice.begun_at, by, "Đổi cách hiểu", told, choice.reason)


def _of_one_place(rows: list[TargetSchedule], row: TargetSchedule) -> list[TargetSchedule]:
    place = Place(row.indicator, row.level_id, row.agency)
    return [each for each in rows if place.has(each)]


def _about(row: TargetSchedule) -> str:
    return f"{row.indicator}, {place_words(row.level, row.agency, row)}"
