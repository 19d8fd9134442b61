"""A request that writes is done once, however often it is sent: the same key gives the same answer.

The answer is kept in the transaction of the act itself, so that neither is there without the other. Who sends
the same key at the same moment waits for the first. A refusal wrote nothing and is not kept: the same request
may be sent again when what stood against it is gone.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from django.db import IntegrityError, transaction
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from ninja import Header
from pydantic import BaseModel

from api.auth import SystemRequest
from api.errors import KeyUsedOtherwise
from api.schemas import as_json
from dossiers.models import IdempotentAnswer

KEPT_FOR = timedelta(hours=48)
REPLAYED = "Idempotent-Replayed"
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        pattern=r"^[A-Za-z0-9._~-]+$",
        description="Khóa của yêu cầu: gửi lại cùng khóa và cùng nội dung thì nhận lại cùng câu trả lời.",
    ),
]


def nothing() -> None:
    """No preparation."""


def once(
    request: SystemRequest,
    key: str,
    act: Callable[[], BaseModel],
    *,
    prepare: Callable[[], None] = nothing,
    status: int = 200,
) -> HttpResponse:
    """Do the act and keep its answer, or give the answer that was kept.

    Args:
        act: runs in the transaction; refuses by raising.
        prepare: what must not run in a transaction, such as work on files; may run twice.
    Raises:
        KeyUsedOtherwise: the key came before with another request.
    """
    sent = _hash(request)
    kept = _kept(request, key)
    if kept is not None:
        return _again(kept, sent)
    prepare()
    IdempotentAnswer.objects.filter(until__lte=timezone.now()).delete()
    try:
        with transaction.atomic():
            until = timezone.now() + KEPT_FOR
            # Before the act: who comes with the same key at the same moment waits here, then finds it.
            claim = IdempotentAnswer.objects.create(
                user=request.user,
                key=key,
                request_hash=sent,
                status=status,
                body={},
                until=until,
            )
            claim.body = as_json(act())
            claim.save(update_fields=["body"])
    except IntegrityError:
        kept = _kept(request, key)
        if kept is None:
            raise
        return _again(kept, sent)
    return JsonResponse(claim.body, status=status)


def _kept(request: SystemRequest, key: str) -> IdempotentAnswer | None:
    rows = IdempotentAnswer.objects.filter(user=request.user, until__gt=timezone.now())
    return rows.filter(key=key).first()


def _again(kept: IdempotentAnswer, sent: str) -> HttpResponse:
    if kept.request_hash != sent:
        raise KeyUsedOtherwise
    return JsonResponse(kept.body, status=kept.status, headers={REPLAYED: "true"})


def _hash(request: SystemRequest) -> str:
    whole = f"{request.method} {request.path}\n".encode() + request.body
    return salted_hmac("api.once", whole, algorithm="sha256").hexdigest()
