"""The period of the report, as the address has it."""

from datetime import date

from django import forms


class PeriodForm(forms.Form):
    """From a day to a day, both included; this year until today when the address says nothing."""

    tu = forms.DateField(label="Từ ngày", widget=forms.DateInput(attrs={"type": "date"}))
    den = forms.DateField(label="Đến hết ngày", widget=forms.DateInput(attrs={"type": "date"}))

    @classmethod
    def of(cls, query: dict[str, str], *, today: date) -> "PeriodForm":
        """The form with what the address says, the rest by default."""
        first = today.replace(month=1, day=1).isoformat()
        data = {"tu": query.get("tu") or first, "den": query.get("den") or today.isoformat()}
        return cls(data)

    def clean(self) -> dict[str, date]:
        """In order."""
        found: dict[str, date] = super().clean() or {}
        if found.get("tu") and found.get("den") and found["tu"] > found["den"]:
            self.add_error("den", "Ngày cuối phải từ ngày đầu trở đi.")
        return found
