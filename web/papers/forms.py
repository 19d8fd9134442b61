"""Forms of a paper's page; each act that touches a person's data asks why."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from dossiers.models import Paper, Rendition
from search.words import hide_ids
from vietnamese.dates import format_date

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
    """Save one rendition of the paper; `rendition` is cleaned to the row."""

    rendition = forms.ChoiceField(
        label="Bản cần tải",
        error_messages={"required": "Chọn bản cần tải.", "invalid_choice": "Không có bản này."},
    )
    field_order = ("rendition", "purpose")

    def __init__(self, data: Any = None, *, renditions: Iterable[Rendition]) -> None:
        super().__init__(data, auto_id="download_%s")
        self._renditions = {str(each.pk): each for each in renditions}
        choices = [(pk, rendition_name(each)) for pk, each in self._renditions.items()]
        cast(forms.ChoiceField, self.fields["rendition"]).choices = choices

    def clean_rendition(self) -> Rendition:
        """The row that was chosen."""
        return self._renditions[self.cleaned_data["rendition"]]


def rendition_name(rendition: Rendition) -> str:
    """What the rendition is; later versions say which."""
    again = f" (lần {rendition.version})" if rendition.version > 1 else ""
    return f"{rendition.get_kind_display()}{again}"


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


class ReplaceForm(forms.Form):
    """Which newer paper of the same person took this one's place; `by_paper` is cleaned to the row."""

    by_paper = forms.ChoiceField(
        label="Giấy tờ thay thế",
        error_messages={
            "required": "Chọn giấy tờ thay thế.",
            "invalid_choice": "Chọn một giấy tờ trong danh sách.",
        },
    )

    def __init__(self, data: Any = None, *, successors: Iterable[Paper]) -> None:
        super().__init__(data, auto_id="replace_%s")
        self._successors = {str(each.pk): each for each in successors}
        choices = [(pk, successor_name(each)) for pk, each in self._successors.items()]
        cast(forms.ChoiceField, self.fields["by_paper"]).choices = [("", "Chọn"), *choices]

    def clean_by_paper(self) -> Paper:
        """The row that was chosen."""
        return self._successors[self.cleaned_data["by_paper"]]


def successor_name(paper: Paper) -> str:
    """Number and day of issue tell papers of one type apart; ids are masked."""
    number = hide_ids(paper.number) or f"giấy tờ {paper.pk}"
    return f"{number}, cấp {format_date(paper.issued_on)}" if paper.issued_on else number
