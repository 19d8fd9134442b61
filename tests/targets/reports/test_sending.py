"""Reports by mail: once a period and recipient, tried again, and only to who may still see it."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Agency, Role, User
from dossiers.models import Event
from printing.errors import PrintingTookTooLong
from targets.models import ReportKind, ReportSchedule, SentReport
from targets.reports import sending
from targets.reports.errors import ScheduleRefused
from targets.reports.periods import ReportPeriod
from targets.reports.scheduling import end_schedule, periods_due, schedule_report, sending_day
from targets.reports.sending import Sent, due_reports, send_due
from tests.records import make_agency, make_user

TODAY = date(2025, 8, 5)


def to_pdf(html: str, *, title: str) -> bytes:
    assert "BÁO CÁO" in html
    return b"%PDF- " + title.encode()


def run(today: date = TODAY) -> Sent:
    return send_due(by="cli:thu", to_pdf=to_pdf, today=today, on_each=lambda _each, _code: None)


@pytest.fixture
def province(db: None) -> Agency:
    return make_agency("H80", name="Tỉnh Mây", level="province")


@pytest.fixture
def manager(province: Agency) -> User:
    user = make_user("manager", province)
    user.email = "lanh-dao@may.example"
    user.save()
    return user


@pytest.fixture
def schedule(province: Agency, manager: User) -> ReportSchedule:
    made = schedule_report(province, to=manager, kind=ReportKind.MONTH, day_of_month=5, by=manager)
    ReportSchedule.objects.update(created_at=datetime(2025, 7, 10, tzinfo=UTC))
    made.refresh_from_db()
    return made


class Unreachable(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages: object) -> int:
        raise SMTPServerDisconnected("user lanh-dao@may.example")


def test_a_report_is_sent_once(schedule: ReportSchedule) -> None:
    assert run(TODAY - timedelta(days=1)).sent == 0
    assert (run().sent, run().sent, run(TODAY + timedelta(days=9)).sent) == (1, 0, 0)
    [sent] = mail.outbox
    assert sent.to == ["lanh-dao@may.example"]
    assert "tháng 7 năm 2025" in sent.subject
    names = [attached[0] for attached in sent.attachments]
    assert names == ["bao-cao-H80-2025-07.pdf", "bao-cao-H80-2025-07.xlsx"]
    row = SentReport.objects.get()
    assert (row.tries, row.code, bool(row.sent_at), len(row.sha256)) == (1, "", True, 64)
    event = Event.objects.get(verb="report.sent")
    assert event.facts["begin"] == "2025-07-01"
    assert "lanh-dao" not in str(event.facts)
    assert run(date(2025, 9, 5)).sent == 1


def test_a_mail_that_fails_is_tried_again(schedule: ReportSchedule, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    assert run().failed == {"report.mail_failed": 1}
    row = SentReport.objects.get()
    assert (row.code, row.sent_at, row.leased_until) == ("report.mail_failed", None, None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run(TODAY + timedelta(days=1)).sent == 1
    row.refresh_from_db()
    assert (row.code, row.tries) == ("", 2)
    assert Event.objects.filter(verb="report.sent").count() == 1


def test_what_cannot_be_printed_is_tried_again(schedule: ReportSchedule) -> None:
    def too_slow(html: str, *, title: str) -> bytes:
        raise PrintingTookTooLong

    told: list[str] = []
    done = send_due(
        by="cli:thu", to_pdf=too_slow, today=TODAY, on_each=lambda _each, code: told.append(code)
    )
    assert (done.sent, told) == (0, ["printing.took_too_long"])
    assert run().sent == 1


def test_one_that_nobody_foresaw_holds_up_no_other(
    schedule: ReportSchedule, province: Agency
) -> None:
    """An address on two lines raises in the mail library; the next recipient gets the report all the same."""
    User.objects.update(email="a@may.example\nBcc: b@may.example")
    other = make_user("auditor", province, username="kiem-tra")
    User.objects.filter(pk=other.pk).update(email="kiem-tra@may.example")
    other.refresh_from_db()
    schedule_report(province, to=other, kind=ReportKind.MONTH, day_of_month=5, by=other)
    ReportSchedule.objects.update(created_at=datetime(2025, 7, 10, tzinfo=UTC))
    done = run()
    assert (done.sent, done.failed) == (1, {"report.not_made": 1})
    assert [each.to for each in mail.outbox] == [["kiem-tra@may.example"]]
    assert not SentReport.objects.filter(leased_until__isnull=False).exists()


def test_who_is_locked_gets_nothing(schedule: ReportSchedule, manager: User) -> None:
    User.objects.filter(pk=manager.pk).update(is_active=False)
    assert run().failed == {"report.no_right": 1}
    assert not mail.outbox


def test_killed_between_the_mail_and_its_record_it_comes_once_more(
    schedule: ReportSchedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_args: object, **_facts: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(sending, "_keep", die)
        with pytest.raises(SystemExit):
            run()
    assert run() == Sent()  # the lease of the dead run holds
    SentReport.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert run().sent == 1
    assert len({each.extra_headers["Message-ID"] for each in mail.outbox}) == 1
    assert len(mail.outbox) == 2
    assert Event.objects.filter(verb="report.sent").count() == 1


def test_who_has_lost_the_role_gets_nothing(schedule: ReportSchedule, manager: User) -> None:
    Role.objects.filter(user=manager).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert run().failed == {"report.no_right": 1}
    Role.objects.filter(user=manager).update(valid_to=None)
    User.objects.filter(pk=manager.pk).update(is_active=False)
    assert run().failed == {"report.no_right": 1}
    User.objects.filter(pk=manager.pk).update(is_active=True, email="")
    assert run().failed == {"report.no_address": 1}
    assert mail.outbox == []


def test_a_run_leaves_alone_what_another_holds(schedule: ReportSchedule) -> None:
    SentReport.objects.create(
        schedule=schedule,
        user=schedule.user,
        agency=schedule.agency,
        kind=schedule.kind,
        begin=date(2025, 7, 1),
        leased_until=timezone.now() + timedelta(minutes=1),
    )
    assert (run().sent, len(due_reports(TODAY))) == (0, 1)
    SentReport.objects.update(leased_until=timezone.now() - timedelta(minutes=1))
    assert run().sent == 1


def test_a_schedule_made_anew_sends_no_period_again(
    schedule: ReportSchedule, province: Agency, manager: User
) -> None:
    run()
    end_schedule(schedule, by=manager)
    assert due_reports(date(2025, 9, 5)) == []
    schedule_report(province, to=manager, kind=ReportKind.MONTH, day_of_month=1, by=manager)
    ReportSchedule.objects.update(created_at=datetime(2025, 7, 10, tzinfo=UTC))
    assert run().sent == 0
    with pytest.raises(ScheduleRefused, match=r"report\.ended_already"):
        end_schedule(schedule, by=manager)


def test_a_schedule_is_refused_in_words(province: Agency, manager: User) -> None:
    def asked(to: User) -> ReportSchedule:
        return schedule_report(province, to=to, kind=ReportKind.YEAR, day_of_month=5, by=manager)

    asked(manager)
    elsewhere = make_user("manager", make_agency("H81"))
    nowhere = make_user("auditor", province)
    for to, code in ((manager, "scheduled_already"), (elsewhere, "no_right"), (nowhere, "no_add")):
        with pytest.raises(ScheduleRefused, match=code):
            asked(to)
    assert Event.objects.filter(verb="report.scheduled").count() == 1


def test_the_same_mail_bears_the_same_id(schedule: ReportSchedule) -> None:
    run()
    SentReport.objects.update(
        sent_at=None
    )  # as after a kill between the server's answer and the record
    run()
    first, second = (each.message()["Message-ID"] for each in mail.outbox)
    assert first == second


@given(
    kind=st.sampled_from(list(ReportKind)),
    made=st.dates(date(2010, 1, 1), date(2030, 12, 31)),
    later=st.integers(0, 1500),
    day=st.integers(1, 28),
)
def test_only_periods_that_are_over_and_whose_day_has_come(
    kind: ReportKind, made: date, later: int, day: int
) -> None:
    today = made + timedelta(days=later)
    schedule = ReportSchedule(
        kind=kind,
        day_of_month=day,
        created_at=datetime(made.year, made.month, made.day, 5, tzinfo=UTC),
    )
    due = periods_due(schedule, today=today)
    assert len(due) <= 3
    for period in due:
        assert made <= period.end < sending_day(schedule, period) <= today
    last = ReportPeriod.holding(kind, today).before
    if last.end >= made and sending_day(schedule, last) <= today:
        assert last in due
