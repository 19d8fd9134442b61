"""What every log line of a piece of work carries: the request, or the paper and its state; ids only.

No Django here: logging is set up before the records are.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_facts: ContextVar[Mapping[str, str | int]] = ContextVar("log_facts")


@contextmanager
def log_facts(**facts: str | int) -> Iterator[None]:
    """Add these facts to every line logged inside the block, by this thread or task only."""
    token = _facts.set({**current_facts(), **facts})
    try:
        yield
    finally:
        _facts.reset(token)


def current_facts() -> Mapping[str, str | int]:
    """The facts of the work under way."""
    return _facts.get({})
