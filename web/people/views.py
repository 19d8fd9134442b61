"""Views of Người dùng: to who administers elsewhere, a person does not exist."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role, User
from accounts.password_links import link_parts
from accounts.selectors import administered_by, people_of
from dossiers.administration import people as acts
from dossiers.administration.errors import AdministrationError
from web.access import OfficeRequest, for_roles
from web.administration.forms import attempt, attempt_at_once, posted, status_of, told
from web.administration.history import acts_on
from web.paging import page_of
from web.people.cards import card, cards
from web.people.forms import EndRoleForm, NameForm, PeopleFilter, PersonForm, RoleForm

administrators_only = for_roles(Role.Kind.ADMINISTRATOR)


@administrators_only
@require_safe
def people(request: OfficeRequest) -> HttpResponse:
    """Who has, had or will have a role where the person administers."""
    today, form = timezone.localdate(), PeopleFilter(request.GET, user=request.user)
    listed = form.narrowed(people_of(request.user), today=today)
    page = page_of(listed, keys=("username", "id"), after=request.GET.get("sau", ""))
    rows = cards(page.rows, seen_by=request.user)
    context = {"form": form, "page": page, "cards": rows, "today": today}
    return render(request, "people/people.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: OfficeRequest) -> HttpResponse:
    """Add a person with a first role; the answer shows the link for their password once."""
    form = PersonForm(posted(request), user=request.user, agency=request.GET.get("co_quan", ""))
    added = attempt(
        form,
        lambda: acts.add_person(
            by=request.user,
            username=form.cleaned_data["username"],
            full_name=form.cleaned_data["full_name"],
            role=form.role(),
        ),
    )
    if added:
        return _link_page(request, added, new=True)
    return render(request, "people/add.html", {"form": form}, status=status_of(form))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: OfficeRequest, user_id: int) -> HttpResponse:
    """One person; posted, the other spelling of their name."""
    found, form = _person_or_404(request, user_id), NameForm(posted(request))
    seen = request.POST.get("seen", "")
    renamed = attempt(
        form,
        lambda: acts.rename_person(
            by=request.user,
            user_id=user_id,
            full_name=form.cleaned_data["full_name"],
            seen=seen,
        ),
    )
    if renamed:
        messages.success(request, "Đã ghi họ tên.")
        return redirect("person", user_id)
    form.initial["full_name"] = found.full_name
    return _person_page(request, found, name_form=form)


@administrators_only
@require_POST
def give(request: OfficeRequest, user_id: int) -> HttpResponse:
    """Give one more role."""
    found, form = _person_or_404(request, user_id), RoleForm(posted(request), user=request.user)
    given = attempt(
        form, lambda: acts.give_role(by=request.user, user_id=user_id, role=form.role())
    )
    if given:
        messages.success(request, "Đã giao vai trò.")
        return redirect("person", user_id)
    return _person_page(request, found, role_form=form)


@administrators_only
@require_POST
def end(request: OfficeRequest, role_id: int) -> HttpResponse:
    """End a role on a day or at once."""
    roles = Role.objects.filter(agency__in=administered_by(request.user))
    role, form = get_object_or_404(roles, pk=role_id), EndRoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Ngày cuối cùng không đúng nên chưa ghi gì. Chọn lại ngày.")
        return redirect("person", role.user_id)
    last_day = form.cleaned_data["last_day"]
    attempt_at_once(
        request,
        lambda: acts.end_role(by=request.user, role_id=role_id, last_day=last_day),
        done="Vai trò kết thúc sau ngày đã chọn." if last_day else "Đã kết thúc vai trò.",
    )
    return redirect("person", role.user_id)


@administrators_only
@require_POST
def lock(request: OfficeRequest, user_id: int) -> HttpResponse:
    """Lock an account."""
    found = _person_or_404(request, user_id)
    attempt_at_once(
        request,
        lambda: acts.lock_person(by=request.user, user_id=user_id),
        done=f"Đã khóa tài khoản {found.username}; các phiên đang mở đã bị ngắt.",
    )
    return redirect("person", user_id)


@administrators_only
@require_POST
def unlock(request: OfficeRequest, user_id: int) -> HttpResponse:
    """Unlock an account."""
    found = _person_or_404(request, user_id)
    attempt_at_once(
        request,
        lambda: acts.unlock_person(by=request.user, user_id=user_id),
        done=f"Đã mở khóa tài khoản {found.username}.",
    )
    return redirect("person", user_id)


@administrators_only
@require_POST
def link(request: OfficeRequest, user_id: int) -> HttpResponse:
    """Take the password back and show, once, a link with which the person sets a new one."""
    _person_or_404(request, user_id)
    try:
        user = acts.take_password_back(by=request.user, user_id=user_id)
    except AdministrationError as error:
        messages.error(request, told(error.code))
        return redirect("person", user_id)
    return _link_page(request, user)


def _person_or_404(request: OfficeRequest, user_id: int) -> User:
    return get_object_or_404(people_of(request.user), pk=user_id)


def _link_page(request: OfficeRequest, user: User, *, new: bool = False) -> HttpResponse:
    # Answered at once and kept nowhere: the link is a password as long as it is unused.
    link = request.build_absolute_uri(reverse("set_password", args=link_parts(user)))
    return render(request, "people/link.html", {"person": user, "link": link, "new": new})


def _person_page(
    request: OfficeRequest,
    found: User,
    *,
    name_form: NameForm | None = None,
    role_form: RoleForm | None = None,
) -> HttpResponse:
    # What was typed may not pass for what is on record.
    found = _person_or_404(request, found.pk)
    names = name_form or NameForm(initial={"full_name": found.full_name})
    roles = role_form or RoleForm(None, user=request.user)
    context = {
        "card": card(found, seen_by=request.user),
        "today": timezone.localdate(),
        "stamp": acts.person_stamp(found),
        "name_form": names,
        "role_form": roles,
        "myself": found.pk == request.user.pk,
        "history": acts_on(found, seen_by=request.user),
    }
    status = max(status_of(names), status_of(roles))
    return render(request, "people/person.html", context, status=status)
