"""What every change of a holder has in common: the grounds, the refusal, and the columns that change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac

from dossiers.models import Holder, HolderChange, Paper

Kind = HolderChange.Kind
Reason = HolderChange.Reason
TEXT_LENGTH = 500
COLUMNS: Final = (
    "name",
    "personal_id",
    "old_personal_id",
    "tax_code",
    "birth_date",
    "sex",
    "address",
)
REASONS: Final[Mapping[str, tuple[HolderChange.Reason, ...]]] = {
    Kind.CORRECTED: (Reason.MISTYPED, Reason.CIVIL_STATUS, Reason.REISSUED, Reason.COMPLETED),
    Kind.MERGED: (Reason.TWICE, Reason.OLD_ID, Reason.MISTYPED, Reason.REISSUED),
    Kind.RELINKED: (Reason.WRONG_PERSON, Reason.NOT_LINKED, Reason.UNDETERMINED),
}


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a holder is changed: one of REASONS of the kind, and in words, such as the number of a decision."""

    code: str
    reason: str

    def fit(self, kind: HolderChange.Kind) -> bool:
        """Whether the reason is one of this kind of change, and is explained."""
        return self.code in REASONS[kind] and bool(self.reason.strip())

    @property
    def text(self) -> str:
        """The words, as long as they are kept."""
        return self.reason.strip()[:TEXT_LENGTH]


def columns_of(holder: Holder) -> dict[str, Any]:
    """What a change may touch, as JSON holds it."""
    return {name: plain(getattr(holder, name)) for name in COLUMNS}


def write_columns(holder: Holder, values: Mapping[str, Any]) -> None:
    """Set columns from what JSON holds, and save."""
    for name, value in values.items():
        born = name == "birth_date" and value is not None
        setattr(holder, name, date.fromisoformat(value) if born else value)
    holder.save()


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value


def stamp_of(holder: Holder) -> str:
    """Changes whenever a column does; stands in forms, keyed, so that nobody finds a masked id by trying."""
    return salted_hmac("dossiers.identity", repr(sorted(columns_of(holder).items()))).hexdigest()


def number_taken(personal_id: str | None, *, by_other_than: set[int]) -> bool:
    """Whether somebody else bears this 12-digit id today."""
    others = Holder.objects.current().filter(personal_id=personal_id).exclude(pk__in=by_other_than)
    return bool(personal_id) and others.exists()


def index_anew(paper_ids: set[int]) -> None:
    """Let search find these papers by what their holder is called now."""
    Paper.objects.filter(pk__in=paper_ids).update(version=F("version") + 1)


def lock_rows(rows: QuerySet[Any]) -> list[int]:
    """Lock these rows until the transaction ends, in the order of their ids, which are returned."""
    locked = rows.select_for_update(no_key=True).order_by("pk")
    return list(locked.values_list("pk", flat=True))
