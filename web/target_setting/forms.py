"""Forms of Đặt chỉ tiêu: which target, what it shall be, from when it ends, and how a text is read."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.models import Agency, Level, User
from targets.models import Indicator, TargetSchedule
from targets.readings import Question
from targets.revisions import FIRST_YEAR, LAST_YEAR, NewTarget, Place
from targets.setting import agencies_set_by
from vietnamese.dates import format_number
from web.administration.forms import AgencyChoice, OneLine

TEXT_LENGTH = 500
MOST_LINES = 60
_LINE = re.compile(r"(?P<year>[0-9]{4})\s*[:=]\s*(?P<percent>[0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*%?")


class Percent(forms.DecimalField):
    """A percentage with a decimal comma or point, 0 to 100."""

    def __init__(self, **options: Any) -> None:
        wrong = {
            "required": "Nhập số phần trăm.",
            "invalid": "Nhập một số, ví dụ 97,5.",
            "min_value": "Ít nhất là 0.",
            "max_value": "Nhiều nhất là 100.",
            "max_digits": "Nhập một số từ 0 đến 100.",
            "max_whole_digits": "Nhập một số từ 0 đến 100.",
            "max_decimal_places": "Nhiều nhất hai chữ số sau dấu phẩy.",
        }
        defaults: dict[str, Any] = {
            "min_value": 0,
            "max_value": 100,
            "max_digits": 5,
            "decimal_places": 2,
            "widget": forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            "error_messages": wrong,
        }
        super().__init__(**{**defaults, **options})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as its stub has it
        """97,5 and 97.5 are the same."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """With a decimal comma, and no zeros that say nothing."""
        if isinstance(value, Decimal):
            return format_number(value.normalize() + 0).replace(".", "") if value else "0"
        return value


def _year(label: str, **options: Any) -> forms.IntegerField:
    wrong = {
        "required": "Nhập năm.",
        "invalid": "Năm gồm bốn chữ số.",
        "min_value": f"Từ năm {FIRST_YEAR} trở đi.",
        "max_value": f"Đến năm {LAST_YEAR}.",
    }
    attributes = {"inputmode": "numeric", "autocomplete": "off"}
    return forms.IntegerField(
        label=label,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages=wrong,
        widget=forms.TextInput(attrs=attributes),
        **options,
    )


def _reason(help_text: str) -> OneLine:
    return OneLine(
        label="Lý do",
        max_length=TEXT_LENGTH,
        help_text=help_text,
        error_messages={"required": "Ghi lý do."},
    )


class OwnYears(forms.CharField):
    """Years with a percentage of their own, one a line: 2027: 97,5."""

    def __init__(self, **options: Any) -> None:
        box = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"})
        super().__init__(**{"widget": box, "required": False, "max_length": 2000, **options})

    def clean(self, value: Any) -> dict[int, Decimal]:
        """Year and percent; a year twice is refused."""
        found: dict[int, Decimal] = {}
        for line in filter(None, (each.strip() for each in super().clean(value).splitlines())):
            match = _LINE.fullmatch(line)
            if match is None:
                raise ValidationError("Mỗi dòng một năm, ví dụ 2027: 97,5.")
            try:
                percent = Decimal(match["percent"].replace(",", "."))
            except InvalidOperation as error:  # pragma: no cover - the pattern lets numbers in only
                raise ValidationError("Nhập một số.") from error
            year = int(match["year"])
            if year in found:
                raise ValidationError(f"Năm {year} được ghi hai lần.")
            found[year] = percent
        return found


class PlaceForm(forms.Form):
    """Which target is meant; it stands in the address."""

    chi_so = forms.ChoiceField(
        label="Chỉ số", choices=[(each.value, f"{each.value} · {each.label}") for each in Indicator]
    )
    cap = forms.ModelChoiceField(
        label="Cấp", queryset=Level.objects.all(), required=False, empty_label="Mọi cấp"
    )
    co_quan = AgencyChoice(
        label="Cơ quan",
        queryset=Agency.objects.none(),
        required=False,
        to_field_name="code",
        empty_label="Mọi cơ quan",
    )

    def __init__(self, data: QueryDict, *, user: User, for_all: bool) -> None:
        given = {name: str(value).replace("\0", "") for name, value in data.dict().items()}
        super().__init__({**given, "chi_so": given.get("chi_so") or Indicator.M4.value})
        field = self.fields["co_quan"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows for the type checker
        field.queryset = agencies_set_by(user).order_by("path")
        if not for_all:
            field.empty_label = None
            field.required = True

    def place(self) -> Place | None:
        """The target; None where the address names none."""
        if not self.is_valid():
            return None
        level = self.cleaned_data["cap"]
        return Place(
            self.cleaned_data["chi_so"], level.pk if level else None, self.cleaned_data["co_quan"]
        )


class TargetForm(forms.Form):
    """What a target shall be from a year on."""

    from_year = _year("Áp dụng từ năm")
    base = Percent(label="Mức ban đầu (%)")
    step = Percent(
        label="Mỗi năm tăng (điểm)", required=False, help_text="Để trống nếu không tăng hằng năm."
    )
    first_step = _year("Năm tăng đầu tiên", required=False)
    cap = Percent(label="Mức trần (%)", required=False, help_text="Để trống là 100.")
    values = OwnYears(
        label="Mức riêng từng năm", help_text="Mỗi dòng một năm, ví dụ 2027: 97,5. Có thể để trống."
    )
    whole_subtree = forms.BooleanField(label="Cả cơ quan trực thuộc", required=False)
    source = OneLine(
        label="Căn cứ",
        required=False,
        max_length=300,
        help_text="Số văn bản, kế hoạch, nghị quyết.",
    )
    reason = _reason("Vì sao đặt hoặc đổi; ghi lại cùng tên bạn và thời điểm.")

    def __init__(self, data: QueryDict | None, *, place: Place, **options: Any) -> None:
        super().__init__(data, **options)
        self.place = place
        if place.agency is None:
            del self.fields["whole_subtree"]

    def wanted(self) -> NewTarget:
        """The target that the fields describe."""
        asked = self.cleaned_data
        return NewTarget(
            place=self.place,
            from_year=asked["from_year"],
            base=asked["base"],
            first_step=asked["first_step"],
            step=asked["step"] or Decimal(0),
            cap=Decimal(100) if asked["cap"] is None else asked["cap"],
            values=asked["values"],
            whole_subtree=asked.get("whole_subtree", True),
            source=asked["source"],
        )


def initial_of(row: TargetSchedule | None, *, year: int) -> dict[str, Any]:
    """The fields of a target that holds now, to be changed from a year on."""
    if row is None:
        return {"from_year": year, "cap": Decimal(100), "whole_subtree": True}
    values = {int(each): Decimal(str(percent)) for each, percent in row.values.items()}
    return {
        "from_year": year,
        "base": row.base,
        "step": row.step or None,
        "first_step": row.first_step,
        "cap": row.cap,
        "values": "\n".join(
            f"{each}: {format_number(percent)}" for each, percent in values.items() if each >= year
        ),
        "whole_subtree": row.whole_subtree,
        "source": row.source,
    }


class EndForm(forms.Form):
    """From which year on a target holds no more."""

    from_year = _year("Thôi áp dụng từ năm")
    reason = _reason("Vì sao thôi áp dụng.")


class ReadingForm(forms.Form):
    """How a text is read from now on."""

    option = forms.ChoiceField(
        label="Cách hiểu",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một cách hiểu."},
    )
    year = _year("Xem ảnh hưởng ở năm")
    reason = _reason("Văn bản hướng dẫn, hoặc ai đã quyết định hiểu như vậy.")

    def __init__(self, data: QueryDict | None, *, question: Question, **options: Any) -> None:
        super().__init__(data, **options)
        choices = [(key, f"{key}. {words}") for key, words in question.options.items()]
        self.fields["option"].choices = choices  # type: ignore[attr-defined]
