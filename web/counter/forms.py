"""Forms of the counter. What is wrong is told at its field; what a service refuses, above the form."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of
from config.messages import message
from counter.closings import REFUSAL_CAUSES, STOP_CAUSES, WITHDRAWAL_CAUSES
from counter.intake import AT_COUNTER
from counter.supplements import CAUSES, Item
from dossiers.identity.matching import is_number
from dossiers.identity.registering import Claim
from dossiers.models import Cause, Channel, Dossier, Procedure, SupplementReason
from vietnamese.person_id import Sex
from web.administration.forms import Day, OneLine, offer

SEXES = [("", "Chưa ghi"), (Sex.MALE.value, "Nam"), (Sex.FEMALE.value, "Nữ")]
FREE_ROWS = 2


def told(code: str, details: Sequence[str] = ()) -> str:
    """Sentence and remedy of a code, and what it is about."""
    found = message(code)
    about = f" ({'; '.join(details)})" if details else ""
    return f"{found.sentence.removesuffix('.')}{about}. {found.remedy}"


class AgencyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # no type arguments at run time
    """Agencies by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and code."""
        return f"{obj.name} ({obj.code})"


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # as above
    """Officers by name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name as the office knows it."""
        return str(obj.full_name or obj.username)


class OpenForm(forms.Form):
    """Who asks, and where; the procedure stands in the address. Posted: an id never stands there."""

    key = forms.CharField(max_length=32, widget=forms.HiddenInput)
    number = OneLine(
        label="Số định danh",
        max_length=20,
        help_text="12 số, CMND 9 số hoặc mã số thuế.",
        error_messages={"required": "Nhập số định danh của chủ hồ sơ."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "class": "mono"}
        ),
    )
    name = OneLine(
        label="Họ và tên, hoặc tên tổ chức",
        max_length=300,
        error_messages={"required": "Nhập họ và tên như trên giấy tờ tùy thân."},
    )
    birth_date = Day(label="Ngày sinh")
    sex = forms.ChoiceField(label="Giới tính", choices=SEXES, required=False)
    address = OneLine(label="Địa chỉ", max_length=500, required=False)
    channel = forms.TypedChoiceField(
        label="Hình thức nộp", choices=Channel.choices, coerce=int, initial=Channel.COUNTER
    )
    intake = AgencyChoice(label="Nơi tiếp nhận", queryset=Agency.objects.none(), empty_label=None)
    deciding = AgencyChoice(
        label="Cơ quan giải quyết",
        queryset=Agency.objects.none(),
        empty_label="Chọn cơ quan",
        error_messages={"required": "Chọn cơ quan có thẩm quyền giải quyết."},
    )
    mine = forms.BooleanField(label="Tôi thụ lý hồ sơ này", required=False)
    confirmed = forms.BooleanField(
        label="Tôi đã so với giấy tờ tùy thân và xác nhận thông tin trên là đúng.", required=False
    )

    def __init__(self, data: Any, *, user: User, procedure: Procedure) -> None:
        valid = Agency.objects.valid_on(timezone.localdate())
        intake = valid.filter(pk__in=agencies_of(user, *AT_COUNTER)).order_by("path")
        deciding = deciders(procedure, intake)
        initial: dict[str, Any] = {"key": get_random_string(32), "intake": intake.first()}
        own = deciding.filter(pk__in=list(intake.values_list("pk", flat=True)))
        initial["deciding"] = (own if own.exists() else deciding).first()
        super().__init__(data, initial=initial)
        offer(self, "intake", intake)
        offer(self, "deciding", deciding)
        # Asked only when number, birth and sex do not fit each other.
        self.doubted = False

    def clean_number(self) -> str:
        """A number that can be one."""
        number = str(self.cleaned_data["number"])
        if not is_number(number):
            raise ValidationError(told("holder.malformed"))
        return number

    def claim(self) -> Claim:
        """Who asks, as the form says it."""
        names = ("number", "name", "birth_date", "sex", "address")
        return Claim(**{name: self.cleaned_data[name] for name in names})


def deciders(procedure: Procedure, intake: QuerySet[Agency]) -> QuerySet[Agency]:
    """The agencies of the procedure's level in the provinces or ministries of the places of intake."""
    roots = {path.split("/")[0] for path in intake.values_list("path", flat=True)}
    found = Agency.objects.none()
    for root in roots:
        found = found | Agency.objects.filter(path__startswith=f"{root}/")
    return found.valid_on(timezone.localdate()).filter(level=procedure.level).order_by("path")


class ReceiptForm(forms.Form):
    """What was handed in on paper, and the appointment where the law gives none."""

    components = forms.MultipleChoiceField(
        label="Giấy tờ đã nộp", required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = Day(label="Hẹn trả kết quả")

    def __init__(
        self, data: Any = None, *, dossier: Dossier, offered: Iterable[tuple[int, str]]
    ) -> None:
        super().__init__(data, auto_id="receipt_%s")
        field = self.fields["components"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
        field.choices = list(offered)
        if not field.choices:
            del self.fields["components"]
        if dossier.due_at is not None:
            del self.fields["due_on"]


class ReasonForm(forms.Form):
    """Cause and reason of an end: one for each kind of end."""

    cause = forms.ChoiceField(label="Nguyên nhân", error_messages={"required": "Chọn nguyên nhân."})
    text = forms.CharField(
        label="Lý do cụ thể",
        max_length=1000,
        help_text="In trên phiếu; viết để người nộp hiểu và biết phải làm gì.",
        error_messages={"required": "Ghi lý do cụ thể."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    causes: Sequence[Cause] = ()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}_%s")
        field = self.fields["cause"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
        field.choices = [
            ("", "Chọn nguyên nhân"),
            *((each.value, each.label) for each in self.causes),
        ]


class RefusalForm(ReasonForm):
    """Form 03."""

    causes = REFUSAL_CAUSES


class StopForm(ReasonForm):
    """The notice of stopping."""

    causes = STOP_CAUSES


class WithdrawalForm(ReasonForm):
    """The applicant takes the dossier back."""

    causes = WITHDRAWAL_CAUSES
    text = forms.CharField(
        label="Ghi chú", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ApologyForm(forms.Form):
    """Form 04."""

    new_due_on = Day(
        label="Hẹn lại ngày",
        required=True,
        error_messages={
            "required": "Chọn ngày hẹn lại.",
            "invalid": "Không phải một ngày có thật.",
        },
    )
    text = forms.CharField(
        label="Lý do chậm",
        max_length=1000,
        error_messages={"required": "Ghi lý do chậm."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="apology_%s")


class OfficerForm(forms.Form):
    """Who handles the dossier."""

    officer = PersonChoice(
        label="Cán bộ thụ lý",
        queryset=User.objects.none(),
        empty_label="Chọn cán bộ",
        error_messages={"required": "Chọn cán bộ thụ lý."},
    )

    def __init__(self, data: Any = None, *, dossier: Dossier) -> None:
        super().__init__(data, initial={"officer": dossier.officer_id}, auto_id="officer_%s")
        offer(self, "officer", officers_for(dossier))


def officers_for(dossier: Dossier) -> QuerySet[User]:
    """Officers of the agency that decides, and of those above it."""
    path = dossier.deciding_agency.path
    codes = path.rstrip("/").split("/")
    above = ["/".join(codes[: count + 1]) + "/" for count in range(len(codes))]
    roles = Role.objects.in_force(timezone.localdate()).filter(
        kind=Role.Kind.OFFICER, agency__path__in=above
    )
    people = User.objects.filter(is_active=True, pk__in=roles.values("user"))
    return people.order_by("full_name", "username")


class ItemForm(forms.Form):
    """One thing of a request for supplements: prefilled from the checklist, or free."""

    component = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)
    label = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    ask = forms.BooleanField(label="Yêu cầu", required=False)
    cause = forms.ChoiceField(
        label="Nguyên nhân", choices=[(each.value, each.label) for each in CAUSES]
    )
    text = forms.CharField(
        label="Nội dung yêu cầu",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def is_free(self) -> bool:
        """Whether it is for something that is no component."""
        return not self["component"].value()

    def clean(self) -> dict[str, Any]:
        """What is asked for needs its words; words alone are a request too where nothing is ticked."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_free and found.get("text", "").strip():
            found["ask"] = True
        if found.get("ask") and not found.get("text", "").strip():
            self.add_error("text", "Ghi rõ cần nộp gì hoặc sửa gì.")
        return found

    def item(self) -> Item | None:
        """What is asked for; None when it is not."""
        asked = self.cleaned_data
        if not asked.get("ask"):
            return None
        return Item(cause=asked["cause"], text=asked["text"], component=asked.get("component"))


ItemFormSet = forms.formset_factory(ItemForm, extra=FREE_ROWS, max_num=60, absolute_max=60)


class AgainForm(forms.Form):
    """Why a second request is lawful."""

    reason = forms.ModelChoiceField(
        label="Lý do yêu cầu bổ sung lần nữa",
        queryset=SupplementReason.objects.none(),
        empty_label="Chọn lý do",
        error_messages={"required": "Chọn lý do pháp luật cho phép yêu cầu lần nữa."},
    )

    def __init__(self, data: Any = None, *, reasons: Iterable[SupplementReason]) -> None:
        super().__init__(data)
        codes = [each.pk for each in reasons]
        offer(self, "reason", SupplementReason.objects.filter(pk__in=codes))
