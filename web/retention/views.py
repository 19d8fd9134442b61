"""Views of Lưu trữ. They tell number, type and dates of papers, never whose they are or what they say."""

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Agency
from accounts.selectors import administered_by, agencies_of, has_role
from dossiers.models import Disposal, LegalHold, Paper
from dossiers.retention.disposals import (
    Grounds,
    decide,
    disposals_seen_by,
    due_for_disposal,
    is_who_proposed,
    propose,
)
from dossiers.retention.holds import KEEPERS, READERS, holds_seen_by
from web.access import OfficeRequest, for_roles
from web.administration.forms import attempt, posted, status_of
from web.paging import page_of
from web.retention import acts
from web.retention.forms import DecisionForm, HoldForm, LiftForm, ProposalForm
from web.retention.lines import DisposalLine, disposal_lines, hold_lines

PAGE_ROWS = 100
SHOWN = 20
readers = for_roles(*READERS)


@readers
@require_safe
def retention(request: OfficeRequest) -> HttpResponse:
    """What waits: papers at the end of their retention by agency, lists for the second person."""
    context = {
        "due": _due_by_agency(request),
        "waiting": _lines(request, Disposal.State.PROPOSED),
        "approved": _lines(request, Disposal.State.APPROVED),
        "held": holds_seen_by(request.user).filter(lifted_at=None).count(),
    }
    return render(request, "retention/retention.html", context)


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def due(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """The papers of one agency whose retention has ended; posted, a list for the second person."""
    agency = get_object_or_404(agencies_of(request.user, *READERS), pk=agency_id)
    rows = due_for_disposal(Paper.objects.filter(agency=agency)).select_related("paper_type")
    page = page_of(
        rows, keys=("retain_until", "id"), after=request.GET.get("sau", ""), size=PAGE_ROWS
    )
    form = ProposalForm(posted(request), ids=[each.pk for each in page.rows])
    made = attempt(form, lambda: _propose(form, request, agency))
    if made:
        messages.success(request, "Đã đề xuất; một người khác của cơ quan cần duyệt.")
        return redirect("disposal", made.pk)
    context = {
        "agency": agency,
        "page": page,
        "form": form,
        "chosen": set(request.POST.getlist("papers")),
        "may_propose": administered_by(request.user).filter(pk=agency.pk).exists(),
    }
    return render(request, "retention/due.html", context, status=status_of(form))


@readers
@require_safe
def disposals(request: OfficeRequest) -> HttpResponse:
    """Every list, the newest first: the record of what was disposed of."""
    rows = disposals_seen_by(request.user)
    page = page_of(rows, keys=("-id",), after=request.GET.get("sau", ""))
    context = {"page": page, "lines": disposal_lines(page.rows)}
    return render(request, "retention/disposals.html", context)


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def disposal(request: OfficeRequest, disposal_id: int) -> HttpResponse:
    """One list with its papers; posted, the word of the second person."""
    found = get_object_or_404(disposals_seen_by(request.user), pk=disposal_id)
    form = DecisionForm(posted(request))
    decided = attempt(
        form,
        lambda: decide(
            by=request.user,
            disposal_id=found.pk,
            approve=form.cleaned_data["decision"] == "approve",
            reason=form.cleaned_data["reason"],
        ),
    )
    if decided:
        messages.success(request, "Đã ghi quyết định.")
        return redirect("disposal", found.pk)
    items = found.items.select_related("paper__paper_type").prefetch_related("paper__renditions")
    keeps = agencies_of(request.user, *KEEPERS).filter(pk=found.agency_id).exists()
    context = {
        "disposal": found,
        "line": disposal_lines([found])[0],
        "page": page_of(items, keys=("id",), after=request.GET.get("sau", ""), size=PAGE_ROWS),
        "form": form,
        "is_open": found.state == Disposal.State.PROPOSED,
        "may_decide": keeps and not is_who_proposed(request.user, found),
    }
    return render(request, "retention/disposal.html", context, status=status_of(form))


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: OfficeRequest) -> HttpResponse:
    """The holds, open ones first; posted, one more."""
    form = HoldForm(posted(request))
    made = attempt(
        form,
        lambda: acts.place(
            by=request.user,
            paper_id=form.cleaned_data["paper"],
            reason=form.cleaned_data["reason"],
        ),
    )
    if made:
        messages.success(request, f"Đã giữ giấy tờ {made.paper_id}; không ai tiêu hủy được.")
        return redirect("holds")
    rows = _holds(request)
    page = page_of(rows, keys=("-id",), after=request.GET.get("sau", ""), size=PAGE_ROWS)
    context = {
        "page": page,
        "lines": hold_lines(page.rows),
        "form": form,
        "all": "tat-ca" in request.GET,
        "may_hold": has_role(request.user, *KEEPERS),
    }
    return render(request, "retention/holds.html", context, status=status_of(form))


@for_roles(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: OfficeRequest, hold_id: int) -> HttpResponse:
    """One hold; posted, its end."""
    found = get_object_or_404(
        holds_seen_by(request.user).filter(paper__agency__in=agencies_of(request.user, *KEEPERS)),
        pk=hold_id,
    )
    form = LiftForm(posted(request))
    lifted = attempt(
        form,
        lambda: acts.lift(by=request.user, hold_id=found.pk, reason=form.cleaned_data["reason"]),
    )
    if lifted:
        messages.success(request, "Đã gỡ lệnh giữ.")
        return redirect("holds")
    context = {"hold": found, "line": hold_lines([found])[0], "form": form}
    return render(request, "retention/hold.html", context, status=status_of(form))


def _due_by_agency(request: OfficeRequest) -> QuerySet[Agency]:
    papers = due_for_disposal(Paper.objects.filter(agency__in=agencies_of(request.user, *READERS)))
    found = Agency.objects.filter(pk__in=papers.values("agency"))
    return found.annotate(due=Count("papers", filter=Q(papers__in=papers.values("pk"))))


def _lines(request: OfficeRequest, state: Disposal.State) -> list[DisposalLine]:
    return disposal_lines(disposals_seen_by(request.user).filter(state=state)[:SHOWN])


def _holds(request: OfficeRequest) -> QuerySet[LegalHold]:
    rows = holds_seen_by(request.user)
    return rows if "tat-ca" in request.GET else rows.filter(lifted_at=None)


def _propose(form: ProposalForm, request: OfficeRequest, agency: Agency) -> Disposal:
    asked = form.cleaned_data
    grounds = Grounds(reason=asked["reason"], legal_basis=asked["legal_basis"])
    return propose(by=request.user, agency_id=agency.pk, papers=asked["papers"], grounds=grounds)
