"""Views of Đối soát. A clerk works on the papers of the agencies where they are a clerk."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor
from accounts.models import Role
from dossiers.models import Paper
from dossiers.states import State, WrongMove
from ingest import review as acts
from web.access import OfficeRequest, clerk_papers, for_roles
from web.paging import page_of, whole_number
from web.review.forms import ReturnForm, ReviewForm, told
from web.review.queue import ORDER, left_in_words, looks, next_waiting, waiting
from web.review.sheet import page_views, sheet
from web.scan.batches import MOST_STACKS, stacks_to_split

clerks_only = for_roles(Role.Kind.CLERK)


@clerks_only
@require_safe
def queue(request: OfficeRequest) -> HttpResponse:
    """The papers that wait for this clerk."""
    papers = waiting(request.user).select_related("paper_type", "dossier", "received_file")
    page = page_of(papers, keys=ORDER, after=request.GET.get("sau", ""))
    to_split = stacks_to_split(request.user)[:MOST_STACKS]
    context = {"page": page, "looks": looks(page.rows), "to_split": to_split}
    return render(request, "review/queue.html", context)


@clerks_only
def paper(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """Compare one paper with its reading; a post accepts it."""
    found = get_object_or_404(_papers(request), pk=paper_id)
    if found.state != State.TO_REVIEW:
        now = State(found.state).label
        messages.info(request, f"Giấy tờ {found.pk} không còn chờ đối soát. Trạng thái: {now}.")
        return redirect("review")
    form = ReviewForm(request.POST or None, paper=found)
    if request.method == "POST" and form.is_valid() and _accept(request, found, form):
        messages.success(request, f"Đã nhận giấy tờ {found.pk}. {left_in_words(request.user)}")
        return redirect_after(found.pk)
    page = whole_number(request.GET.get("trang", "")) or 0
    context = sheet(found, form, request.user, page=page)
    return render(request, "review/paper.html", context, status=422 if form.is_bound else 200)


def _accept(request: OfficeRequest, found: Paper, form: ReviewForm) -> bool:
    version = form.cleaned_data["version"]
    try:
        problems = acts.accept(
            found.pk, review=form.review(), by=actor(request.user), version=version
        )
    except WrongMove:
        found.refresh_from_db()
        form.show_newer(found)
        return False
    form.add_problems(problems)
    return not problems


@clerks_only
@require_POST
def send_back(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """Return a paper to be scanned again, with a reason."""
    found = get_object_or_404(_papers(request).filter(state=State.TO_REVIEW), pk=paper_id)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        context = {**sheet(found, ReviewForm(paper=found), request.user), "return_form": form}
        return render(request, "review/paper.html", context, status=422)
    try:
        acts.return_paper(found.pk, reason=form.reason(), by=actor(request.user))
        messages.success(request, f"Đã trả lại giấy tờ {found.pk}. Bản gốc vẫn được giữ.")
    except WrongMove as error:
        messages.error(request, told(error.code))
    return redirect_after(found.pk)


@clerks_only
@require_POST
def read_again(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """Have a paper's pages read again, since some could not be read."""
    found = get_object_or_404(_papers(request).filter(state=State.TO_REVIEW), pk=paper_id)
    try:
        acts.read_again(found.pk, by=actor(request.user))
        messages.success(request, f"Giấy tờ {found.pk} được đọc lại, xong sẽ trở về danh sách chờ.")
    except WrongMove as error:
        messages.error(request, told(error.code))
    return redirect_after(found.pk)


@clerks_only
@require_safe
def next_paper(request: OfficeRequest) -> HttpResponse:
    """On to the paper after `?sau=`, or to the first; from the last one back to the list."""
    return _on(request, backwards=False)


@clerks_only
@require_safe
def previous_paper(request: OfficeRequest) -> HttpResponse:
    """Back to the paper before `?sau=`."""
    return _on(request, backwards=True)


@clerks_only
@require_safe
def compare(request: OfficeRequest, paper_id: int, other_id: int) -> HttpResponse:
    """Two papers that may be the same, side by side."""
    visible = Paper.objects.visible_to(request.user).select_related(
        "received_file", "paper_type", "holder"
    )
    first = get_object_or_404(_papers(request), pk=paper_id)
    second = get_object_or_404(visible, pk=other_id)
    sides = [
        {"paper": each, "page": next(iter(page_views(each, list(each.page_texts.all()[:1]))), None)}
        for each in (first, second)
    ]
    return render(request, "review/compare.html", {"paper": first, "sides": sides})


def redirect_after(paper_id: int) -> HttpResponse:
    """To whatever waits after this paper."""
    return redirect(f"{reverse('review_next')}?sau={paper_id}")


def _on(request: OfficeRequest, *, backwards: bool) -> HttpResponse:
    after = whole_number(request.GET.get("sau", ""))
    found = next_waiting(request.user, after=after, backwards=backwards)
    if found is None:
        messages.info(request, "Không còn giấy tờ nào ở phía này của danh sách chờ.")
        return redirect("review")
    return redirect("review_paper", found)


def _papers(request: OfficeRequest) -> QuerySet[Paper]:
    related = ("received_file", "paper_type", "holder", "dossier", "agency")
    return clerk_papers(request.user).select_related(*related)
