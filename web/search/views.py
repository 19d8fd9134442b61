"""The views of Tra cứu: the search, suggestions while one types, and the list to keep."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from accounts.actors import actor
from accounts.models import Role
from config import wiring
from web.access import OfficeRequest, for_roles
from web.papers.forms import PurposeForm
from web.search.address import address_of, address_without_id, asked
from web.search.export import MOST_EXPORTED, export
from web.search.forms import MOST, QUESTION, STEP, SearchForm, limit_of
from web.search.lookup import agencies_to_search, look_up
from web.search.suggestions import suggestions

may_search = for_roles(Role.Kind.OFFICER, Role.Kind.CLERK, Role.Kind.AUDITOR)


@may_search
@require_safe
def search(request: OfficeRequest) -> HttpResponse:
    """The box, the filters and what was found; nothing is searched without words."""
    if (elsewhere := address_without_id(request)) is not None:
        return redirect(elsewhere)
    return _page(request, PurposeForm(auto_id="export_%s"))


@may_search
@require_POST
def ask(request: OfficeRequest) -> HttpResponse:
    """What the form asks, answered below it at once; without htmx, or where a field is wrong, as a page.

    What was typed comes in the body and the browser is told the address of what it shows now, so that a
    personal id stands in no address on the way either.
    """
    question = QueryDict(mutable=True)
    question.update({name: text for name in QUESTION if (text := request.POST.get(name))})
    address = address_of(request, question)
    if not getattr(request, "htmx", False):
        return redirect(address)
    # What the answer links to goes on from that address.
    request.GET = QueryDict(address.partition("?")[2])
    form = SearchForm(asked(request), agencies=agencies_to_search(request.user))
    if form.errors:
        return HttpResponseClientRedirect(address)
    context = _context(request, form, PurposeForm(auto_id="export_%s"))
    return push_url(_private(render(request, "search/_asked.html", context)), address)


@may_search
@require_safe
def suggest(request: OfficeRequest) -> HttpResponse:
    """The options below the box, for what is typed so far."""
    found = suggestions(request.user, request.GET.get("q", "")[:200], index=wiring.index())
    return _private(render(request, "search/_suggestions.html", {"suggestions": found}))


@may_search
@require_POST
def export_list(request: OfficeRequest) -> HttpResponse:
    """The results of the question in the address as CSV, for a stated purpose."""
    form = SearchForm(asked(request), agencies=agencies_to_search(request.user))
    purpose = PurposeForm(request.POST, auto_id="export_%s")
    if not (purpose.is_valid() and form.is_valid() and form.cleaned_data["q"]):
        return _page(request, purpose, status=422)
    day = timezone.localdate()
    table = export(
        request.user,
        form.wanted(day=day, limit=MOST_EXPORTED),
        day=day,
        purpose=purpose.cleaned_data["purpose"],
        index=wiring.index(),
    )
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tra-cuu-{day:%Y%m%d}.csv"'
    return _private(answer)


def _page(request: OfficeRequest, purpose: PurposeForm, status: int = 200) -> HttpResponse:
    form = SearchForm(asked(request), agencies=agencies_to_search(request.user))
    context = _context(request, form, purpose)
    return _private(render(request, "search/search.html", context, status=status))


def _context(request: OfficeRequest, form: SearchForm, purpose: PurposeForm) -> dict[str, object]:
    limit, day = limit_of(request.GET.get("so", "")), timezone.localdate()
    answer = None
    if form.is_valid() and form.cleaned_data["q"]:
        wanted, by = form.wanted(day=day, limit=limit), actor(request.user)
        answer = look_up(request.user, wanted, day=day, by=by, index=wiring.index())
    return {
        "form": form,
        "answer": answer,
        "next_limit": limit + STEP if answer and answer.more and limit < MOST else None,
        "most": MOST,
        "purpose": purpose,
        "most_exported": MOST_EXPORTED,
    }


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer
