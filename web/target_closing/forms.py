"""Forms of Chốt kỳ: which period of which agency, and why once more."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import Agency
from targets.closing import Closing, Kind, period_of
from targets.models import PeriodClosing
from targets.periods import Period
from web.administration.forms import AgencyChoice, OneLine, offer

TEXT_LENGTH = 500
# So many of each kind are offered; an older period is closed by nobody.
OFFERED = {Kind.MONTH: 24, Kind.QUARTER: 8, Kind.YEAR: 5}


def over_before(kind: Kind, today: date) -> Iterator[Period]:
    """The periods of a kind that are over, the latest first."""
    period = period_of(kind, today)
    for _ in range(OFFERED[kind]):
        period = period_of(kind, period.begin - timedelta(days=1))
        yield period


def _choices(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            str(kind.label),
            [
                (f"{kind}:{period.begin}", capitalized(period.name))
                for period in over_before(kind, today)
            ],
        )
        for kind in Kind
    ]


def capitalized(words: str) -> str:
    """Tháng 7 năm 2025."""
    return words[:1].upper() + words[1:]


class CloseForm(forms.Form):
    """A period to be closed."""

    agency = AgencyChoice(
        label="Cơ quan",
        queryset=Agency.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": "Cơ quan này không thuộc phạm vi của bạn."},
    )
    period = forms.ChoiceField(
        label="Kỳ", error_messages={"invalid_choice": "Chọn một kỳ trong danh sách."}
    )
    reason = OneLine(
        label="Lý do",
        required=False,
        max_length=TEXT_LENGTH,
        help_text="Chỉ cần khi kỳ này đã chốt và nay chốt bổ sung.",
    )

    def __init__(
        self, data: QueryDict | None, *, agencies: QuerySet[Agency], today: date, **options: Any
    ) -> None:
        super().__init__(data, **options)
        offer(self, "agency", agencies)
        self.fields["period"].choices = _choices(today)  # type: ignore[attr-defined]

    def wanted(self) -> Closing:
        """What is to be closed."""
        kind, _, begin = self.cleaned_data["period"].partition(":")
        return Closing(
            agency=self.cleaned_data["agency"].pk,
            kind=Kind(kind),
            begin=date.fromisoformat(begin),
            reason=self.cleaned_data["reason"],
        )


class AgainForm(forms.Form):
    """Why a period is closed once more."""

    reason = OneLine(
        label="Lý do chốt bổ sung",
        max_length=TEXT_LENGTH,
        help_text="Vì sao số liệu khác lần chốt trước. Lần chốt trước được giữ nguyên.",
        error_messages={"required": "Ghi lý do."},
    )

    def wanted(self, closing: PeriodClosing) -> Closing:
        """The same period again."""
        return Closing(
            agency=closing.agency_id,
            kind=Kind(closing.kind),
            begin=closing.begin,
            reason=self.cleaned_data["reason"],
        )
