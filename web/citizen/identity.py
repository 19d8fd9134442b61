"""Views of signing in with an electronic identity; not there where no provider is set."""

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from config import wiring
from config.messages import message
from dossiers.citizens.corrections import agency_of
from dossiers.citizens.sessions import open_session
from dossiers.identity.matching import determine
from dossiers.models import CitizenSession, Holder
from ingest.measures import count_error
from oidc.errors import OidcError
from oidc.ports import IdentityProvider, Person
from web.citizen.access import let_in, staff_here
from web.citizen.forms import DOOR, SlipForm
from web.sign_in import throttle

COOKIE = "motlan_citizen_start"
SALT = "web.citizen.identity"
WAITS_S = 10 * 60


@require_safe
def start(request: HttpRequest) -> HttpResponseBase:
    """On to the provider. What the way back is checked against goes along in a signed cookie of this browser."""
    provider = _provider()
    if request.user.is_authenticated:
        return staff_here(request)
    try:
        started = provider.start(return_to=_return_to(request))
    except OidcError as error:
        return _refused(request, error.code)
    answer = redirect(started.address)
    answer.set_cookie(
        COOKIE,
        signing.dumps(started.kept, salt=SALT),
        max_age=WAITS_S,
        path=reverse("citizen_identity_back"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


@require_safe
def back(request: HttpRequest) -> HttpResponseBase:
    """Back from the provider: let in who is on record without any doubt."""
    provider = _provider()
    if request.user.is_authenticated:
        return staff_here(request)
    # By way and by address: many citizens may stand behind one address, and each begins a way of their own.
    way, address = request.GET.get("state", ""), request.META.get("REMOTE_ADDR", "")
    admitted = throttle.admit(way, address, door=DOOR)
    answer = _let_in(request, provider) if admitted else _refused(request, "oidc.declined")
    answer.delete_cookie(COOKIE, path=reverse("citizen_identity_back"), samesite="Lax")
    return answer


def _let_in(request: HttpRequest, provider: IdentityProvider) -> HttpResponse:
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=WAITS_S)
        person = provider.finish(
            return_to=_return_to(request), kept=kept, answer=request.GET.dict()
        )
    except signing.BadSignature:
        return _refused(request, "oidc.declined")
    except OidcError as error:
        return _refused(request, error.code)
    holder = _on_record(person)
    agency = agency_of(holder) if holder else None
    if holder is None or agency is None:
        return _refused(request, "citizen.undetermined")
    way, address = request.GET.get("state", ""), request.META.get("REMOTE_ADDR", "")
    throttle.forget(way, address, door=DOOR)
    key = open_session(holder=holder, way=CitizenSession.Way.OIDC, agency=agency)
    rotate_token(request)
    return let_in(redirect("citizen"), key, secure=request.is_secure())


@sensitive_variables("person")
def _on_record(person: Person) -> Holder | None:
    """The one holder that id, name and birth agree on; no match and several are answered alike."""
    found = determine(number=person.personal_id, name=person.name, birth=person.birth)
    return found if found and found.kind == Holder.Kind.PERSON else None


def _provider() -> IdentityProvider:
    provider = wiring.identity_provider()
    if provider is None:
        raise Http404
    return provider


def _return_to(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("citizen_identity_back"))


def _refused(request: HttpRequest, code: str) -> HttpResponse:
    count_error(code)
    form, told = SlipForm({}, address=""), message(code)
    form.full_clean()
    form.errors.clear()
    form.add_error(None, f"{told.sentence} {told.remedy}")
    return render(request, "citizen/sign_in.html", {"form": form, "by_identity": True}, status=422)
