"""Views of the public check. Each answer is made anew, so that a paper withdrawn shows so at once."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from config.public_checks import MOST_BYTES
from dossiers.copy_checks import copy_by_code
from dossiers.copy_codes import grouped, parsed
from web.verification.files import NotChecked, check_upload
from web.verification.forms import CodeForm, FileForm
from web.verification.limits import CODES, FILES, WAIT_MINUTES, may_ask
from web.verification.measures import count_check
from web.verification.words import WORDS

P = ParamSpec("P")
_STATUS = {"check.too_often": 429, "check.busy": 503, "check.unknown_code": 404}


def for_anybody(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for the public: search engines leave it out, and other sites do not learn the code in its address."""

    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", answered)


@for_anybody
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The two forms; a code that was typed leads to its own address."""
    if "ma" not in request.GET:
        return _page(request)
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _page(request, status=422, form=form)
    return redirect("verification_code", form.cleaned_data["ma"])


@for_anybody
@require_safe
def by_code(request: HttpRequest, typed: str) -> HttpResponse:
    """What is known of the copy with this code."""
    if not may_ask(request, CODES):
        return _refused(request, "code", "check.too_often")
    code = parsed(typed)
    copy = copy_by_code(code, day=timezone.localdate()) if code is not None else None
    if code is None or copy is None:
        return _refused(request, "code", "check.unknown_code")
    count_check("code", copy.standing)
    return _page(request, copy=copy, words=WORDS[copy.standing], code=grouped(code))


# Anybody may send a file, signed in or not, and nothing is changed by it: there is nothing to forge, and
# the page needs no cookie.
@csrf_exempt
@for_anybody
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """The verdict on a file, which is not kept."""
    if not may_ask(request, FILES):
        return _refused(request, "file", "check.too_often")
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, status=422, file_form=form)
    upload = form.cleaned_data["tep"]
    answer = check_upload(upload, address=request.META.get("REMOTE_ADDR", ""))
    if isinstance(answer, NotChecked):
        return _refused(request, "file", answer.code)
    count_check("file", answer.outcome)
    copy = answer.copy
    return _page(request, answer=answer, copy=copy, words=WORDS[copy.standing] if copy else None)


def _refused(request: HttpRequest, given: str, code: str) -> HttpResponse:
    count_check(given, code)
    response = _page(request, status=_STATUS.get(code, 422), problem=code)
    if response.status_code in {429, 503}:
        response.headers["Retry-After"] = str(
            WAIT_MINUTES * 60 if code == "check.too_often" else 60
        )
    return response


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    known = {
        "form": CodeForm(),
        "file_form": FileForm(),
        "problem": "",
        "copy": None,
        "words": None,
        "code": "",
        "answer": None,
        "most_mib": MOST_BYTES // 1024**2,
        **context,
    }
    return render(request, "verification/check.html", known, status=status)
