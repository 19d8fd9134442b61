"""Forms of Chiến dịch: a plan, a change of it, its end; and what the address of the proposals chooses."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import User
from targets.models import Campaign
from targets.scanning import Order
from web.administration.forms import Day, OneLine, offer

TEXT_LENGTH = 500
MOST_PAPERS = 2**31 - 1  # as far as the column goes


class Owner(forms.ModelChoiceField):  # type: ignore[type-arg]  # no type arguments at run time
    """A colleague by name and user name: two may be called the same."""

    def label_from_instance(self, obj: Any) -> str:
        """Trần Thị Thử (tran.thu)."""
        return f"{obj} ({obj.username})"


def _owner() -> Owner:
    return Owner(
        User.objects.none(),
        label="Người phụ trách",
        empty_label="Chọn người…",
        help_text="Người có vai trò ở cơ quan này hoặc cơ quan cấp trên trong phạm vi của bạn.",
        error_messages={
            "required": "Chọn người phụ trách.",
            "invalid_choice": "Người này không còn chọn được; chọn người khác.",
        },
    )


def _number() -> forms.IntegerField:
    return forms.IntegerField(
        label="Số giấy tờ phải số hóa",
        min_value=1,
        max_value=MOST_PAPERS,
        error_messages={
            "required": "Nhập số giấy tờ.",
            "invalid": "Số chỉ gồm chữ số.",
            "min_value": "Ít nhất là 1.",
        },
    )


def _day(label: str) -> Day:
    wrong = {"required": f"Chọn {label.lower()}.", "invalid": "Không phải một ngày có thật."}
    return Day(label=label, required=True, error_messages=wrong)


def _reason(label: str, help_text: str = "") -> OneLine:
    return OneLine(
        label=label,
        max_length=TEXT_LENGTH,
        help_text=help_text,
        error_messages={"required": f"Ghi {label.lower()}."},
    )


class PlanForm(forms.Form):
    """A campaign to be begun; agency and paper type stand in the address."""

    target = _number()
    starts_on = _day("Ngày bắt đầu")
    deadline = _day("Hạn")
    owner = _owner()
    reason = _reason("Lý do", "Số kế hoạch, văn bản chỉ đạo hoặc vì sao làm loại này trước.")

    def __init__(self, data: QueryDict | None, *, owners: QuerySet[User], **options: Any) -> None:
        super().__init__(data, **options)
        offer(self, "owner", owners)


class ChangeForm(forms.Form):
    """What may be otherwise while a campaign is under way."""

    target = _number()
    deadline = _day("Hạn")
    owner = _owner()
    reason = _reason("Lý do thay đổi")
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, owners: QuerySet[User], **options: Any) -> None:
        super().__init__(data, auto_id="id_change_%s", **options)
        offer(self, "owner", owners)


class CloseForm(forms.Form):
    """How a campaign ends."""

    outcome = forms.ChoiceField(
        label="Kết thúc thế nào",
        choices=[
            (Campaign.Outcome.DONE, "Hoàn thành: đã đủ số lượng"),
            (Campaign.Outcome.STOPPED, "Dừng: không làm tiếp"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn hoàn thành hoặc dừng."},
    )
    note = _reason("Ghi chú kết thúc")

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, auto_id="id_close_%s")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address of the proposals chooses; what it says wrongly is the default."""

    agency: str  # code; empty: the topmost agency that the person may see
    order: Order
    today: date

    @classmethod
    def of(cls, query: QueryDict, *, today: date) -> "Choice":
        """Read the address."""
        order = query.get("xep", "")
        chosen = Order(order) if order in set(Order) else Order.GAIN
        return cls(query.get("co_quan", "").replace("\0", "")[:40], chosen, today)
