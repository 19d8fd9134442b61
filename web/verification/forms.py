"""The two forms of the page: a code, or a file."""

from typing import Any

from django import forms

from config import public_checks
from config.messages import message
from dossiers.copy_codes import parsed

_NO_CODE, _NO_FILE, _TOO_LARGE = "check.not_a_code", "check.no_file", "check.too_large"


def told(code: str) -> str:
    """Sentence and remedy in one."""
    found = message(code)
    return f"{found.sentence} {found.remedy}"


class CodeForm(forms.Form):
    """The code as it is printed, in whatever case and grouping."""

    ma = forms.CharField(
        label="Mã kiểm tra",
        max_length=200,
        help_text="24 chữ và số, in cạnh mã QR. Gõ hoa hay thường, có gạch hay không đều được.",
        error_messages={"required": "Nhập mã in trên bản số hóa."},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX",
            }
        ),
    )

    def clean_ma(self) -> str:
        """The code without what stands between its groups."""
        code = parsed(self.cleaned_data["ma"])
        if code is None:
            raise forms.ValidationError(told(_NO_CODE))
        return code


class FileForm(forms.Form):
    """A PDF to be checked."""

    tep = forms.FileField(
        label="Tệp PDF",
        allow_empty_file=True,
        max_length=1000,
        error_messages={"required": told(_NO_FILE)},
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_tep(self) -> Any:
        """Not larger than what is checked here."""
        upload = self.cleaned_data["tep"]
        if upload.size > public_checks.MOST_BYTES:
            raise forms.ValidationError(told(_TOO_LARGE))
        return upload
