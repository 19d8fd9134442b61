"""Pages of a list by key set: a cursor is the last key that was seen, signed for its list.

Rows that come or go in between neither repeat nor hide others, and a page costs the same wherever it lies.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core import signing
from django.db.models import Model, QuerySet

from api.errors import CursorUnreadable

T = TypeVar("T", bound=Model)
Item = TypeVar("Item")

PAGE_ROWS = 50
MOST_ROWS = 200


def page_of(
    rows: QuerySet[T], *, key: str, after: str, limit: int, item: Callable[[T], Item]
) -> dict[str, Any]:
    """One page: `items`, and `next` for the page after it (None on the last).

    Args:
        key: a unique column that is never null; "-" before it for newest first.
        after: the `next` of the page before, or "".
        item: what a row looks like outside.
    Raises:
        CursorUnreadable: `after` was not given out for this list.
    """
    name, beyond = key.removeprefix("-"), "lt" if key.startswith("-") else "gt"
    signer = signing.Signer(salt=f"api.paging:{rows.model.__name__}:{key}")
    if after:
        rows = rows.filter(**{f"{name}__{beyond}": _read(after, signer)})
    found = list(rows.order_by(key)[: limit + 1])
    shown = found[:limit]
    more = signer.sign_object(getattr(shown[-1], name)) if len(found) > limit else None
    return {"items": [item(row) for row in shown], "next": more}


def _read(cursor: str, signer: signing.Signer) -> Any:
    try:
        return signer.unsign_object(cursor)
    except (signing.BadSignature, ValueError) as error:
        raise CursorUnreadable from error
