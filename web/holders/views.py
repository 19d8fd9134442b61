"""Views of Chủ giấy tờ: find a person, see what is held of them, open their ids."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role, User
from dossiers.identity.access import holders_kept_by, holders_visible_to
from dossiers.models import Holder
from web.access import OfficeRequest, for_roles
from web.administration.forms import posted
from web.holders import cards
from web.holders.forms import PersonForm, told
from web.holders.opening import ids_open, note_look, open_ids, record_search
from web.papers.forms import OpenForm

readers = for_roles(Role.Kind.OFFICER, Role.Kind.CLERK, Role.Kind.AUDITOR)


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: OfficeRequest) -> HttpResponse:
    """Find a person by number, or by name and birth; recorded, then under an address without them."""
    form = PersonForm(posted(request))
    found = search(request.user, form) if form.is_valid() else None
    if found is not None:
        return redirect("holder", found.pk)
    status = 422 if form.is_bound else 200
    return private(render(request, "holders/find.html", {"form": form}, status=status))


@readers
@require_safe
def holder(request: OfficeRequest, holder_id: int) -> HttpResponse:
    """One person: what is known, their papers and dossiers as far as the viewer may see, and changes."""
    found = get_object_or_404(holders_visible_to(request.user), pk=holder_id)
    note_look(request.session, holder=found, user=request.user)
    return _show(request, found)


@readers
@require_POST
def open_numbers(request: OfficeRequest, holder_id: int) -> HttpResponse:
    """Show the ids for a while, once the purpose is recorded."""
    found = get_object_or_404(holders_visible_to(request.user), pk=holder_id)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, open_form=form)
    purpose = form.cleaned_data["purpose"]
    open_ids(request.session, holder=found, user=request.user, purpose=purpose)
    return redirect("holder", holder_id)


def search(user: User, form: PersonForm) -> Holder | None:
    """Whom the form means, where the user may see them; anything else is answered alike, above the form."""
    found = form.found()
    seen = holders_visible_to(user).filter(pk=found.pk if found else 0).first()
    record_search(user, seen)
    if seen is None:
        form.add_error(None, told("holder.undetermined"))
    return seen


def private(response: HttpResponse) -> HttpResponse:
    """No cache keeps what is told of a person."""
    response["Cache-Control"] = "private, no-store"
    return response


def _show(
    request: OfficeRequest, found: Holder, *, status: int = 200, **forms: Any
) -> HttpResponse:
    user, today, are_open = request.user, timezone.localdate(), ids_open(request.session, found)
    page = cards.papers_page(found, user=user, after=request.GET.get("sau", ""))
    facts = cards.facts_of(found, ids_open=are_open)
    former = cards.former_of(found, ids_open=are_open)
    context = {
        "holder": found,
        "facts": facts,
        "former": former,
        "has_hidden": any(each.hidden for each in [*facts, *former]),
        "ids_open": are_open,
        "doubts": cards.doubts_on(found),
        "page": page,
        "papers": cards.paper_rows(page.rows, today),
        "dossiers": cards.dossiers_of(found, user=user),
        "alike": cards.alike(found, user=user),
        "changes": cards.changes_of(found, user=user, ids_open=are_open),
        "may_change": holders_kept_by(user).filter(pk=found.pk).exists(),
        "open_form": OpenForm(),
        **forms,
    }
    return private(render(request, "holders/holder.html", context, status=status))
