"""What stands in a report, in the order in which an office reads it."""

from datetime import date

from accounts.models import Agency
from targets.reading import Reading
from targets.reports.achievement import achievement_section, ranking_section
from targets.reports.activity import activity_section
from targets.reports.causes import causes_section, opinion_section
from targets.reports.closed import changes_section, closing_mark, closing_over
from targets.reports.combining import combining_section
from targets.reports.document import Document
from targets.reports.offices import offices_section
from targets.reports.periods import ReportPeriod
from targets.reports.points import points_section
from targets.reports.reported import reported_section
from targets.reports.subject import Subject


def report_of(
    agency: Agency, period: ReportPeriod, *, today: date, reading: Reading | None = None
) -> Document:
    """The report of an agency's subtree as it is known now.

    Args:
        agency: one that the reader may see; the caller has looked.
        today: the day it is made; a period that is not over is counted until then.
        reading: of any day, where the caller has one.
    """
    as_of = min(today, period.end)
    subject = Subject(agency=agency, period=period, reading=(reading or Reading(as_of)).on(as_of))
    closing = closing_over(subject)
    sections = (
        activity_section(subject),
        achievement_section(subject),
        changes_section(subject, closing) if closing else None,
        ranking_section(subject),
        offices_section(subject),
        opinion_section(subject),
        causes_section(subject),
        combining_section(subject),
        points_section(subject),
        reported_section(subject),
    )
    return Document(
        agency=agency,
        period=period,
        as_of=as_of,
        made_on=today,
        sections=tuple(each for each in sections if each is not None),
        marks=(closing_mark(subject, closing),) if closing else (),
    )
