"""Separator sheets: laid into a stack before scanning, they tell where papers begin and what they are."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from accounts.models import User
from config.messages import message
from dossiers.models import Dossier, PaperType
from ocr.splitting.sheet import SeparatorSheet, sheet_text
from printing.pdfa import html_to_pdfa
from printing.qr import qr_svg
from web.scan.forms import HandInForm

TITLE = "Tờ phân cách"
MOST_SHEETS = 50


class SheetsForm(HandInForm):
    """For which dossier, and for which paper types a sheet each."""

    paper_types = forms.ModelMultipleChoiceField(
        PaperType.objects.all(),
        label="Mỗi loại giấy tờ một tờ",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Chọn loại giấy tờ trong danh sách."},
        help_text="Không chọn loại nào thì in một tờ đặt trước tất cả giấy tờ của hồ sơ.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        # A sheet says nothing of an agency: the batch that it is scanned into does.
        del self.fields["agency"]

    def clean(self) -> dict[str, Any]:
        """Every sheet must be one that can be read back."""
        cleaned = super().clean()
        chosen = list(cleaned.get("paper_types") or [])
        if len(chosen) > MOST_SHEETS:
            self.add_error("paper_types", f"Chọn nhiều nhất {MOST_SHEETS} loại mỗi lần in.")
        try:
            cleaned["sheets"] = _sheets(cleaned["dossier"], chosen)
        except ValueError:
            told = message("split.not_printable")
            self.add_error(None, f"{told.sentence} {told.remedy}")
        return cleaned


def print_sheets(sheets: list[dict[str, Any]]) -> bytes:
    """The sheets of a valid form as PDF/A, one a page.

    Raises:
        printing.errors.PrintingError: they could not be printed.
    """
    html = render_to_string("scan/sheets_to_print.html", {"sheets": sheets, "title": TITLE})
    return html_to_pdfa(html, title=TITLE)


def _sheets(dossier: Dossier | None, paper_types: list[PaperType]) -> list[dict[str, Any]]:
    number = dossier.number if dossier else None
    if not paper_types:
        return [_sheet(number)]
    return [_sheet(number, each) for each in paper_types]


def _sheet(number: str | None, paper_type: PaperType | None = None) -> dict[str, Any]:
    text = sheet_text(SeparatorSheet(number, paper_type.code if paper_type else None))
    # Drawn from a text of our own making.
    qr = mark_safe(qr_svg(text, module_px=6))  # noqa: S308
    return {"number": number, "paper_type": paper_type, "qr": qr}
