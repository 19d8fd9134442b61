"""Forms of Lưu trữ: a list to be disposed of, the second person's word, a hold and its end."""

from collections.abc import Iterable
from typing import Any

from django import forms

from web.administration.forms import OneLine

TEXT_LENGTH = 500


def _reason(label: str, help_text: str = "") -> OneLine:
    return OneLine(
        label=label,
        max_length=TEXT_LENGTH,
        help_text=help_text,
        error_messages={"required": f"Ghi {label.lower()}."},
    )


class ProposalForm(forms.Form):
    """Which papers shall go, why, and by what."""

    papers = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Đánh dấu ít nhất một giấy tờ."}
    )
    reason = _reason("Lý do")
    legal_basis = _reason("Căn cứ", "Số văn bản, quyết định cho phép tiêu hủy.")

    def __init__(self, data: Any, *, ids: Iterable[int]) -> None:
        super().__init__(data)
        self.fields["papers"].choices = [(pk, str(pk)) for pk in ids]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What the second person says."""

    decision = forms.ChoiceField(
        label="Quyết định",
        choices=[("approve", "Duyệt: tiêu hủy các giấy tờ này"), ("refuse", "Không duyệt")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn duyệt hoặc không duyệt."},
    )
    reason = _reason("Ý kiến")


class HoldForm(forms.Form):
    """Which paper is held, and why."""

    paper = forms.IntegerField(
        label="Mã giấy tờ",
        min_value=1,
        max_value=2**63 - 1,
        help_text="Số đứng sau “giay-to-” trong tên tệp tải về và trong địa chỉ trang của giấy tờ.",
        error_messages={"required": "Nhập mã giấy tờ.", "invalid": "Mã chỉ gồm chữ số."},
    )
    reason = _reason("Lý do giữ", "Số văn bản yêu cầu: vụ án, thanh tra, khiếu nại.")


class LiftForm(forms.Form):
    """Why a hold ends."""

    reason = _reason("Lý do gỡ")
