"""How facts are shown: dates and numbers the Vietnamese way, codes as sentences, ids masked."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django import template
from django.utils import timezone

from config.messages import message
from dossiers.states import State
from ingest.log_facts import current_facts
from ocr.confidence import SURE
from search.words import hide_ids
from vietnamese.dates import format_date, format_number
from vietnamese.person_id import mask

register = template.Library()

# What a state means for the person who looks: the colour of its badge.
TONES = {
    State.TO_SPLIT: "attention",
    State.TO_REVIEW: "attention",
    State.TO_SIGN: "attention",
    State.AVAILABLE: "good",
    State.RETURNED: "bad",
    State.WITHDRAWN: "bad",
    State.FAILED: "bad",
}
LIKELY = 70
"""Confidence from which a value is only to be looked at again; from SURE on it need not be."""


@register.filter
def sentence(code: str) -> str:
    """What happened, in Vietnamese."""
    return message(code).sentence


@register.filter
def remedy(code: str) -> str:
    """What the person can do about it."""
    return message(code).remedy


@register.filter
def day(value: date | datetime | None) -> str:
    """21/07/2015; a moment is shown in the office's time zone; nothing for None."""
    if value is None:
        return ""
    return format_date(timezone.localtime(value).date() if isinstance(value, datetime) else value)


@register.filter
def moment(value: datetime | None) -> str:
    """21/07/2015 08:05 in the office's time zone; nothing for None."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{format_date(local.date())} {local:%H:%M}"


@register.filter
def duration(value: timedelta) -> str:
    """A length of time as a person tells it, in its largest unit: 40 giây, 5 phút, 3 giờ, 12 ngày."""
    seconds = max(0, int(value.total_seconds()))
    for unit_s, name in ((86400, "ngày"), (3600, "giờ"), (60, "phút")):
        if seconds >= unit_s:
            return f"{format_number(seconds // unit_s)} {name}"
    return f"{seconds} giây"


@register.filter
def number(value: int | Decimal) -> str:
    """12.345."""
    return format_number(value)


@register.filter
def size(size_bytes: int) -> str:
    """A file's size as an office reads it: 512 byte, 34 KB, 1,2 MB."""
    if size_bytes < 1024:
        return f"{size_bytes} byte"
    if size_bytes < 1024**2:
        return f"{round(size_bytes / 1024)} KB"
    return f"{format_number(round(Decimal(size_bytes) / 1024**2, 1))} MB"


@register.filter
def masked(digits: str) -> str:
    """An id with its middle hidden."""
    return mask(digits)


@register.filter
def no_ids(text: str) -> str:
    """The text, such as a file's name, with every personal id in it masked."""
    return hide_ids(text)


@register.filter
def state_label(state: str) -> str:
    """The state in words."""
    return str(State(state).label)


@register.filter
def state_tone(state: str) -> str:
    """The colour of the state's badge: good, attention, bad or quiet."""
    return TONES.get(State(state), "quiet")


@register.filter
def confidence_label(confidence: float | None) -> str:
    """How sure the reading is, in words; the figure stands beside it."""
    if confidence is None:
        return "Chưa đọc được"
    if confidence >= SURE:
        return "Chắc"
    return "Nên xem lại" if confidence >= LIKELY else "Chưa chắc"


@register.filter
def confidence_tone(confidence: float | None) -> str:
    """The colour of a confidence badge."""
    if confidence is None:
        return "quiet"
    if confidence >= SURE:
        return "good"
    return "attention" if confidence >= LIKELY else "bad"


@register.filter
def who(actor: str) -> str:
    """Who did it: the user name, or the operator of the command line."""
    kind, _, name = actor.partition(":")
    if kind == "cli":
        return f"{name} (dòng lệnh)"
    return name or actor


@register.simple_tag
def request_id() -> str:
    """The id of the request under way, for error pages: these may be drawn without any context."""
    return str(current_facts().get("request_id", ""))
