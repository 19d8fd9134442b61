"""The three changes that Đặt chỉ tiêu drafts: a target, its end, another reading of a text."""

from django.utils import timezone

from targets.models import ReadingChoice, TargetSchedule
from targets.readings import Question
from targets.revisions import Place, after_choosing, after_ending, after_setting
from targets.setting import (
    Why,
    choose_reading,
    end_target,
    set_target,
    stamp_of_readings,
    stamp_of_target,
)
from web.access import OfficeRequest
from web.target_setting.forms import EndForm, ReadingForm, TargetForm
from web.target_setting.preview import Draft, written

# The years that a change of reading is told for: from the first target until every level is at 100 %.
READING_YEARS = tuple(range(2021, 2031))
YEARS_TOLD = 6


def edit_draft(form: TargetForm) -> Draft:
    """A target as the form describes it."""
    return Draft(
        form,
        stamp_of_target(form.place),
        lambda targets: after_setting(targets, form.wanted()),
        year=lambda: max(form.cleaned_data["from_year"], timezone.localdate().year),
        years=lambda: _from(form.cleaned_data["from_year"] - 1),
        agency=form.place.agency,
    )


def write_edit(request: OfficeRequest, draft: Draft, form: TargetForm) -> TargetSchedule | None:
    """The target, if it is written."""

    def act(why: Why) -> TargetSchedule:
        return set_target(by=request.user, new=form.wanted(), why=why)

    return written(request, draft, act)


def end_draft(form: EndForm, place: Place) -> Draft:
    """A target that holds no more from the form's year on."""
    return Draft(
        form,
        stamp_of_target(place),
        lambda targets: after_ending(targets, place, from_year=form.cleaned_data["from_year"]),
        year=lambda: max(form.cleaned_data["from_year"], timezone.localdate().year),
        years=lambda: _from(form.cleaned_data["from_year"] - 1),
        agency=place.agency,
    )


def write_end(
    request: OfficeRequest, draft: Draft, form: EndForm, place: Place
) -> list[int] | None:
    """The rows that end, if it is written."""

    def act(why: Why) -> list[int]:
        return end_target(
            by=request.user, place=place, from_year=form.cleaned_data["from_year"], why=why
        )

    return written(request, draft, act)


def reading_draft(form: ReadingForm, question: Question) -> Draft:
    """Another answer to a question."""
    return Draft(
        form,
        stamp_of_readings(),
        lambda targets: after_choosing(targets, question.code, form.cleaned_data["option"]),
        year=lambda: form.cleaned_data["year"],
        years=lambda: READING_YEARS,
    )


def write_reading(
    request: OfficeRequest, draft: Draft, form: ReadingForm, question: Question
) -> ReadingChoice | None:
    """The answer, if it is written."""

    def act(why: Why) -> ReadingChoice:
        option = form.cleaned_data["option"]
        return choose_reading(by=request.user, question=question.code, option=option, why=why)

    return written(request, draft, act)


def _from(year: int) -> tuple[int, ...]:
    return tuple(range(year, year + YEARS_TOLD))
