"""When the retention of a paper ends. It is set when the paper comes into use and only ever grows.

A paper type whose years are changed changes nothing that is held: what is stored keeps the end that was set.
A new version of a paper is held as long as the versions before it, or longer by the type's years of today.
"""

from datetime import datetime

from django.utils import timezone

from dossiers.models import Paper

DEFAULT_YEARS = 10


def end_of_retention(paper: Paper) -> datetime:
    """As it is recorded; for a paper that never came into use, as it would be set now."""
    return paper.retain_until or _by_type(paper)


def next_end(paper: Paper) -> datetime:
    """What is set when a version comes into use: the type's years from acceptance, and never less than before."""
    now_due = _by_type(paper)
    return max(now_due, paper.retain_until) if paper.retain_until else now_due


def _by_type(paper: Paper) -> datetime:
    years = paper.paper_type.retention_years if paper.paper_type else DEFAULT_YEARS
    start = paper.accepted_at or timezone.now()
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)
