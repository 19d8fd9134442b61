"""The search box and its filters; everything stays in the address."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Agency
from dossiers.models import PaperType
from reuse.finding import Wanted

STEP = 20
MOST = 200
FIRST_YEAR, LAST_YEAR = 1900, 2999
HOLDS, ENDED = "con", "het"
# What of an address is the question itself; the rest says how much of the answer is shown.
QUESTION = ("q", "loai", "co_quan", "nam", "hieu_luc")


class AgencyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # no type arguments at run time
    """Agencies by name, indented by their depth in the tree."""

    def label_from_instance(self, obj: Any) -> str:
        """The name after a dash for each level above it."""
        depth = obj.path.count("/") - 1
        return f"{'– ' * depth}{obj.name}"


class SearchForm(forms.Form):
    """Words, and what narrows them."""

    q = forms.CharField(
        label="Số định danh, họ tên, số ký hiệu hoặc từ trong giấy tờ",
        max_length=1000,
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "spellcheck": "false",
                "data-suggest": "",
            }
        ),
    )
    loai = forms.ModelChoiceField(
        label="Loại giấy tờ",
        queryset=PaperType.objects.all(),
        required=False,
        empty_label="Mọi loại",
    )
    co_quan = AgencyChoice(
        label="Cơ quan giữ",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="Mọi cơ quan được xem",
    )
    nam = forms.IntegerField(
        label="Năm ban hành",
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={
            "invalid": "Nhập năm bằng bốn chữ số.",
            "min_value": f"Nhập năm từ {FIRST_YEAR} trở đi.",
            "max_value": "Nhập năm bằng bốn chữ số.",
        },
    )
    hieu_luc = forms.ChoiceField(
        label="Hiệu lực hôm nay",
        required=False,
        choices=[("", "Bất kể"), (HOLDS, "Còn hiệu lực"), (ENDED, "Không còn, chưa có")],
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency]) -> None:
        super().__init__(data, auto_id="search_%s")
        field = self.fields["co_quan"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows for the type checker
        field.queryset = agencies.only("name", "path")  # hundreds of rows for a few words each

    def wanted(self, *, day: date, limit: int) -> Wanted:
        """What to find; call after `is_valid`."""
        asked = self.cleaned_data
        return Wanted(
            query=asked["q"],
            paper_type=asked["loai"].code if asked["loai"] else None,
            agency=asked["co_quan"],
            valid_on=day if asked["hieu_luc"] == HOLDS else None,
            not_valid_on=day if asked["hieu_luc"] == ENDED else None,
            issued_year=asked["nam"],
            limit=limit,
        )


def limit_of(text: str) -> int:
    """How many results to show, from the address: a multiple of STEP, at most MOST."""
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else STEP
    return min(MOST, max(STEP, -(-asked // STEP) * STEP))
