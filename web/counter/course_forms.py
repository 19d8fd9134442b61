"""Forms of what happens to a dossier on its way: it is handed on, rated, complained of."""

from typing import Any

from django import forms

from accounts.models import Agency
from counter.feedback import OFFICE_CHANNELS
from counter.transfers import Sending, place_of, receivers
from dossiers.models import Complaint, Dossier, Medium, Rating, RatingChannel
from web.administration.forms import OneLine, offer
from web.counter.forms import AgencyChoice


class SendForm(forms.Form):
    """Where to, and how."""

    receiver = AgencyChoice(
        label="Chuyển đến",
        queryset=Agency.objects.none(),
        empty_label="Chọn cơ quan",
        error_messages={"required": "Chọn cơ quan nhận."},
    )
    medium = forms.ChoiceField(
        label="Hình thức",
        choices=Medium.choices,
        initial=Medium.ELECTRONIC,
        widget=forms.RadioSelect,
        help_text="Có chuyển kèm bản giấy thì chọn Bản giấy.",
        error_messages={"required": "Chọn hình thức chuyển."},
    )

    def __init__(self, data: Any = None, *, dossier: Dossier) -> None:
        here = place_of(dossier)
        # It goes to whom decides, and from there back to where it was taken in.
        away = here != dossier.deciding_agency
        next_place = dossier.deciding_agency if away else dossier.place_of_intake
        super().__init__(data, initial={"receiver": next_place}, auto_id="send_%s")
        offer(self, "receiver", receivers(dossier).order_by("path"))

    def sending(self) -> Sending:
        """What is written down."""
        asked = self.cleaned_data
        return Sending(receiver=asked["receiver"], medium=Medium(asked["medium"]))


class StrikeForm(forms.Form):
    """Why a transfer is struck out."""

    why = OneLine(
        label="Lý do bỏ",
        max_length=300,
        error_messages={"required": "Ghi lý do bỏ lần chuyển này."},
    )


class RatingForm(forms.Form):
    """What the applicant says, and where they said it."""

    score = forms.TypedChoiceField(
        label="Mức hài lòng",
        choices=[("", "Chọn mức"), *reversed(Rating.Score.choices)],
        coerce=int,
        error_messages={"required": "Chọn mức hài lòng."},
    )
    channel = forms.ChoiceField(
        label="Người nộp nói ở đâu",
        choices=[(each.value, each.label) for each in OFFICE_CHANNELS],
    )

    def __init__(self, data: Any = None, *, rating: Rating | None = None) -> None:
        said = {"score": rating.score, "channel": rating.channel} if rating else {}
        super().__init__(data, initial=said, auto_id="rating_%s")

    def clean_channel(self) -> RatingChannel:
        """As the service takes it."""
        return RatingChannel(self.cleaned_data["channel"])


class ComplaintForm(forms.Form):
    """What is complained of."""

    about = forms.ChoiceField(
        label="Nội dung phản ánh",
        choices=[("", "Chọn nội dung"), *Complaint.About.choices],
        error_messages={"required": "Chọn nội dung phản ánh."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="complaint_%s")
