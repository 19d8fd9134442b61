"""Several parts at once on their way into the records, each kept after the one before it.

PostgreSQL works for one connection on one processor, and a part keeps it busy three times as long as this process:
with two connections both go on. Parts are still kept in their order, so that what is there of a file that was cut
off is its beginning.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Self

from django.db import connection

from dossiers.models import ImportPart

WRITERS: Final = 2
# Returns when the part before is kept, and raises what kept that one from it; asked with a number of seconds it
# raises TimeoutError after them.
type_of_turn = Callable[[float | None], object]


def nobody_before(_within_s: float | None) -> None:
    """It is this part's turn at once."""


def _close() -> None:
    """The connection of the thread that calls."""
    connection.close()


class Turns:
    """Threads that write parts, with a connection each; none on SQLite, which has one writer, and in a transaction,
    whose records no other connection sees: the caller writes them itself.
    """

    def __init__(self) -> None:
        alone = connection.vendor != "postgresql" or connection.in_atomic_block
        self._threads = [ThreadPoolExecutor(1) for _ in range(0 if alone else WRITERS)]
        self._begun = 0
        self._under_way: deque[Future[ImportPart]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for each in self._threads:
            each.submit(_close).result()
            each.shutdown()

    def put(self, write: Callable[[type_of_turn], ImportPart]) -> Iterator[ImportPart]:
        """Begin one more part; the parts that were kept until there is place for the next."""
        if not self._threads:
            yield write(nobody_before)
            return
        before = self._under_way[-1].result if self._under_way else nobody_before
        thread = self._threads[self._begun % len(self._threads)]
        self._under_way.append(thread.submit(write, before))
        self._begun += 1
        if len(self._under_way) == len(self._threads):
            yield self._under_way.popleft().result()

    def rest(self) -> Iterator[ImportPart]:
        """The parts that are still under way, as they are kept."""
        while self._under_way:
            yield self._under_way.popleft().result()
