"""How the pages of a file that was parted into papers are told."""

from collections.abc import Iterable
from itertools import groupby

from django import template

from dossiers.models import Paper, ReceivedFile
from dossiers.states import State
from ingest.split_signs import page_count

register = template.Library()


@register.filter
def page_range(paper: Paper) -> str:
    """The pages of the paper in its file: 3, or 3–5."""
    return _range(paper.first_page, paper.last_page or paper.first_page)


@register.filter
def left_out(file: ReceivedFile) -> str:
    """The pages that stand in no paper, separator sheets and their backs: 1, 5–6; empty when there are none."""
    held: set[int] = set()
    for paper in file.papers.all():
        if paper.state != State.DISSOLVED:
            held |= set(range(paper.first_page, (paper.last_page or paper.first_page) + 1))
    return _ranges(number for number in range(1, page_count(file) + 1) if number not in held)


def _ranges(numbers: Iterable[int]) -> str:
    runs = groupby(enumerate(numbers), key=lambda each: each[1] - each[0])
    found = [[number for _, number in run] for _, run in runs]
    return ", ".join(_range(run[0], run[-1]) for run in found)


def _range(first: int, last: int) -> str:
    return f"{first}–{last}" if last > first else f"{first}"
