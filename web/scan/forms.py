"""What a clerk says when handing files in: for which agency, for which dossier, and the files."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of
from config.messages import message
from dossiers.models import Dossier
from vietnamese.dossier_number import parse_dossier_number
from web.paging import whole_number

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

FOR_DOSSIER, FOR_BACKLOG = "dossier", "backlog"
ACCEPT = ".pdf,.tif,.tiff,.jpg,.jpeg,.png,.webp,.heic,.heif"


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes more than one file."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Any number of uploaded files; empty ones too, since they are told one by one."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":  # noqa: ARG002 - Django's signature
        """The files that were sent, none of them looked at yet."""
        return list(data) if isinstance(data, list | tuple) else [data] if data else []


class HandInForm(forms.Form):
    """The batch: its agency, and its dossier or the backlog."""

    place = forms.ChoiceField(
        label="Giấy tờ thuộc",
        choices=[(FOR_DOSSIER, "Một hồ sơ"), (FOR_BACKLOG, "Hồ sơ lưu (chưa gắn hồ sơ)")],
        initial=FOR_DOSSIER,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một hồ sơ hoặc hồ sơ lưu."},
    )
    number = forms.CharField(
        label="Mã hồ sơ",
        max_length=60,
        required=False,
        help_text="In trên giấy tiếp nhận và hẹn trả, ví dụ H15.50.05.13-261008-0975.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._agencies = agencies_of(user, Role.Kind.CLERK)
        today = Agency.objects.valid_on(timezone.localdate())
        self._choices = today.filter(pk__in=self._agencies).select_related("level")
        own = user.roles.filter(kind=Role.Kind.CLERK).order_by("agency__path").first()
        self.fields["agency"] = forms.ModelChoiceField(
            self._choices,
            label="Cơ quan nhận",
            initial=own.agency_id if own else None,
            error_messages={
                "required": "Chọn cơ quan nhận.",
                "invalid_choice": "Chọn cơ quan nhận.",
            },
        )

    @property
    def has_choice(self) -> bool:
        """Whether the person works for more than one agency, and so has to say for which."""
        return len(self._choices[:2]) > 1

    def clean(self) -> dict[str, Any]:
        """Find the dossier by its number among those of the person's agencies."""
        cleaned = super().clean() or {}
        cleaned["dossier"] = None
        if cleaned.get("place") == FOR_DOSSIER:
            cleaned["dossier"] = self._dossier(cleaned.get("number", ""))
        return cleaned

    def _dossier(self, typed: str) -> Dossier | None:
        if not typed.strip():
            self.add_error("number", "Nhập mã hồ sơ, hoặc chọn hồ sơ lưu.")
            return None
        parsed = parse_dossier_number(typed)
        number = parsed.number if parsed else typed.strip()
        mine = (
            Q(place_of_intake__in=self._agencies)
            | Q(deciding_agency__in=self._agencies)
            | Q(place_of_support__in=self._agencies)
        )
        found = Dossier.objects.filter(mine, number=number).first()
        if found is None:
            told = message("dossier.unknown" if parsed else "dossier.malformed")
            self.add_error("number", ValidationError(f"{told.sentence} {told.remedy}"))
        return found


class UploadForm(HandInForm):
    """The same with the files, for a browser that sends everything at once."""

    uploads = SeveralFilesField(
        label="Chọn tệp", required=False, widget=SeveralFiles(attrs={"accept": ACCEPT})
    )

    def clean_uploads(self) -> "list[UploadedFile[Any]]":
        """At least one file."""
        files: list[UploadedFile[Any]] = self.cleaned_data["uploads"]
        if not files:
            raise ValidationError("Chọn ít nhất một tệp.")
        return files


class SplitForm(forms.Form):
    """The pages with which papers begin, and what the clerk saw before."""

    seen = forms.CharField(max_length=20_000)

    def is_asked(self) -> bool:
        """Whether anything was asked for; else the page shows what is proposed."""
        return "seen" in self.data

    def starts(self) -> set[int]:
        """The pages ticked; what is no number is passed over."""
        ticked = self.data.getlist("start") if isinstance(self.data, QueryDict) else []
        return {number for each in ticked if (number := whole_number(each))}

    def clean_seen(self) -> list[int]:
        """The first pages of the papers as they were."""
        return [whole_number(each) or 0 for each in self.cleaned_data["seen"].split(",")]
