"""What the catalogues say, kept in the process for the seconds that the rules allow: it is asked at every look-up."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from reuse.rules import rules

Value = TypeVar("Value")


class Lately(Generic[Value]):
    """Answers by their key, at most `catalogue_kept` old. They are shared: nobody may change them."""

    def __init__(self, *, most: int = 500) -> None:
        self._most = most
        self._kept: dict[Hashable, tuple[float, Value]] = {}

    def get(self, key: Hashable, ask: Callable[[], Value]) -> Value:
        """The answer kept for the key, else what `ask` says now; what it raises is not kept."""
        lasts_s = rules().catalogue_kept.total_seconds()
        if not lasts_s:
            return ask()
        now = time.monotonic()
        held = self._kept.get(key)
        if held is not None and now < held[0]:
            return held[1]
        value = ask()
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[key] = (now + lasts_s, value)
        return value

    def __len__(self) -> int:
        return len(self._kept)
