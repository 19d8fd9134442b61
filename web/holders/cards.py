"""What the pages of a holder tell. A constant number of queries, whatever a person has."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from dossiers.access import dossiers_open_to
from dossiers.identity.access import holders_kept_by
from dossiers.identity.changes import COLUMNS
from dossiers.identity.matching import doubts_about
from dossiers.identity.undoing import changes_kept_by
from dossiers.models import Dossier, FormerIdentity, Holder, HolderChange, Paper
from search.words import hide_ids
from vietnamese.dates import format_date
from vietnamese.person_id import Sex, mask
from web.paging import KeysetPage, page_of
from web.papers.history import names_of
from web.papers.selectors import title_of
from web.papers.validity import Validity, validity_on

MOST_DOSSIERS, MOST_CHANGES, MOST_ALIKE = 20, 50, 5
PAPERS_ON_A_PAGE = 20
NUMBERS = frozenset({"personal_id", "old_personal_id", "tax_code"})
LABELS = {
    "name": "Họ và tên",
    "personal_id": "Số định danh cá nhân",
    "old_personal_id": "Số CMND cũ",
    "tax_code": "Mã số thuế",
    "birth_date": "Ngày sinh",
    "sex": "Giới tính",
    "address": "Địa chỉ",
}
SEX_NAMES = {"": "", Sex.MALE.value: "Nam", Sex.FEMALE.value: "Nữ"}
ABSENT = "Chưa có"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; `hidden` that it is a masked id."""

    label: str
    value: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One of the papers that the viewer may see."""

    paper: Paper
    title: str
    validity: Validity


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change in words; `lines` are what was written, as (label, before, after)."""

    change: HolderChange
    who: str
    undone_by: str
    lines: tuple[tuple[str, str, str], ...]
    reason: str
    undone_reason: str
    may_undo: bool
    shows_paper: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One column of two rows, side by side."""

    label: str
    kept: Fact
    other: Fact
    differs: bool


def facts_of(holder: Holder, *, ids_open: bool) -> list[Fact]:
    """What is known of a holder; numbers that are not there are left out."""
    columns = [name for name in COLUMNS if name not in NUMBERS or getattr(holder, name)]
    return [_fact(name, getattr(holder, name), ids_open=ids_open) for name in columns]


def former_of(holder: Holder, *, ids_open: bool) -> list[Fact]:
    """Names and numbers of before, each with the day until which it was so."""
    rows = FormerIdentity.objects.filter(holder=holder)
    return [_former(row, ids_open=ids_open) for row in rows]


def doubts_on(holder: Holder) -> tuple[str, ...]:
    """Codes of what the id says otherwise than the record."""
    return doubts_about(holder.personal_id or "", birth=holder.birth_date, sex=holder.sex)


def papers_page(holder: Holder, *, user: User, after: str) -> KeysetPage[Paper]:
    """The papers of the holder that this person may see, the newest first."""
    rows = Paper.objects.visible_to(user).filter(holder=holder)
    rows = rows.select_related("received_file", "paper_type", "agency", "replaced_by")
    return page_of(rows, keys=("-id",), after=after, size=PAPERS_ON_A_PAGE)


def paper_rows(papers: Sequence[Paper], day: date) -> list[PaperRow]:
    """The rows of one page."""
    return [PaperRow(each, title_of(each), validity_on(each, day)) for each in papers]


def dossiers_of(holder: Holder, *, user: User) -> QuerySet[Dossier]:
    """The latest dossiers of the holder that this person works on."""
    found = dossiers_open_to(user).filter(holder=holder).select_related("procedure")
    return found.order_by("-id")[:MOST_DOSSIERS]


def alike(holder: Holder, *, user: User) -> list[Holder]:
    """Who may be the same person: the same name, and no other birth; only whom this person may change."""
    found = holders_kept_by(user).filter(name_folded=holder.name_folded, kind=holder.kind)
    if holder.birth_date is not None:
        found = found.filter(Q(birth_date=holder.birth_date) | Q(birth_date__isnull=True))
    return list(found.exclude(pk=holder.pk).order_by("pk")[:MOST_ALIKE])


def changes_of(holder: Holder, *, user: User, ids_open: bool) -> list[ChangeRow]:
    """What was changed of the holder and of those merged into them, the newest first."""
    about = Q(holder=holder) | Q(other=holder) | Q(holder__merged_into=holder)
    found = list(
        HolderChange.objects.filter(about)
        .select_related("holder", "other")
        .order_by("-id")[:MOST_CHANGES]
    )
    ids = [each.pk for each in found]
    undoable = set(changes_kept_by(user).filter(pk__in=ids).values_list("pk", flat=True))
    papers = {each.paper_id for each in found if each.paper_id}
    seen = set(Paper.objects.visible_to(user).filter(pk__in=papers).values_list("pk", flat=True))
    names = names_of({each.by for each in found} | {each.undone_by for each in found})
    return [
        ChangeRow(
            change=each,
            who=names[each.by],
            undone_by=names[each.undone_by],
            lines=tuple(_lines(each.before, each.after, ids_open=ids_open)),
            reason=hide_ids(each.reason),
            undone_reason=hide_ids(each.undone_reason),
            may_undo=each.pk in undoable and each.undone_at is None,
            shows_paper=each.paper_id in seen,
        )
        for each in found
    ]


def side_by_side(kept: Holder, other: Holder, *, open_rows: Collection[int]) -> list[Compared]:
    """Two rows, column by column; whether they differ is told of the real values."""
    lines = []
    for name in COLUMNS:
        one, two = getattr(kept, name), getattr(other, name)
        lines.append(
            Compared(
                LABELS[name],
                _fact(name, one, ids_open=kept.pk in open_rows),
                _fact(name, two, ids_open=other.pk in open_rows),
                differs=bool(one and two and one != two),
            )
        )
    return lines


def _fact(name: str, value: Any, *, ids_open: bool) -> Fact:
    text = _shown(name, value)
    if name in NUMBERS and text and not ids_open:
        return Fact(LABELS[name], _masked(text), hidden=True)
    return Fact(LABELS[name], text or ABSENT)


def _shown(name: str, value: Any) -> str:
    if name == "sex":
        return SEX_NAMES.get(value, "")
    if name == "birth_date" and value:
        return format_date(date.fromisoformat(value) if isinstance(value, str) else value)
    return str(value or "")


def _masked(number: str) -> str:
    """A firm's tax code is public; what can be a person's id is masked."""
    return mask(number) if len(number) in (9, 12) else number


def _former(row: FormerIdentity, *, ids_open: bool) -> Fact:
    until = f" (đến {format_date(row.until)})" if row.until else ""
    if row.name:
        return Fact("Tên cũ", f"{row.name}{until}")
    number = row.number if ids_open else _masked(row.number)
    return Fact("Số cũ", f"{number}{until}", hidden=number != row.number)


def _lines(
    before: Mapping[str, Any], after: Mapping[str, Any], *, ids_open: bool
) -> list[tuple[str, str, str]]:
    return [
        (
            LABELS[name],
            _fact(name, before.get(name), ids_open=ids_open).value,
            _fact(name, after[name], ids_open=ids_open).value,
        )
        for name in COLUMNS
        if name in after
    ]
