"""A change is first looked at, then written: what is written is exactly what was looked at."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Agency, Level, User
from accounts.selectors import agencies_of
from targets.effects import Effect, Scope, effect_of
from targets.schedules import Targets, active_targets
from targets.setting import READERS, Why
from web.administration.forms import attempt

T = TypeVar("T")
MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Preview:
    """What a form would do, and the token under which it may be written."""

    effect: Effect
    token: str
    levels: dict[str, str]  # their names by code
    is_new: bool  # the fields or the records are not as they were when this was last looked at

    @property
    def more(self) -> int:
        """How many lines are not shown."""
        return max(0, len(self.effect.lines) - MOST_LINES)


@dataclass(frozen=True, slots=True)
class Draft:
    """A form with what it would change; `stamp` is that of the records that it changes."""

    form: forms.Form
    stamp: str
    change: Callable[[Targets], Targets]
    year: Callable[[], int]
    years: Callable[[], tuple[int, ...]]
    agency: Agency | None = None

    def token(self) -> str:
        """Of the fields and the records; the reason may still be put in other words."""
        fields = sorted(
            (name, str(value)) for name, value in self.form.cleaned_data.items() if name != "reason"
        )
        return hashlib.sha256(repr((fields, self.stamp)).encode()).hexdigest()[:32]

    def preview(self, user: User, *, seen: str) -> Preview | None:
        """What it would do; None while the form is wrong."""
        if not self.form.is_bound or not self.form.is_valid():
            return None
        before = active_targets()
        scope = Scope(
            agencies=_agencies(user, self.agency),
            year=self.year(),
            today=timezone.localdate(),
            years=self.years(),
            agency=self.agency,
        )
        effect = effect_of(before, self.change(before), scope)
        levels = dict(Level.objects.values_list("pk", "name"))
        return Preview(effect, self.token(), levels, is_new=seen != self.token())


def written(request: HttpRequest, draft: Draft, act: Callable[[Why], T]) -> T | None:
    """What was written; None where it is only looked at, or not as it was looked at, or refused."""
    if "save" not in request.POST or not draft.form.is_bound or not draft.form.is_valid():
        return None
    if request.POST.get("seen") != draft.token():
        return None
    return attempt(draft.form, lambda: act(Why(draft.form.cleaned_data["reason"], draft.stamp)))


def _agencies(user: User, agency: Agency | None) -> list[Agency]:
    seen = agencies_of(user, *READERS)
    rows = Agency.objects.valid_on(timezone.localdate()).filter(pk__in=seen.values("pk"))
    if agency is not None:
        rows = rows.filter(path__startswith=agency.path)
    return list(rows.order_by("path").select_related("level"))
