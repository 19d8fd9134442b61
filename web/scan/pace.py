"""How fast the pages of a batch are read, and how long the rest will take, for a clerk who watches."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from web.scan.batches import Tally

# Before that an early page or a late one would say more about chance than about pace.
LEAST_S = 10.0


@dataclass(frozen=True, slots=True)
class Pace:
    """What is told of a batch under way; without a pace where nothing was read since somebody watches."""

    tally: Tally
    pages_a_minute: float = 0.0

    @property
    def minutes_left(self) -> int:
        """Rounded up; 0 where it cannot be told."""
        if not self.pages_a_minute:
            return 0
        return int(-(-self.tally.pages_left // self.pages_a_minute))


class PaceClock:
    """Measures from the moment it is made: who watches sees what goes on now, not the waits before.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._began, self._first = clock, clock(), -1

    def at(self, tally: Tally) -> Pace:
        """The pace with the batch as it stands now."""
        if self._first < 0:
            self._first = tally.pages_read
        took_s, read = self._clock() - self._began, tally.pages_read - self._first
        return Pace(tally, 60 * read / took_s if took_s >= LEAST_S and read > 0 else 0.0)
