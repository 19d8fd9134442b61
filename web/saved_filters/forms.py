"""Forms of saved filters."""

from django import forms

from web.saved_filters.keeping import LONGEST_NAME


class NameForm(forms.Form):
    """What the filter is called."""

    name = forms.CharField(
        label="Tên bộ lọc",
        max_length=LONGEST_NAME,
        error_messages={
            "required": "Đặt tên cho bộ lọc.",
            "max_length": f"Tên dài nhất {LONGEST_NAME} chữ.",
        },
    )


class SaveForm(NameForm):
    """The list and what stands in its address."""

    area = forms.CharField(max_length=40)
    query = forms.CharField(max_length=8_000, required=False)
