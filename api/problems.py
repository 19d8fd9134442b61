"""Every error as a problem document: what is the matter and what to do, in Vietnamese, with a stable code.

Source: RFC 9457. Nothing that was sent is repeated: it may be most of somebody's id.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from api.errors import BodyTooLarge, CallRefused, NotThere
from config.messages import message
from ingest.log_facts import current_facts
from ingest.measures import count_error
from ingest.records import PASSING, records_trouble
from ocr.errors import OcrError
from reuse.decision import Reason
from reuse.reasons import sentence, source
from storage.errors import StorageError

log = logging.getLogger("motlan.api")

MEDIA_TYPE = "application/problem+json"
TRY_AGAIN_AFTER_S = 10
# What a rule of a field means to who fills it in; any other rule is told as DEFAULT_RULE.
RULES = {
    "missing": "Thiếu.",
    "extra_forbidden": "Không có trường này.",
    "string_too_short": "Quá ngắn.",
    "string_too_long": "Quá dài.",
    "string_pattern_mismatch": "Không đúng dạng.",
    "enum": "Không thuộc các giá trị cho phép.",
    "literal_error": "Không thuộc các giá trị cho phép.",
    "too_long": "Quá nhiều mục.",
}
DEFAULT_RULE = "Không đúng kiểu hoặc ngoài giới hạn."


def problem(
    status: int,
    code: str,
    *,
    reasons: Sequence[Reason] = (),
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One problem document.

    Args:
        reasons: what stands against the papers, where a rule refused.
        errors: which fields are wrong.
    """
    told = message(code)
    against = [
        {"code": each.code, "message": sentence(each), "source": source(each)} for each in reasons
    ]
    document = {
        "type": f"urn:motlan:problem:{code}",
        "title": told.sentence,
        "status": status,
        "detail": " ".join(each["message"] for each in against) or told.sentence,
        "code": code,
        "remedy": told.remedy,
        "request_id": str(current_facts().get("request_id", "")),
        "reasons": against,
        "errors": list(errors),
    }
    return JsonResponse(
        document,
        status=status,
        content_type=MEDIA_TYPE,
        headers=dict(headers or {}),
        json_dumps_params={"ensure_ascii": False},
    )


def refused(_request: HttpRequest, error: CallRefused) -> HttpResponse:
    """A call that ends here, with the code of why."""
    return problem(error.status, error.code, reasons=error.reasons, headers=error.headers)


def not_there(request: HttpRequest, _error: Http404 | None = None) -> HttpResponse:
    """No such address, or nothing there for this account."""
    return refused(request, NotThere())


def not_allowed(allowed: str) -> HttpResponse:
    """An address that takes other methods."""
    return problem(
        HTTPStatus.METHOD_NOT_ALLOWED, "api.method_not_allowed", headers={"Allow": allowed}
    )


def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Fields that are missing, too many or malformed: which ones and by which rule."""
    errors = [_field(each) for each in error.errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "api.invalid", errors=errors)


def unreadable(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses: a body that is no JSON."""
    return problem(error.status_code, "api.body_unreadable")


def too_big(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    """A body that did not say how long it is, and was too long."""
    return refused(request, BodyTooLarge())


def broken(_request: HttpRequest, error: Exception) -> HttpResponse:
    """503 where the records do not answer now, which goes by; else 500, with the trace in the log only."""
    if isinstance(error, OperationalError | InterfaceError):
        code = records_trouble(error)
        if code in PASSING:
            headers = {"Retry-After": str(TRY_AGAIN_AFTER_S)}
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, code, headers=headers)
    log.error("a call broke", exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "api.broken")


def not_given(_request: HttpRequest, error: StorageError | OcrError) -> HttpResponse:
    """A file that cannot be given out: 503 where that goes by, else 409, for nothing is wrong with the call."""
    count_error(error.code)
    if error.retry:
        headers = {"Retry-After": str(TRY_AGAIN_AFTER_S)}
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, error.code, headers=headers)
    return problem(HTTPStatus.CONFLICT, error.code)


def tell_as_problems(api: NinjaAPI) -> None:
    """Have the API tell every error as a problem."""
    tellers: dict[type[Exception], Callable[..., HttpResponse]] = {
        CallRefused: refused,
        Http404: not_there,
        ValidationError: invalid,
        HttpError: unreadable,
        RequestDataTooBig: too_big,
        StorageError: not_given,
        OcrError: not_given,
        Exception: broken,
    }
    for kind, teller in tellers.items():
        api.add_exception_handler(kind, teller)


def _field(error: Mapping[str, Any]) -> dict[str, str]:
    rule = str(error.get("type", ""))
    # The name of our own parameter ("body", "data") stands between place and field, and says nothing.
    place, *names = [str(each) for each in error.get("loc", ())]
    return {
        "at": ".".join([place, *names[1:]] if place == "body" else [place, *names]),
        "rule": rule,
        "message": RULES.get(rule, DEFAULT_RULE),
    }


def _too_large() -> tuple[str, bytes]:
    """What who sends far too much is answered before Django sees the request: media type and body."""
    return MEDIA_TYPE, refused(HttpRequest(), BodyTooLarge()).content


TOO_LARGE = _too_large()
