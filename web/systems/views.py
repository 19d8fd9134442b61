"""Views of Hệ thống: to who administers elsewhere, a system does not exist. A secret is shown once, kept nowhere."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role, SystemToken, User
from accounts.selectors import people_of
from dossiers.administration import systems as acts
from dossiers.administration.systems import Issued
from web.access import OfficeRequest, for_roles
from web.administration.forms import attempt, attempt_at_once, posted, status_of
from web.administration.history import acts_on
from web.paging import page_of
from web.people.cards import card, cards
from web.systems.forms import SystemForm, TokenForm

administrators_only = for_roles(Role.Kind.ADMINISTRATOR)


@administrators_only
@require_safe
def systems(request: OfficeRequest) -> HttpResponse:
    """The systems that have, had or will have a role where the person administers."""
    listed = people_of(request.user).filter(is_service=True)
    page = page_of(listed, keys=("username", "id"), after=request.GET.get("sau", ""))
    rows = cards(page.rows, seen_by=request.user)
    return render(request, "systems/systems.html", {"page": page, "cards": rows})


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: OfficeRequest) -> HttpResponse:
    """Add a system; the answer shows the secret of its first token, once."""
    form = SystemForm(posted(request), user=request.user)
    issued = attempt(
        form,
        lambda: acts.add_system(
            by=request.user,
            name=form.cleaned_data["name"],
            role=form.role(),
            wanted=form.wanted(),
        ),
    )
    if issued:
        return _secret_page(request, issued)
    return render(request, "systems/add.html", {"form": form}, status=status_of(form))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def system(request: OfficeRequest, user_id: int) -> HttpResponse:
    """One system; posted, one more token, whose secret the answer shows once."""
    found, form = _system_or_404(request, user_id), TokenForm(posted(request))
    issued = attempt(
        form,
        lambda: acts.add_token(by=request.user, user_id=found.pk, wanted=form.wanted()),
    )
    if issued:
        return _secret_page(request, issued)
    context = {
        "card": card(found, seen_by=request.user),
        "tokens": found.system_tokens.all(),
        "now": timezone.now(),
        "form": form,
        "history": acts_on(found, seen_by=request.user),
    }
    return render(request, "systems/system.html", context, status=status_of(form))


@administrators_only
@require_POST
def revoke(request: OfficeRequest, token_id: int) -> HttpResponse:
    """End a token at once."""
    seen = people_of(request.user)
    token = get_object_or_404(SystemToken.objects.filter(user__in=seen), pk=token_id)
    attempt_at_once(
        request,
        lambda: acts.revoke_token(by=request.user, token_id=token_id),
        done=f"Đã thu hồi khóa {token.hint}…; lời gọi với khóa này bị từ chối ngay.",
    )
    return redirect("system", token.user_id)


def _system_or_404(request: OfficeRequest, user_id: int) -> User:
    return get_object_or_404(people_of(request.user).filter(is_service=True), pk=user_id)


def _secret_page(request: OfficeRequest, issued: Issued) -> HttpResponse:
    # Answered at once and kept nowhere: nobody can be shown it again.
    return render(request, "systems/secret.html", {"issued": issued, "system": issued.token.user})
