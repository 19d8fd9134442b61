"""Views that change who is who: correct, merge, link a paper anew, take back."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Role
from dossiers.answers import Refused
from dossiers.identity.access import holders_kept_by, holders_visible_to, papers_kept_by
from dossiers.identity.changes import COLUMNS, stamp_of
from dossiers.identity.correcting import correct_holder
from dossiers.identity.merging import differences, has_two_ids, merge_holders
from dossiers.identity.relinking import relink_paper, relink_paper_to
from dossiers.identity.undoing import changes_kept_by, undo_change
from dossiers.models import Holder, HolderChange, Paper
from web.access import OfficeRequest, for_roles
from web.administration.forms import posted
from web.holders import cards
from web.holders.forms import (
    CorrectForm,
    MergeForm,
    PersonForm,
    ReasonForm,
    RelinkForm,
    told,
)
from web.holders.opening import ids_open
from web.holders.views import private, search
from web.papers.selectors import title_of

keepers = for_roles(Role.Kind.OFFICER, Role.Kind.CLERK)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@keepers
@get_or_post
def correct(request: OfficeRequest, holder_id: int) -> HttpResponse:
    """Correct what is known of a person."""
    found = _kept(request, holder_id)
    initial = {name: getattr(found, name) for name in COLUMNS} | {"seen": stamp_of(found)}
    are_open = ids_open(request.session, found)
    form = CorrectForm(posted(request), initial=initial, ids_open=are_open)
    if form.is_valid():
        done = correct_holder(
            holder_id=holder_id,
            amendment=form.amendment(),
            grounds=form.grounds(),
            officer=request.user,
        )
        if _is_done(request, form, done, "Đã sửa; giấy tờ và hồ sơ theo tên mới."):
            return redirect("holder", holder_id)
    context = {"holder": found, "form": form, "ids_open": are_open}
    return _page(request, "holders/correct.html", context, form)


@keepers
@get_or_post
def find_second(request: OfficeRequest, holder_id: int) -> HttpResponse:
    """Find the second row of the same person, to be compared."""
    found, form = _kept(request, holder_id), PersonForm(posted(request))
    second = search(request.user, form) if form.is_valid() else None
    if second is not None and second.pk == holder_id:
        form.add_error(None, told("holder.same_row"))
    elif second is not None and not _keeps(request, second.pk):
        form.add_error(None, told("holder.not_yours"))
    elif second is not None:
        return redirect("holder_compare", holder_id, second.pk)
    context = {"holder": found, "form": form, "alike": cards.alike(found, user=request.user)}
    return _page(request, "holders/find_second.html", context, form)


@keepers
@get_or_post
def merge(request: OfficeRequest, holder_id: int, other_id: int) -> HttpResponse:
    """Compare two rows side by side, and make one of them."""
    # A second post of the same form meets a row that is merged already: the service answers it.
    merged = HolderChange.objects.filter(
        kind=HolderChange.Kind.MERGED, holder=holder_id, other=other_id, undone_at=None
    ).exists()
    kept = _kept(request, holder_id)
    other = get_object_or_404(Holder, pk=other_id) if merged else _kept(request, other_id)
    form = MergeForm(posted(request))
    if form.is_valid():
        done = merge_holders(
            kept_id=holder_id,
            other_id=other_id,
            grounds=form.grounds(),
            officer=request.user,
            confirmed=form.cleaned_data["confirmed"],
        )
        if _is_done(request, form, done, "Đã gộp; giấy tờ và hồ sơ của hai bản ghi ở một nơi."):
            return redirect("holder", holder_id)
    open_rows = [each.pk for each in (kept, other) if ids_open(request.session, each)]
    context = {
        "holder": kept,
        "other": other,
        "form": form,
        "lines": cards.side_by_side(kept, other, open_rows=open_rows),
        "differ": differences(kept, other),
        "two_ids": has_two_ids(kept, other),
    }
    return _page(request, "holders/compare.html", context, form)


@keepers
@get_or_post
def relink(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """Link a paper to whom it belongs, or to nobody."""
    rows = papers_kept_by(request.user).select_related("holder", "paper_type", "received_file")
    paper = get_object_or_404(rows, pk=paper_id)
    form = RelinkForm(posted(request))
    if form.is_valid():
        done = _relink(request, paper, form)
        if _is_done(request, form, done, "Đã gắn lại; những người liên quan được báo."):
            return redirect("paper", paper_id)
    uses = paper.reuses.filter(revoked_at__isnull=True).count()
    context = {"paper": paper, "title": title_of(paper), "form": form, "uses": uses}
    return _page(request, "holders/relink.html", context, form)


@keepers
@require_POST
def undo(request: OfficeRequest, change_id: int) -> HttpResponse:
    """Take a change back, with the reason."""
    change = get_object_or_404(changes_kept_by(request.user), pk=change_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, told("holder.undo_reason"))
    else:
        reason = form.cleaned_data["reason"]
        done = undo_change(change_id=change_id, reason=reason, officer=request.user)
        if isinstance(done, Refused):
            messages.error(request, told(done.code))
        else:
            messages.success(request, "Đã hoàn tác; mọi thứ trở lại như trước.")
    return _back_from(request, change)


def _relink(request: OfficeRequest, paper: Paper, form: RelinkForm) -> HolderChange | Refused:
    claim, grounds = form.claim(), form.grounds()
    if claim is None:
        return relink_paper(paper_id=paper.pk, to=None, grounds=grounds, officer=request.user)
    return relink_paper_to(
        paper_id=paper.pk,
        claim=claim,
        confirmed=form.cleaned_data["confirmed"],
        grounds=grounds,
        officer=request.user,
    )


def _back_from(request: OfficeRequest, change: HolderChange) -> HttpResponse:
    """To the page of whom the change was about, as far as the person may see it."""
    about = [pk for pk in (change.holder_id, change.other_id) if pk]
    seen = holders_visible_to(request.user).filter(pk__in=about).order_by("pk")
    first = seen.first()
    return redirect("holder", first.pk) if first else redirect("holders")


def _kept(request: OfficeRequest, holder_id: int) -> Holder:
    return get_object_or_404(holders_kept_by(request.user), pk=holder_id)


def _keeps(request: OfficeRequest, holder_id: int) -> bool:
    return holders_kept_by(request.user).filter(pk=holder_id).exists()


def _is_done(
    request: OfficeRequest, form: django_forms.Form, done: HolderChange | Refused, said: str
) -> bool:
    """Say what was done; what was refused is told above the form."""
    if isinstance(done, Refused):
        form.add_error(None, told(done.code))
        return False
    messages.success(request, said)
    return True


def _page(
    request: OfficeRequest, template: str, context: dict[str, Any], form: django_forms.Form
) -> HttpResponse:
    return private(render(request, template, context, status=422 if form.errors else 200))
