"""Forms of a paper's page; each act that touches a person's data asks why."""

from typing import Any

from django import forms

from dossiers.models import Paper, Rendition

SHORTEST_REASON = 5


class PurposeForm(forms.Form):
    """Why the person needs it; kept in the record of acts."""

    purpose = forms.CharField(
        label="Mục đích",
        min_length=SHORTEST_REASON,
        max_length=500,
        error_messages={
            "required": "Ghi mục đích.",
            "min_length": "Ghi rõ mục đích, ví dụ: giải quyết hồ sơ nào.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OpenForm(PurposeForm):
    """Open the masked ids."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="open_%s")


class DownloadForm(PurposeForm):
    """Save one rendition of the paper."""

    rendition = forms.ModelChoiceField(
        label="Bản cần tải",
        queryset=Rendition.objects.none(),
        empty_label=None,
        error_messages={"required": "Chọn bản cần tải.", "invalid_choice": "Không có bản này."},
    )
    field_order = ("rendition", "purpose")

    def __init__(self, data: Any = None, *, paper: Paper) -> None:
        super().__init__(data, auto_id="download_%s")
        field = self.fields["rendition"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows for the type checker
        field.queryset = paper.renditions.order_by("-kind", "-version")


class WithdrawForm(forms.Form):
    """Take the paper out of use."""

    REVOKED, WRONG = "revoked", "wrong"

    kind = forms.ChoiceField(
        label="Vì sao ngừng dùng",
        choices=[(REVOKED, "Thu hồi"), (WRONG, "Phát hiện sai")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn thu hồi hay phát hiện sai."},
    )
    reason = forms.CharField(
        label="Lý do, số văn bản",
        min_length=SHORTEST_REASON,
        max_length=500,
        error_messages={"required": "Ghi lý do.", "min_length": "Ghi rõ lý do."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="withdraw_%s")
