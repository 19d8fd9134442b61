"""Acts of an officer on a dossier's checklist; each is recorded, and answered with the changed line."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.actors import actor
from accounts.models import Role, User
from config import wiring
from config.fresh import NotGivenOut, verify_stale
from dossiers.access import dossiers_in_reach
from dossiers.models import Component, Dossier, HandOver, Paper, ReuseMode
from dossiers.selectors import components_of
from ingest.measures import count_error
from reuse.services import (
    Grounds,
    Refused,
    ask_for_paper,
    evidence_of,
    hand_over,
    record_reference,
    record_reuse,
    refuse_paper,
    revoke_reuse,
    settle_alarm,
    take_refusal_back,
)
from storage.errors import StorageError
from web.access import OfficeRequest, for_roles
from web.checklist.answers import Told, address_of, answer, page
from web.checklist.forms import STORE, GroundsForm, ReferenceForm, row_ids, ticked_lines, told
from web.checklist.preview import has_previewed, note_ticked
from web.checklist.subject import Subject
from web.hand_over.giving import address_of_link, give

officers = for_roles(Role.Kind.OFFICER)


@officers
@require_POST
def reuse_all(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """Use what is held for every component that was ticked as looked at, on the same grounds."""
    subject = _subject(request.user, dossier_id)
    lines = ticked_lines(request.POST.getlist("line"))
    form = GroundsForm(request.POST, on=timezone.localdate())
    if not form.is_valid():
        return page(request, subject, grounds=form, ticked=lines)
    if not lines:
        messages.error(request, told("checklist.nothing_ticked"))
    done = 0
    for component in components_of(subject.version):
        papers = _papers(request.user, lines.get(component.pk, []))
        if component.pk not in lines:
            continue
        note_ticked(request.session, papers, subject=subject, by=actor(request.user))
        problem = _use(request.user, subject, component, papers, form)
        done += not problem
        if problem:
            messages.error(request, f"{component.name}: {problem}")
    if done:
        messages.success(request, f"Đã ghi nhận dùng lại cho {done} thành phần.")
    return HttpResponseRedirect(address_of(subject))


@officers
@require_POST
def reuse(request: OfficeRequest, dossier_id: int, component_id: int) -> HttpResponse:
    """Use what is held for this component; it was looked at before."""
    subject, component = _place(request.user, dossier_id, component_id)
    papers = _papers(request.user, row_ids(request.POST.get("papers", "")))
    form = GroundsForm(request.POST, on=timezone.localdate())
    if not papers:
        problem = told("reuse.changed")
    elif not all(has_previewed(request.session, each, subject=subject) for each in papers):
        problem = told("checklist.look_first")
    elif not form.is_valid():
        problem = form.first_error
    else:
        problem = _use(request.user, subject, component, papers, form)
    return _answer(request, subject, component, Told("Đã ghi nhận dùng lại.", problem))


@officers
@require_POST
def refer(request: OfficeRequest, dossier_id: int, component_id: int) -> HttpResponse:
    """Record what a database, or the citizen's own store, answered for this component."""
    subject, component = _place(request.user, dossier_id, component_id)
    today = timezone.localdate()
    form = ReferenceForm(request.POST, component=component, on=today)
    grounds = GroundsForm(request.POST, on=today)
    if not form.is_valid() or not grounds.is_valid():
        problem = form.first_error or grounds.first_error
    else:
        source = form.cleaned_data["source"]
        done = record_reference(
            dossier=_dossier(subject),
            component=component,
            mode=ReuseMode.CITIZEN_STORE if source == STORE else ReuseMode.DATA_LOOKUP,
            source=form.sources.get(source),
            reference=form.cleaned_data["reference"],
            officer=request.user,
            grounds=_grounds(grounds),
        )
        problem = _problem(done)
    return _answer(request, subject, component, Told("Đã ghi số tra cứu.", problem))


@officers
@require_POST
def refuse(
    request: OfficeRequest, dossier_id: int, component_id: int, paper_id: int
) -> HttpResponse:
    """Leave a held paper unused for this component, with the reason."""
    subject, component = _place(request.user, dossier_id, component_id)
    done = refuse_paper(
        dossier=_dossier(subject),
        component=component,
        paper=get_object_or_404(Paper.objects.visible_to(request.user), pk=paper_id),
        reason=request.POST.get("reason", ""),
        note=request.POST.get("note", ""),
        officer=request.user,
    )
    return _answer(
        request, subject, component, Told("Đã ghi là không dùng giấy tờ này.", _problem(done))
    )


@officers
@require_POST
def ask(request: OfficeRequest, dossier_id: int, component_id: int) -> HttpResponse:
    """Ask the citizen for a held paper, with the reason."""
    subject, component = _place(request.user, dossier_id, component_id)
    done = ask_for_paper(
        dossier=_dossier(subject),
        component=component,
        reason=request.POST.get("reason", ""),
        note=request.POST.get("note", ""),
        officer=request.user,
    )
    return _answer(request, subject, component, Told("Đã ghi yêu cầu nộp.", _problem(done)))


@officers
@require_POST
def revoke(
    request: OfficeRequest, dossier_id: int, component_id: int, reuse_id: int
) -> HttpResponse:
    """Take a reuse back."""
    subject, component = _place(request.user, dossier_id, component_id)
    reason = request.POST.get("reason", "")
    done = revoke_reuse(reuse_id=reuse_id, reason=reason, officer=request.user)
    return _answer(request, subject, component, Told("Đã thôi dùng lại.", _problem(done)))


@officers
@require_POST
def settle(
    request: OfficeRequest, dossier_id: int, component_id: int, reuse_id: int
) -> HttpResponse:
    """Let a reuse stand although its paper went out of use since, with the reason."""
    subject, component = _place(request.user, dossier_id, component_id)
    reason = request.POST.get("reason", "")
    done = settle_alarm(reuse_id=reuse_id, reason=reason, officer=request.user)
    return _answer(request, subject, component, Told("Đã ghi là đã xem xét.", _problem(done)))


@officers
@require_POST
def offer(
    request: OfficeRequest, dossier_id: int, component_id: int, refusal_id: int
) -> HttpResponse:
    """Offer a refused paper for this component again."""
    subject, component = _place(request.user, dossier_id, component_id)
    done = take_refusal_back(refusal_id=refusal_id, officer=request.user)
    return _answer(request, subject, component, Told("Giấy tờ dùng lại được.", _problem(done)))


@officers
@require_POST
def give_out(
    request: OfficeRequest, dossier_id: int, component_id: int, reuse_id: int
) -> HttpResponseBase:
    """The signed bytes of a reused paper at once, or a link to them that is told once."""
    subject, component = _place(request.user, dossier_id, component_id)
    seen = Paper.objects.visible_to(request.user)
    uses = _dossier(subject).reuses.filter(component=component, pk=reuse_id)
    # Who takes the dossier in sees that a paper was used, which is not yet the paper.
    used = uses.filter(Q(paper=None) | Q(paper__in=seen)).first()
    kind, by = request.POST.get("kind", ""), actor(request.user)
    if used is None or kind not in HandOver.Kind.values:
        return _answer(request, subject, component, Told(problem=told("reuse.unknown")))
    done = hand_over(reuse=used, kind=kind, by=by)
    if isinstance(done, Refused):
        return _answer(request, subject, component, Told(problem=told(done.code)))
    if done.token:
        link = address_of_link(request, done.token)
        answered = Told(link=link, until=done.hand_over.until)
        return _answer(request, subject, component, answered)
    evidence = evidence_of(done.hand_over)
    try:
        if evidence is not None:
            return give(evidence, by=by, store=wiring.store())
        problem = told("reuse.not_usable")
    except (StorageError, NotGivenOut) as error:
        count_error(error.code)
        problem = told(error.code)
    return _answer(request, subject, component, Told(problem=problem))


def _use(
    user: User, subject: Subject, component: Component, papers: list[Paper], form: GroundsForm
) -> str:
    """Record the use; what stands against it, in words, or nothing. Old verdicts are made anew first."""
    verify_stale(papers, by=actor(user))
    done = record_reuse(
        dossier=_dossier(subject),
        component=component,
        papers=papers,
        officer=user,
        grounds=_grounds(form),
    )
    return _problem(done)


def _grounds(form: GroundsForm) -> Grounds:
    asked = form.cleaned_data
    return Grounds(
        asked["purpose"],
        asked["legal_basis"],
        request=asked["request"],
        exception=asked["exception"],
    )


def _problem(done: object) -> str:
    return told(done.code) if isinstance(done, Refused) else ""


def _papers(user: User, ids: list[int]) -> list[Paper]:
    return list(Paper.objects.visible_to(user).filter(pk__in=ids)) if ids else []


def _subject(user: User, dossier_id: int) -> Subject:
    """The officer's dossier; anything else is not found."""
    open_to = dossiers_in_reach(user, Role.Kind.OFFICER).select_related(
        "version__procedure", "holder", "deciding_agency", "place_of_intake"
    )
    dossier = get_object_or_404(open_to, pk=dossier_id)
    return Subject(dossier.version, dossier.holder, dossier)


def _place(user: User, dossier_id: int, component_id: int) -> tuple[Subject, Component]:
    """The officer's dossier and a component that it asks for; anything else is not found."""
    subject = _subject(user, dossier_id)
    asked = {each.pk: each for each in components_of(subject.version)}
    if component_id not in asked:
        raise Http404
    return subject, asked[component_id]


def _dossier(subject: Subject) -> Dossier:
    """The dossier of a subject that was found by it."""
    if subject.dossier is None:
        raise Http404
    return subject.dossier


def _answer(
    request: OfficeRequest, subject: Subject, component: Component, told_: Told
) -> HttpResponse:
    return answer(request, _dossier(subject), component, told_)
