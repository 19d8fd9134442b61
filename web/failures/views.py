"""Views of Lỗi. Clerks see the failures of their agencies; administrators too, without any content."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor
from accounts.models import Role
from config.messages import message
from dossiers.states import State, WrongMove
from ingest import review as acts
from web.access import OfficeRequest, clerk_papers, for_roles
from web.failures.lists import Concern
from web.paging import page_of
from web.review.forms import ReturnForm

ROWS = 30
TABS = (("dung", "Đã dừng"), ("doi", "Đang đợi thử lại"), ("khong-nhan", "Tệp không nhận"))

may_look = for_roles(Role.Kind.CLERK, Role.Kind.ADMINISTRATOR)


@may_look
@require_safe
def failures(request: OfficeRequest) -> HttpResponse:
    """One of the three lists (`?muc=`), the newest first."""
    concern, tab = Concern(request.user), request.GET.get("muc", "dung")
    after = request.GET.get("sau", "")
    context: dict[str, Any] = {"tabs": TABS, "tab": tab if tab in dict(TABS) else "dung"}
    if tab == "khong-nhan":
        files = page_of(concern.refused(), keys=("-id",), after=after, size=ROWS)
        context |= {"page": files, "open": concern.names_open_to(files.rows)}
        return render(request, "failures/refused.html", context)
    listed = concern.waiting() if tab == "doi" else concern.failed()
    papers = page_of(listed, keys=("-id",), after=after, size=ROWS)
    context |= {"page": papers, "open": concern.open_to(papers.rows), "return_form": ReturnForm()}
    return render(request, "failures/papers.html", context)


@may_look
@require_POST
def retry(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """Let a failed paper go on from where it stopped."""
    paper = get_object_or_404(Concern(request.user).papers(), pk=paper_id)
    _act(
        request,
        lambda: acts.retry(paper.pk, by=actor(request.user)),
        f"Giấy tờ {paper.pk} đang được thử lại.",
    )
    return redirect("failures")


@for_roles(Role.Kind.CLERK)
@require_POST
def send_back(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """Return a failed paper to be scanned again, with a reason."""
    paper = get_object_or_404(clerk_papers(request.user).filter(state=State.FAILED), pk=paper_id)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        told = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, f"Giấy tờ {paper.pk} chưa được trả lại. {told}")
        return redirect("failures")
    _act(
        request,
        lambda: acts.return_paper(paper.pk, reason=form.reason(), by=actor(request.user)),
        f"Đã trả lại giấy tờ {paper.pk}. Bản gốc vẫn được giữ.",
    )
    return redirect("failures")


def _act(request: OfficeRequest, act: Callable[[], None], done: str) -> None:
    try:
        act()
    except WrongMove as error:
        told = message(error.code)
        messages.error(request, f"{told.sentence} {told.remedy}")
    else:
        messages.success(request, done)
