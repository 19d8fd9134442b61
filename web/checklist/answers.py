"""Answers of the checklist: the whole page, or for htmx the changed line with the figures above the list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRefresh

from accounts.actors import actor
from accounts.models import Role
from dossiers.access import is_open_to
from dossiers.models import Component, Dossier, Paper
from reuse.checklist import Line
from reuse.reasons import legal_basis_on
from web.access import OfficeRequest
from web.checklist.combined import combined_lately
from web.checklist.forms import GroundsForm
from web.checklist.lines import Desk, ShownLine, count, show
from web.checklist.panels import Acts, sent_to
from web.checklist.preview import Preview, has_previewed, note_preview
from web.checklist.subject import Subject, lines_of
from web.papers.sheets import viewer_of


@dataclass(frozen=True, slots=True)
class Told:
    """What came of an act: a problem in words, or what was done; `link` is shown once."""

    done: str = ""
    problem: str = ""
    link: str = ""
    until: datetime | None = None


def page(
    request: OfficeRequest,
    subject: Subject,
    *,
    grounds: GroundsForm | None = None,
    ticked: Collection[int] = (),
) -> HttpResponse:
    """The whole page; only the line of an opened paper where htmx asks for that.

    Args:
        grounds: as it was sent, with what is wrong in it.
        ticked: components that were ticked in it.
    """
    context = context_of(request, subject, ticked=ticked)
    if is_htmx(request) and "mo" in request.GET:
        return _panel(request, context)
    line = _asked_for(request, context["lines"])
    if line is not None:
        return _line(request, context, line)
    if context["may_act"]:
        context["grounds"] = grounds or _grounds(subject, context["lines"], context["today"])
    status = 422 if grounds is not None else 200
    return private(render(request, "checklist/checklist.html", context, status=status))


def answer(
    request: OfficeRequest, dossier: Dossier, component: Component, told: Told
) -> HttpResponse:
    """The changed line; without scripts the whole page again, with a note."""
    subject = Subject(dossier.version, dossier.holder, dossier)
    if not is_htmx(request) and not told.link:
        if told.problem:
            messages.error(request, told.problem)
        else:
            messages.success(request, told.done)
        return HttpResponseRedirect(f"{address_of(subject)}#tp-{component.pk}")
    # What could not be done is put right where it was written.
    opened = sent_to(request.resolver_match) if told.problem and request.resolver_match else ""
    context = context_of(request, subject, opened=opened)
    context |= {"told": told, "told_at": component.pk}
    if not is_htmx(request):
        context["grounds"] = _grounds(subject, context["lines"], context["today"])
        return private(render(request, "checklist/checklist.html", context))
    line = next(each for each in context["lines"] if each.component.pk == component.pk)
    return _line(request, context, line)


def context_of(
    request: OfficeRequest, subject: Subject, *, ticked: Collection[int] = (), opened: str = ""
) -> dict[str, Any]:
    """What every page of the checklist tells. A constant number of queries.

    Args:
        ticked: components that were ticked in the form of grounds.
        opened: the key of the panel to open, where the address of the page does not say it.
    """
    today = timezone.localdate()
    lines = lines_of(subject, viewer=request.user, on=today)
    combined = combined_lately(subject.version)
    preview = _preview(request, subject, lines)  # before it is asked what was looked at
    desk = Desk(
        on=today,
        acts=_acts(request, subject, opened or request.GET.get("mo", "")),
        preview=preview,
        looked=_looked(request, subject, lines),
        ticked=ticked,
        serves=combined.serves,
    )
    shown = show(lines, desk)
    return {
        "subject": subject,
        "combined": combined,
        "lines": shown,
        "count": count(shown),
        "may_act": desk.acts is not None,
        "grounds": None,
        "today": today,
        "told_at": None,
        # In every link of every line: escaped once.
        "address": escape(address_of(subject, request.GET.get("tra", ""))),
        "query": _query(subject, request.GET.get("tra", "")),
    }


def address_of(subject: Subject, key: str = "") -> str:
    """The address of this checklist."""
    return f"{reverse('checklist')}?{_query(subject, key)}"


def is_htmx(request: OfficeRequest) -> bool:
    """Whether a part of the page is asked for."""
    return bool(getattr(request, "htmx", False))


def private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody."""
    response["Cache-Control"] = "private, no-store"
    return response


def _query(subject: Subject, key: str) -> str:
    if subject.dossier is not None:
        return urlencode({"ho_so": subject.dossier.number})
    return urlencode({"tra": key})


def _line(request: OfficeRequest, context: dict[str, Any], line: ShownLine) -> HttpResponse:
    more = {"line": line, "fresh": True}
    return private(render(request, "checklist/_answer.html", {**context, **more}))


def _asked_for(request: OfficeRequest, lines: list[ShownLine]) -> ShownLine | None:
    """The line whose paper was opened, or folded up again; None where the whole page is asked for."""
    if not is_htmx(request):
        return None
    folded = request.GET.get("gap", "")
    return next((each for each in lines if each.preview or str(each.component.pk) == folded), None)


def _panel(request: OfficeRequest, context: dict[str, Any]) -> HttpResponse:
    """The act that was opened; where the line stands otherwise by now, the page anew."""
    line = next((each for each in context["lines"] if each.opened), None)
    if line is None:
        return HttpResponseClientRefresh()
    more = {"line": line, "panel": line.opened}
    return private(render(request, "checklist/_panel.html", {**context, **more}))


def _acts(request: OfficeRequest, subject: Subject, opened: str) -> Acts | None:
    found = subject.dossier
    if found is None or not is_open_to(request.user, found, Role.Kind.OFFICER):
        return None
    return Acts(found.pk, opened, typed=request.POST)


def _preview(request: OfficeRequest, subject: Subject, lines: list[Line]) -> Preview | None:
    """The paper that the address opens; only one that stands in a line, so one that may be seen."""
    wanted = request.GET.get("xem", "")
    held = {str(paper.pk): paper for line in lines for paper in line.check.papers}
    paper = held.get(wanted)
    if paper is None:
        return None
    note_preview(request.session, paper, subject=subject, by=actor(request.user))
    here = address_of(subject, request.GET.get("tra", ""))
    viewer = viewer_of(paper, request.GET.get("trang", "1"))
    return Preview(paper, viewer, f"{here}&xem={paper.pk}&trang=")


def _looked(request: OfficeRequest, subject: Subject, lines: list[Line]) -> set[int]:
    papers: list[Paper] = [paper for line in lines for paper in line.check.papers]
    return {paper.pk for paper in papers if has_previewed(request.session, paper, subject=subject)}


def _grounds(subject: Subject, lines: list[ShownLine], on: date) -> GroundsForm:
    """Prefilled; who wished it is taken from what was recorded for this dossier before."""
    number = subject.dossier.number if subject.dossier else ""
    before = [reuse for shown in lines for reuse in shown.line.reuses]
    initial: dict[str, str | None] = {
        "purpose": f"Giải quyết hồ sơ {number}: {subject.procedure.name}"[:500],
        "legal_basis": subject.version.legal_basis or legal_basis_on(on),
    }
    if before:
        newest = max(before, key=lambda reuse: reuse.pk)
        initial |= {"request": newest.request, "exception": newest.exception_id}
    return GroundsForm(on=on, initial=initial)
