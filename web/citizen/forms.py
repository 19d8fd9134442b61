"""Forms of the citizen's pages, in plain words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dossiers.citizens.slips import use_slip
from dossiers.models import Rating
from vietnamese.person_id import parse_person_id
from web.sign_in import throttle

# One answer for every way in which a sign-in may fail, so that nobody learns who is on record.
WRONG = (
    "Số định danh hoặc mã không đúng, hoặc phiếu đã dùng, đã quá hạn. "
    "Xem lại phiếu; nếu vẫn không vào được, xin cấp phiếu khác tại bộ phận một cửa."
)
DOOR = "citizen"


class SlipForm(forms.Form):
    """Personal id and the code of a slip, cleaned to `slip`; after too many wrong ones, wait."""

    personal_id = forms.CharField(
        label="Số định danh cá nhân",
        max_length=40,
        help_text="12 chữ số trên thẻ căn cước. Có CMND cũ thì nhập 9 chữ số.",
        error_messages={"required": "Nhập số định danh."},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}
        ),
    )
    code = forms.CharField(
        label="Mã trên phiếu truy cập",
        max_length=40,
        help_text="8 ký tự, ví dụ BCDF-2345. Quét mã QR trên phiếu thì ô này tự điền.",
        error_messages={"required": "Nhập mã trên phiếu."},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "data-slip-code": "",
            }
        ),
    )

    def __init__(self, data: Any = None, *, address: str = "") -> None:
        super().__init__(data)
        self._address = address

    def clean(self) -> dict[str, Any]:
        """Use the slip, unless this person and address have failed too often."""
        person, code = self.cleaned_data.get("personal_id"), self.cleaned_data.get("code")
        if not (person and code):
            return self.cleaned_data
        parsed = parse_person_id(person, lenient=True)
        name = parsed.digits if parsed else person
        if not throttle.admit(name, self._address, door=DOOR):
            raise ValidationError(
                f"Sai quá nhiều lần. Đợi {throttle.WAIT_S // 60} phút rồi thử lại.",
                code="throttled",
            )
        slip = use_slip(personal_id=person, code=code)
        if slip is None:
            raise ValidationError(WRONG, code="wrong")
        throttle.forget(name, self._address, door=DOOR)
        return {**self.cleaned_data, "slip": slip}


class RatingForm(forms.Form):
    """Five words, the best first."""

    score = forms.TypedChoiceField(
        label="Bạn hài lòng thế nào với việc giải quyết hồ sơ này?",
        choices=list(reversed(Rating.Score.choices)),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một mức.", "invalid_choice": "Chọn một mức."},
    )

    def __init__(self, data: Any = None, *, rating: Rating | None = None) -> None:
        super().__init__(data, initial={"score": rating.score} if rating else {})
