"""Pages of a list by key set: a page costs the same wherever it lies, and nothing is counted.

The address holds the sort key of the last row seen (`?sau=…`), never an offset: rows that come or go
in between neither repeat nor hide others.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

T = TypeVar("T", bound=Model)
PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[T]):
    """The rows of one page; `next_key` is empty on the last page."""

    rows: list[T]
    next_key: str
    is_first: bool


def page_of(
    queryset: QuerySet[T], *, keys: Sequence[str], after: str = "", size: int = PAGE_ROWS
) -> KeysetPage[T]:
    """One page of the queryset in the order of `keys`.

    Args:
        keys: columns or annotations that are never null, the last one unique; "-" before all of them
            or none, since a page goes one way.
        after: `next_key` of the page before; a key that cannot be read gives the first page.
    """
    names = [key.removeprefix("-") for key in keys]
    ordered = queryset.order_by(*keys)
    try:
        values = _unpack(after, len(names))
        beyond = past(names, values, descending=keys[0].startswith("-")) if values else Q()
        rows = list(ordered.filter(beyond)[: size + 1])
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        values, rows = [], list(ordered[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    next_key = _pack([getattr(rows[-1], name) for name in names]) if more else ""
    return KeysetPage(rows=rows, next_key=next_key, is_first=not values)


def whole_number(text: str) -> int | None:
    """The number in an address, None for what is none; at most 18 digits, which every database holds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def past(names: Sequence[str], values: Sequence[Any], *, descending: bool = False) -> Q:
    """Rows that come after a key: (a, b) > (x, y) is a > x or (a = x and b > y)."""
    beyond = "lt" if descending else "gt"
    condition, same = Q(), Q()
    for name, value in zip(names, values, strict=True):
        condition |= same & Q(**{f"{name}__{beyond}": value})
        same &= Q(**{name: value})
    return condition


def _pack(values: list[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, date | datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _unpack(text: str, length: int) -> list[Any]:
    if not text:
        return []
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(text) from error
    if not isinstance(values, list) or len(values) != length:
        raise ValueError(text)
    # PostgreSQL keeps no NUL, and refuses the query that holds one.
    if any(isinstance(value, str) and "\0" in value for value in values):
        raise ValueError(text)
    return values
