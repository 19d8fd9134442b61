"""Views of Đặt chỉ tiêu. Everyone who answers for figures sees the targets; a whole tree's heads set them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from targets.models import TargetSchedule
from targets.readings import BY_CODE
from targets.revisions import Place
from targets.schedules import active_targets
from targets.setting import READERS, SETTERS, roots_of, sets_for_all
from web.access import OfficeRequest, for_roles
from web.administration.forms import posted
from web.target_setting import drafts
from web.target_setting.forms import EndForm, PlaceForm, ReadingForm, TargetForm, initial_of
from web.target_setting.lines import books_of, row_in_force
from web.target_setting.preview import Draft
from web.target_setting.words import formula


@for_roles(*READERS)
@require_safe
def target_setting(request: OfficeRequest) -> HttpResponse:
    """The targets that hold, how the texts are read, and who changed what."""
    context = {
        "books": books_of(request.user, active_targets(), today=timezone.localdate()),
        "may_set": roots_of(request.user).exists(),
        "for_all": sets_for_all(request.user),
    }
    return render(request, "target_setting/targets.html", context)


@for_roles(*SETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def target_edit(request: OfficeRequest) -> HttpResponse:
    """What one target shall be from a year on: looked at first, then written."""
    chooser = _chooser(request)
    place = chooser.place()
    if place is None:
        return render(request, "target_setting/edit.html", {"chooser": chooser})
    held, year = _held(place), timezone.localdate().year
    form = TargetForm(posted(request), place=place, initial=initial_of(held, year=year))
    draft = drafts.edit_draft(form)
    if drafts.write_edit(request, draft, form):
        return _done(request, "Đã ghi chỉ tiêu; chỉ tiêu trước đó được giữ trong lịch sử.")
    context = {"chooser": chooser, **_place_context(place, held)}
    return _drafted(request, "target_setting/edit.html", draft, context)


@for_roles(*SETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def target_end(request: OfficeRequest) -> HttpResponse:
    """From which year on one target holds no more: looked at first, then written."""
    place = _chooser(request).place()
    held = _held(place) if place else None
    if place is None or held is None:
        raise Http404
    form = EndForm(posted(request), initial={"from_year": timezone.localdate().year + 1})
    draft = drafts.end_draft(form, place)
    if drafts.write_end(request, draft, form, place):
        return _done(request, "Đã thôi áp dụng; chỉ tiêu được giữ trong lịch sử.")
    return _drafted(request, "target_setting/end.html", draft, _place_context(place, held))


@for_roles(*SETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def target_reading(request: OfficeRequest, question: str) -> HttpResponse:
    """How one open point of the texts is read: looked at first, then written."""
    asked = BY_CODE.get(question)
    if asked is None:
        raise Http404
    if not sets_for_all(request.user):
        raise PermissionDenied
    now = active_targets().readings.of(question)
    initial = {"option": now, "year": timezone.localdate().year}
    form = ReadingForm(posted(request), question=asked, initial=initial)
    draft = drafts.reading_draft(form, asked)
    if drafts.write_reading(request, draft, form, asked):
        return _done(request, "Đã đổi cách hiểu; cách hiểu trước được giữ trong lịch sử.")
    context = {"question": asked, "now": asked.options[now]}
    return _drafted(request, "target_setting/reading.html", draft, context)


def _drafted(
    request: OfficeRequest, template: str, draft: Draft, context: dict[str, Any]
) -> HttpResponse:
    preview = draft.preview(request.user, seen=request.POST.get("seen", ""))
    full = {
        "form": draft.form,
        "preview": preview,
        # To be written, but fields or records were no longer as they had been looked at.
        "look_again": preview is not None and preview.is_new and "save" in request.POST,
        **context,
    }
    wrong = draft.form.is_bound and preview is None
    return render(request, template, full, status=400 if wrong else 200)


def _done(request: OfficeRequest, words: str) -> HttpResponseRedirect:
    messages.success(request, words)
    return redirect("target_setting")


def _chooser(request: OfficeRequest) -> PlaceForm:
    if not roots_of(request.user).exists():
        raise PermissionDenied
    return PlaceForm(request.GET, user=request.user, for_all=sets_for_all(request.user))


def _held(place: Place) -> TargetSchedule | None:
    return row_in_force(active_targets(), place, timezone.localdate().year)


def _place_context(place: Place, held: TargetSchedule | None) -> dict[str, Any]:
    rule = formula(held, active_targets().readings) if held else ""
    return {"place": place, "held": held, "rule": rule}
