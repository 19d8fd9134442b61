"""Tells workers that a paper is due, where something is wired that can tell them.

The records are the queue: a wake that is lost delays a paper by seconds and loses nothing, since every
worker also looks by itself, and `sweep` wakes anew.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.db import transaction

if TYPE_CHECKING:
    from dossiers.models import Paper


class Waker(Protocol):
    """Wakes workers for papers that are due."""

    def tell(self, paper: int, *, at_counter: bool) -> None:
        """Wake a worker for this paper; never blocks and never fails."""

    def waiting(self, *, at_counter: bool) -> int | None:
        """How many wakes have not reached a worker yet; None when that cannot be known now."""

    def flush(self) -> bool:
        """Wait a little until what was told is on its way; False when it is not."""


@dataclass(slots=True)
class _Wired:
    """What config has wired; None: workers look by themselves."""

    waker: Waker | None = None


_wired = _Wired()


def tell_through(waker: Waker | None) -> None:
    """Wire the way to tell workers, once at start-up."""
    _wired.waker = waker


def waker() -> Waker | None:
    """The way to tell workers, or None where they look by themselves."""
    return _wired.waker


def wake(paper: "Paper") -> None:
    """Wake a worker for this paper once the transaction around this call is committed."""
    wired = _wired.waker
    if wired is not None:
        pk, at_counter = paper.pk, paper.dossier_id is not None
        transaction.on_commit(lambda: wired.tell(pk, at_counter=at_counter), robust=True)
