"""What a check of the archive found, in words: lines for the command, and the mail to who looks after it."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from config.messages import message
from ingest.archive_findings import standing
from ingest.measures import count_error
from ingest.models import ArchiveFinding, ArchiveRun
from vietnamese.dates import format_number

log = logging.getLogger(__name__)

MOST_IN_MAIL = 200
MIB = 1024**2


def facts(run: ArchiveRun) -> dict[str, object]:
    """The run as the JSON of the command has it."""
    return {
        "run": run.pk,
        "ended": run.ended_at is not None,
        "objects": run.objects_checked,
        "bytes": run.bytes_checked,
        "signatures": run.signatures,
        "wrong": run.wrong,
        "restored": run.restored,
    }


def sentence(run: ArchiveRun) -> str:
    """The run in one sentence."""
    told = (
        f"Đã kiểm tra {format_number(run.objects_checked)} đối tượng "
        f"({format_number(run.bytes_checked // MIB)} MiB), {format_number(run.signatures)} chữ ký; "
        f"{format_number(run.wrong)} đối tượng có vấn đề, đã khắc phục {format_number(run.restored)}."
    )
    return told if run.ended_at else f"{told} Chưa xong: chạy lại để tiếp tục."


def line(finding: ArchiveFinding) -> str:
    """A finding: where, what, and what to do or what was done. No name of a person or a file is in it."""
    told = message(finding.answer or finding.code)
    about = f"giấy tờ {finding.paper_id}" if finding.paper_id else f"bản ghi {finding.object_id}"
    what = message(finding.code).sentence
    done = f"{told.sentence} " if finding.answer else ""
    return (
        f"{finding.agency.code} · {about} · {finding.label}: {what} {done}→ {told.remedy} "
        f"[{finding.code}] {finding.key}"
    )


def as_json(finding: ArchiveFinding) -> dict[str, object]:
    """A finding as the JSON of the command has it."""
    told = message(finding.code)
    return {
        "code": finding.code,
        "message": told.sentence,
        "remedy": told.remedy,
        "agency": finding.agency.code,
        "paper": finding.paper_id,
        "object": finding.object_type,
        "id": finding.object_id,
        "key": finding.key,
        "done": finding.answer or None,
        "found_at": finding.found_at.isoformat(),
    }


def send(run: ArchiveRun) -> str:
    """Send the report to MOTLAN_MAIL_TO: a code where it could not be sent, else "".

    A mail that fails never fails the check; what was found is in the records.
    """
    if not settings.MOTLAN_MAIL_TO:
        return ""
    left = standing().select_related("agency").order_by("-pk")
    count = left.count()
    lines = [sentence(run), ""]
    lines += [line(each) for each in left[:MOST_IN_MAIL]]
    if count > MOST_IN_MAIL:
        lines.append(f"… và {format_number(count - MOST_IN_MAIL)} vấn đề nữa, xem trang Sức khỏe.")
    if not count:
        lines.append("Không còn vấn đề nào.")
    subject = f"Motlan: kiểm tra kho, {f'{count} vấn đề' if count else 'không có vấn đề'}"
    try:
        send_mail(subject, "\n".join(lines), None, settings.MOTLAN_MAIL_TO)
    except (OSError, SMTPException) as error:
        count_error(code := "archive.mail_failed")
        # Not the error's own words: a server may quote the user and what was sent.
        log.warning("%s: %s", code, type(error).__name__)
        return code
    return ""
