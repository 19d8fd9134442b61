"""Views of Chiến dịch. Who answers for a campaign sees it whatever their role; planning is the managers'."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Agency, Role
from accounts.selectors import agencies_of
from dossiers.models import PaperType
from targets import campaigns as acts
from targets.campaign_progress import progress_of, progresses_of, weeks_of
from targets.campaigns import PLANNERS, READERS, Change, Plan, campaigns_seen_by
from targets.models import Campaign
from targets.scanning import candidates, missing_of
from web.access import OfficeRequest, for_roles
from web.administration.forms import attempt, posted, status_of
from web.campaigns.forms import ChangeForm, Choice, CloseForm, PlanForm
from web.campaigns.lines import Line, history_of, week_lines
from web.campaigns.proposals import HEADER, agency_of, proposals_of, table_of
from web.paging import page_of
from web.spreadsheet import as_csv

PAGE_ROWS = 20
NEXT_FIRST, LAST_FIRST = ("deadline", "id"), ("-deadline", "-id")
USUAL_LENGTH = timedelta(days=90)
everybody = for_roles(*Role.Kind)
planners = for_roles(*PLANNERS)


@everybody
@require_safe
def campaigns(request: OfficeRequest) -> HttpResponse:
    """The campaigns under way, the nearest deadline first; with ?tat-ca also those that have ended."""
    rows = campaigns_seen_by(request.user)
    whole = "tat-ca" in request.GET
    rows, keys = (rows, LAST_FIRST) if whole else (rows.filter(outcome=""), NEXT_FIRST)
    page = page_of(rows, keys=keys, after=request.GET.get("sau", ""), size=PAGE_ROWS)
    lines = [Line(each) for each in progresses_of(page.rows, today=timezone.localdate())]
    readers = agencies_of(request.user, *READERS)
    context = {"page": page, "lines": lines, "all": whole, "may_look": readers.exists()}
    return _private(render(request, "campaigns/campaigns.html", context))


@for_roles(*READERS)
@require_safe
def proposals(request: OfficeRequest) -> HttpResponse:
    """What to scan next in an agency's subtree; as a table with ?dang=csv."""
    choice = Choice.of(request.GET, today=timezone.localdate())
    visible = agencies_of(request.user, *READERS)
    if request.GET.get("dang") == "csv":
        agency = agency_of(choice, visible)
        found = candidates(agency, day=choice.today, order=choice.order)
        answer = HttpResponse(as_csv(HEADER, table_of(found)), content_type="text/csv")
        name = f"de-xuat-so-hoa-{agency.code}-{choice.today:%Y%m%d}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return _private(answer)
    page = proposals_of(choice, visible=visible, planned=agencies_of(request.user, *PLANNERS))
    return _private(render(request, "campaigns/proposals.html", {"page": page}))


@planners
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: OfficeRequest) -> HttpResponse:
    """A plan for one paper type of one agency, both named in the address; posted, the campaign."""
    agency, paper_type = _what(request)
    today = timezone.localdate()
    missing = missing_of(agency, paper_type, day=today)
    initial = {"target": missing, "starts_on": today, "deadline": today + USUAL_LENGTH}
    owners = acts.possible_owners(request.user, agency)
    form = PlanForm(posted(request), owners=owners, initial={**initial, "owner": request.user.pk})
    made = attempt(form, lambda: _plan(form, request, agency, paper_type))
    if made:
        messages.success(request, "Đã lập chiến dịch; người phụ trách được báo.")
        return redirect("campaign", made.pk)
    context = {"form": form, "agency": agency, "paper_type": paper_type, "missing": missing}
    answer = render(request, "campaigns/add.html", context, status=status_of(form))
    return _private(answer)


@everybody
@require_safe
def campaign(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """One campaign: how far it is, week by week, and what was changed."""
    return _shown(request, _one(request, campaign_id))


@planners
@require_POST
def change(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """Another owner, day or number."""
    found = _planned(request, campaign_id)
    owners = acts.possible_owners(request.user, found.agency)
    form = ChangeForm(request.POST, owners=owners)
    if attempt(form, lambda: acts.change(by=request.user, campaign=found.pk, wanted=_change(form))):
        messages.success(request, "Đã ghi thay đổi.")
        return redirect("campaign", found.pk)
    return _shown(request, found, change_form=form)


@planners
@require_POST
def close(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """The end of a campaign."""
    found = _planned(request, campaign_id)
    form = CloseForm(request.POST)
    closed = attempt(
        form, lambda: acts.close(by=request.user, campaign=found.pk, **form.cleaned_data)
    )
    if closed:
        messages.success(request, "Chiến dịch đã kết thúc.")
        return redirect("campaign", found.pk)
    return _shown(request, found, close_form=form)


def _shown(
    request: OfficeRequest,
    found: Campaign,
    *,
    change_form: ChangeForm | None = None,
    close_form: CloseForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "line": Line(progress_of(found, today=today)),
        "weeks": week_lines(weeks_of(found, today=today)),
        "history": history_of(found),
        "may_change": not found.outcome and acts.may_plan(request.user, found.agency),
        "change_form": change_form or _change_form(request, found),
        "close_form": close_form or CloseForm(None),
        "is_wrong": bool(change_form or close_form),
    }
    status = 400 if change_form or close_form else 200
    return _private(render(request, "campaigns/campaign.html", context, status=status))


def _what(request: OfficeRequest) -> tuple[Agency, PaperType]:
    """The agency and the paper type that the address names; without them there is nothing to plan."""
    code, type_code = (request.GET.get(key, "").replace("\0", "") for key in ("co_quan", "loai"))
    where = agencies_of(request.user, *PLANNERS).filter(code=code[:40])
    kind = PaperType.objects.filter(pk=type_code[:50])
    agency, paper_type = where.first(), kind.first()
    if agency is None or paper_type is None:
        raise Http404
    return agency, paper_type


def _one(request: OfficeRequest, campaign_id: int) -> Campaign:
    return get_object_or_404(campaigns_seen_by(request.user), pk=campaign_id)


def _planned(request: OfficeRequest, campaign_id: int) -> Campaign:
    rows = campaigns_seen_by(request.user).filter(agency__in=agencies_of(request.user, *PLANNERS))
    return get_object_or_404(rows, pk=campaign_id)


def _plan(
    form: forms.Form, request: OfficeRequest, agency: Agency, paper_type: PaperType
) -> Campaign:
    asked = form.cleaned_data
    wanted = Plan(
        agency=agency.pk,
        paper_type=paper_type.pk,
        owner=asked["owner"].pk,
        starts_on=asked["starts_on"],
        deadline=asked["deadline"],
        target=asked["target"],
        reason=asked["reason"],
    )
    return acts.plan(by=request.user, wanted=wanted)


def _change(form: forms.Form) -> Change:
    asked = form.cleaned_data
    return Change(
        owner=asked["owner"].pk,
        deadline=asked["deadline"],
        target=asked["target"],
        reason=asked["reason"],
        seen=asked["seen"],
    )


def _change_form(request: OfficeRequest, found: Campaign) -> ChangeForm:
    initial = {
        "target": found.target,
        "deadline": found.deadline,
        "owner": found.owner_id,
        "seen": acts.stamp_of_campaign(found),
    }
    return ChangeForm(
        None, owners=acts.possible_owners(request.user, found.agency), initial=initial
    )


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer
