"""Sends the reports that are due by mail: each period once to each recipient, tried again until it is sent.

A run that is killed between the mail server's answer and its own record sends once more, under the same
Message-ID; nothing can close that gap, and a report that comes twice is better than one that never comes.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from dossiers import events
from printing.errors import PrintingError
from targets.models import ReportSchedule, SentReport
from targets.reports.access import may_receive
from targets.reports.content import report_of
from targets.reports.document import Document
from targets.reports.periods import ReportPeriod
from targets.reports.press import Printer, as_pdf
from targets.reports.scheduling import periods_due
from targets.reports.workbook import as_workbook

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)  # a report takes seconds, a mail server's time-out another twenty
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIL_FAILED = "report.mail_failed"
NOT_MADE = "report.not_made"


@dataclass(slots=True)
class Sent:
    """What one run did; `failed` counts by code."""

    sent: int = 0
    failed: dict[str, int] = field(default_factory=dict)

    def count(self, code: str) -> None:
        """One more; no code: it was sent."""
        if code:
            self.failed[code] = self.failed.get(code, 0) + 1
        else:
            self.sent += 1


@dataclass(frozen=True, slots=True)
class Due:
    """A report of a period that a schedule asks for and nobody has sent."""

    schedule: ReportSchedule
    period: ReportPeriod


def due_reports(today: date) -> list[Due]:
    """What is to be sent, the oldest period of each schedule first."""
    rows = ReportSchedule.objects.filter(ended_at__isnull=True)
    asked = [
        Due(schedule, period)
        for schedule in rows.select_related("user", "agency__parent", "agency__level")
        for period in periods_due(schedule, today=today)
    ]
    keys = ("user_id", "agency_id", "kind", "begin")
    done = set(SentReport.objects.filter(sent_at__isnull=False).values_list(*keys))
    return [each for each in asked if _key(each) not in done]


def send_due(*, by: str, to_pdf: Printer, today: date, on_each: Callable[[Due, str], None]) -> Sent:
    """Send all that is due; one that fails holds up no other.

    Args:
        by: who runs it, for the events.
        on_each: told each with its code, "" for sent.
    """
    done = Sent()
    for each in due_reports(today):
        row = _taken(each)
        if row is None:  # another run is at it
            continue
        code, digest = _try(each, to_pdf=to_pdf, today=today)
        _keep(row, code=code, digest=digest, by=by)
        done.count(code)
        on_each(each, code)
    return done


def _key(each: Due) -> tuple[int, int, str, date]:
    schedule = each.schedule
    return schedule.user_id, schedule.agency_id, schedule.kind, each.period.begin


def _taken(each: Due) -> SentReport | None:
    """The row of this mail, held for as long as it may take; None where it is sent or held."""
    schedule, now = each.schedule, timezone.now()
    row, _ = SentReport.objects.get_or_create(
        user=schedule.user,
        agency=schedule.agency,
        kind=schedule.kind,
        begin=each.period.begin,
        defaults={"schedule": schedule},
    )
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    taken = SentReport.objects.filter(free, pk=row.pk, sent_at__isnull=True).update(
        leased_until=now + LEASE, tries=F("tries") + 1
    )
    return row if taken else None


def _try(each: Due, *, to_pdf: Printer, today: date) -> tuple[str, str]:
    """The code of what went wrong, else "" and the digest of the PDF."""
    user, agency = each.schedule.user, each.schedule.agency
    # What somebody might see when the schedule was made, they may not be allowed to see today.
    if not may_receive(user, agency):
        return "report.no_right", ""
    if not user.email:
        return "report.no_address", ""
    try:
        report = report_of(agency, each.period, today=today)
        pdf = as_pdf(report, to_pdf=to_pdf)
        _mail(each, report, pdf).send()
    except PrintingError as error:
        return error.code, ""
    except (OSError, SMTPException) as error:
        # Not the error's own words: a server may quote the user and what was sent.
        log.warning("%s: %s", MAIL_FAILED, type(error).__name__)
        return MAIL_FAILED, ""
    except Exception:  # one that fails holds up no other, whatever is wrong with it
        log.exception("%s: %s %s", NOT_MADE, agency.code, each.period.code)
        return NOT_MADE, ""
    return "", hashlib.sha256(pdf).hexdigest()


def _mail(each: Due, report: Document, pdf: bytes) -> EmailMessage:
    told = [sentence for section in report.sections for sentence in section.differences]
    lines = [
        f"{report.title} của {report.agency} ở hai tệp kèm theo: bản in (PDF) và bảng tính (XLSX).",
        *(["", "Số liệu chưa khớp:", *(f"- {sentence}" for sentence in told)] if told else []),
        "",
        "Thư này được gửi theo lịch đặt ở trang Báo cáo của Motlan; dừng gửi cũng ở trang đó.",
    ]
    mark = hashlib.sha256("|".join(map(str, _key(each))).encode()).hexdigest()[:32]
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "motlan"
    mail = EmailMessage(
        # A name on two lines would be taken for another header.
        subject=" ".join(f"{report.title} - {report.agency}".split()),
        body="\n".join(lines),
        to=[each.schedule.user.email],
        headers={"Message-ID": f"<report-{mark}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach(f"{report.file_name}.pdf", pdf, "application/pdf")
    mail.attach(f"{report.file_name}.xlsx", as_workbook(report), XLSX)
    return mail


def _keep(row: SentReport, *, code: str, digest: str, by: str) -> None:
    with transaction.atomic():
        sent_at = None if code else timezone.now()
        SentReport.objects.filter(pk=row.pk).update(
            leased_until=None, code=code, sha256=digest, sent_at=sent_at
        )
        if not code:
            facts = {"kind": row.kind, "begin": row.begin.isoformat(), "to": row.user_id}
            events.record(
                agency=row.agency,
                actor=by,
                verb="report.sent",
                about=row,
                facts={**facts, "sha256": digest},
            )
