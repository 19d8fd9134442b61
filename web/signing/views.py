"""Views of Ký số. A clerk signs for the agencies where they are a clerk; the certificate must be the agency's.

The three small answers in JSON are for `signing.js`, which asks the token; docs/signing.md says how.
"""

import base64
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor
from accounts.models import Role
from config import wiring
from config.messages import message
from config.remote_signing import has_remote_signer
from config.signing_desk import desk
from dossiers.models import Paper, SigningSession
from ingest import signing as acts
from ingest.errors import SigningRefused
from ingest.measures import count_error
from signing.deferred import asked, read_certificates
from signing.errors import SigningError
from storage.errors import StorageError
from web.access import OfficeRequest, clerk_papers, for_roles
from web.paging import page_of, whole_number
from web.signing.listing import Choice, agencies_and_types, lines, to_sign, with_sessions

ROWS = 30
MOST_CHAIN = 10
NOT_DONE = (SigningRefused, SigningError, StorageError)

clerks_only = for_roles(Role.Kind.CLERK)


@clerks_only
@require_safe
def waiting(request: OfficeRequest) -> HttpResponse:
    """The papers that wait for a signature, the oldest first."""
    choice = Choice.of(request.GET)
    papers = with_sessions(choice.narrowed(to_sign(request.user)))
    page = page_of(papers, keys=("id",), after=request.GET.get("sau", ""), size=ROWS)
    agencies, types = agencies_and_types(request.user)
    rows = lines(page.rows, by=actor(request.user))
    context = {
        "choice": choice,
        "page": page,
        "lines": rows,
        "agencies": agencies,
        "types": types,
        "by_token": any(row.may_sign and row.by_person for row in rows),
        "by_key": any(row.may_sign and row.has_key for row in rows),
        "by_service": any(row.may_sign and row.has_service for row in rows),
    }
    return render(request, "signing/waiting.html", context)


@clerks_only
@require_POST
def release(request: OfficeRequest) -> HttpResponse:
    """Let the agencies' keys on the server, or with their services, sign the chosen papers now."""
    chosen = [whole_number(each) for each in request.POST.getlist("paper")[:ROWS]]
    papers = clerk_papers(request.user).filter(pk__in=[each for each in chosen if each])
    done, refused = 0, []
    service = request.POST.get("means") == SigningSession.Means.SERVICE
    for paper in papers.order_by("id"):
        code = _released(paper, by=actor(request.user), service=service)
        done += not code
        refused += [f"Giấy tờ {paper.pk}: {_told(code)}"] if code else []
    if done:
        signer = "Dịch vụ ký số" if service else "Máy chủ"
        messages.success(request, f"{signer} đang ký {done} giấy tờ bằng khóa của cơ quan.")
    for sentence in refused or ([] if done else ["Chưa chọn giấy tờ nào. Đánh dấu rồi bấm lại."]):
        messages.error(request, sentence)
    return redirect(_back(request))


@clerks_only
@require_POST
def begin(request: OfficeRequest, paper_id: int) -> JsonResponse:
    """Prepare one paper for a token's signature; the answer says what is to be signed."""
    _own(request, paper_id)
    sent = request.POST

    def act() -> SigningSession:
        chain = tuple(sent.getlist("chain")[:MOST_CHAIN])
        certificates = read_certificates(sent.get("certificate", ""), chain)
        by = actor(request.user)
        return acts.begin_signing(paper_id, certificates=certificates, by=by, desk=desk())

    return _answered(act, status=201)


@clerks_only
@require_POST
def give(request: OfficeRequest, paper_id: int) -> JsonResponse:
    """Take the signature that the token gave."""
    _own(request, paper_id)
    return _answered(
        lambda: acts.give_signature(
            whole_number(request.POST.get("session", "")) or 0,
            paper_id=paper_id,
            signature=request.POST.get("signature", ""),
            by=actor(request.user),
            desk=desk(),
        )
    )


@clerks_only
@require_POST
def cancel(request: OfficeRequest, paper_id: int) -> JsonResponse:
    """Give up a signature that was begun."""
    _own(request, paper_id)
    session = whole_number(request.POST.get("session", "")) or 0
    return _answered(
        lambda: acts.cancel_signing(session, paper_id=paper_id, by=actor(request.user))
    )


def _own(request: OfficeRequest, paper_id: int) -> Paper:
    return get_object_or_404(clerk_papers(request.user), pk=paper_id)


def _answered(act: Callable[[], SigningSession | None], *, status: int = 200) -> JsonResponse:
    try:
        session = act()
    except NOT_DONE as error:
        count_error(error.code)
        told = message(error.code)
        refused = {"code": error.code, "error": told.sentence, "remedy": told.remedy}
        return JsonResponse(refused, status=503 if isinstance(error, StorageError) else 422)
    if session is None or session.stage != SigningSession.Stage.OPEN:
        return JsonResponse({"done": True}, status=status)
    return JsonResponse(_question(session), status=status)


def _question(session: SigningSession) -> dict[str, object]:
    to_be_signed = asked(session.state, digest=session.digest).to_be_signed
    return {
        "session": session.pk,
        "digest": base64.b64encode(bytes.fromhex(session.digest)).decode(),
        "to_be_signed": base64.b64encode(to_be_signed).decode(),
        "expires_at": session.expires_at.isoformat(),
    }


def _released(paper: Paper, *, by: str, service: bool) -> str:
    """Empty where it was done, else the code of what was in the way."""
    means = SigningSession.Means.SERVICE if service else SigningSession.Means.KEY
    has_key = has_remote_signer if service else wiring.signer().has_key
    try:
        acts.release_key(paper.pk, by=by, desk=desk(), has_key=has_key, means=means)
    except NOT_DONE as error:
        return error.code
    return ""


def _told(code: str) -> str:
    told = message(code)
    return f"{told.sentence} {told.remedy}"


def _back(request: OfficeRequest) -> str:
    """The list as it was filtered."""
    came_from = request.POST.get("back", "")
    own = came_from.startswith(reverse("signing")) and url_has_allowed_host_and_scheme(
        came_from, allowed_hosts=None
    )
    return came_from if own else reverse("signing")
