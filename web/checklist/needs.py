"""What would do for a component, in the words of the catalogue, and how a form is filled in."""

from dataclasses import dataclass

from dossiers.models import AcceptedPaper, Component, CopyKind
from reuse.checklist import Line, Standing
from reuse.decision import Status
from vietnamese.dates import format_number


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a worked example."""

    label: str
    text: str


def needed_in_words(component: Component) -> str:
    """All of one alternative joined by "và", alternatives by "hoặc"."""
    groups: dict[int, list[str]] = {}
    for each in component.accepted.all():
        groups.setdefault(each.alternative, []).append(_accepted(each))
    return "; hoặc ".join(" và ".join(found) for _, found in sorted(groups.items()))


def still_needed(line: Line) -> str:
    """Of an alternative that is held in part only the rest is needed."""
    component = line.check.component
    if line.standing is not Standing.INCOMPLETE:
        return needed_in_words(component)
    parts = [each.part for each in line.check.parts]
    rest = {part.need.paper_type for part in parts if part.status is not Status.USABLE}
    return " và ".join(
        _accepted(each)
        for each in component.accepted.all()
        if each.alternative == line.check.decision.alternative and each.paper_type_id in rest
    )


def example_of(component: Component) -> tuple[Entry, ...]:
    """The worked example, one entry a line: "Nhãn: nội dung"."""
    rows = (row.partition(":") for row in component.example.splitlines() if row.strip())
    return tuple(Entry(label.strip(), text.strip()) for label, _, text in rows)


def _accepted(each: AcceptedPaper) -> str:
    limits = []
    if each.copy_kind in CopyKind.values:
        limits.append(str(CopyKind(each.copy_kind).label).lower())
    if each.max_age_days is not None:
        limits.append(f"cấp không quá {format_number(each.max_age_days)} ngày")
    return f"{each.paper_type.name} ({', '.join(limits)})" if limits else each.paper_type.name
