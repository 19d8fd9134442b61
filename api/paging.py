"""Pages of a list by key set: a cursor is the last key that was seen, signed for its list.

Rows that come or go in between neither repeat nor hide others, and a page costs the same wherever it lies.
"""

from collections.abc import Callable
from itertools import takewhile
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
    found = _beyond(rows, key, after, limit + 1)
    shown = found[:limit]
    more = _cursor(rows, key, shown[-1]) if len(found) > limit else None
    return {"items": [item(row) for row in shown], "next": more}


def feed_of(
    rows: QuerySet[T], *, after: str, limit: int, until: Callable[[T], bool]
) -> tuple[list[T], str]:
    """A page of what only grows at its end, and the cursor to go on from; it never ends.

    Args:
        until: whether a row may be shown; the page ends before the first that may not.
    Raises:
        CursorUnreadable: `after` was not given out for this list.
    """
    found = list(takewhile(until, _beyond(rows, "pk", after, limit)))
    if found:
        return found, _cursor(rows, "pk", found[-1])
    return [], after or _signer(rows, "pk").sign_object(0)


def _beyond(rows: QuerySet[T], key: str, after: str, count: int) -> list[T]:
    beyond = "lt" if key.startswith("-") else "gt"
    if after:
        rows = rows.filter(**{f"{key.removeprefix('-')}__{beyond}": _read(rows, key, after)})
    return list(rows.order_by(key)[:count])


def _cursor(rows: QuerySet[T], key: str, last: T) -> str:
    return _signer(rows, key).sign_object(getattr(last, key.removeprefix("-")))


def _read(rows: QuerySet[T], key: str, cursor: str) -> Any:
    try:
        return _signer(rows, key).unsign_object(cursor)
    except (signing.BadSignature, ValueError) as error:
        raise CursorUnreadable from error


def _signer(rows: QuerySet[T], key: str) -> signing.Signer:
    return signing.Signer(salt=f"api.paging:{rows.model.__name__}:{key}")
