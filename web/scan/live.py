"""The live lines of a batch: server-sent events, drawn from the records once a second.

Source: HTML Living Standard, 9.2 Server-sent events.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.template.loader import render_to_string

from accounts.models import User
from dossiers.models import Batch
from web.scan.batches import clerk_batches, files_of, tally
from web.scan.pace import PaceClock

EVERY_S = 1.0
# After this the browser connects anew.
LONGEST_S = 600.0
END = "end"
# Every open stream asks the records once a second and keeps a thread and a connection.
MOST_OF_A_PERSON = 6
_open: Counter[int] = Counter()  # by user; touched in the event loop only


def may_watch(user: User) -> bool:
    """Whether this person has fewer than MOST_OF_A_PERSON streams open."""
    return _open[user.pk] < MOST_OF_A_PERSON


async def live_lines(batch: Batch, user: User, *, after: str) -> AsyncIterator[str]:
    """One event for each line that has changed; `end` when nothing moves by itself any more."""
    _open[user.pk] += 1
    try:
        async for line in _changes(batch, user, after=after):
            yield line
    finally:
        _open[user.pk] -= 1


async def _changes(batch: Batch, user: User, *, after: str) -> AsyncIterator[str]:
    shown, pace = dict[str, str](), PaceClock()
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        lines, moving = await sync_to_async(lines_now)(batch, user, after=after, pace=pace)
        for name, html in lines.items():
            if shown.get(name) != html:
                yield event(name, html)
        shown = lines
        if not moving:
            yield event(END, "")
            return
        await asyncio.sleep(EVERY_S)


def lines_now(
    batch: Batch, user: User, *, after: str, pace: PaceClock | None = None
) -> tuple[dict[str, str], bool]:
    """The summary, the pace, what to do next and every file's cells as they stand now; whether anything still moves.

    Whether the person may still look is asked each time: nothing outlasts a lock or the end of a session.
    """
    now = User.objects.get(pk=user.pk)
    signed_in = now.session_generation == user.session_generation
    if not (signed_in and clerk_batches(now).filter(pk=batch.pk).exists()):
        return {}, False
    counted = tally([batch])[batch.pk]
    lines: dict[str, str] = {
        name: render_to_string(f"scan/_{name}.html", {"tally": counted})
        for name in ("summary", "acts")
    }
    lines["pace"] = render_to_string("scan/_pace.html", {"pace": (pace or PaceClock()).at(counted)})
    for file in files_of(batch, now, after=after).rows:
        lines[f"file-{file.pk}"] = render_to_string("scan/_file_cells.html", {"file": file})
    return lines, counted.moving > 0


def event(name: str, data: str) -> str:
    """One event; every line of the data has its own field."""
    fields = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{fields}\n"
