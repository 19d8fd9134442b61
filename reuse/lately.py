"""What the catalogues say, kept in the process for the seconds that the rules allow: it is asked at every look-up."""

import time
from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Generic, TypeVar

from reuse.rules import rules

Key = TypeVar("Key", bound=Hashable)
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
        self._keep(key, value, until=now + lasts_s)
        return value

    def get_all(
        self, keys: Collection[Key], ask: Callable[[Collection[Key]], Mapping[Key, Value]]
    ) -> dict[Key, Value]:
        """The answers for these keys; `ask` is asked once, for all that are not kept. Unknown keys are left out."""
        lasts_s, now = rules().catalogue_kept.total_seconds(), time.monotonic()
        held = {key: self._kept.get(key) for key in keys} if lasts_s else {}
        found = {key: each[1] for key, each in held.items() if each and now < each[0]}
        missing = [key for key in keys if key not in found]
        if missing or not lasts_s:
            told = ask(missing)
            found |= told
            for key, value in told.items():
                self._keep(key, value, until=now + lasts_s)
        return found

    def _keep(self, key: Hashable, value: Value, *, until: float) -> None:
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[key] = (until, value)

    def __len__(self) -> int:
        return len(self._kept)
