"""`motlan send_reports`: what a timer sees of it."""

import json
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import call_command

from accounts.models import Agency, User
from config import wiring
from targets.models import ReportKind, ReportSchedule, SentReport
from targets.reports.scheduling import schedule_report
from tests.records import make_agency, make_user

pytestmark = pytest.mark.django_db


class Press:
    """Prints nothing real."""

    def to_pdf(self, html: str, *, title: str) -> bytes:
        assert html
        return b"%PDF- " + title.encode()


@pytest.fixture
def province(monkeypatch: pytest.MonkeyPatch) -> Agency:
    monkeypatch.setattr(wiring, "press", Press)
    return make_agency("H80", name="Tỉnh Mây", level="province")


def recipient(province: Agency, name: str) -> User:
    user = make_user("manager", province, username=name)
    user.email = f"{name}@may.example"
    user.save()
    schedule_report(province, to=user, kind=ReportKind.MONTH, day_of_month=1, by=user)
    ReportSchedule.objects.update(created_at=datetime(2025, 7, 10, tzinfo=UTC))
    return user


def run(*arguments: str) -> int:
    try:
        call_command("send_reports", *arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_nothing_due_is_fine(province: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert "Đã gửi 0 báo cáo" in capsys.readouterr().out


def test_a_dry_run_sends_nothing(province: Agency) -> None:
    recipient(province, "an")
    assert run("--dry-run") == 0
    assert not mail.outbox
    assert not SentReport.objects.exists()


def test_all_sent_some_sent_none_sent(province: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    recipient(province, "an")
    assert run("--json") == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told[-1] == {"sent": len(mail.outbox), "failed": {}}
    assert mail.outbox
    without = recipient(province, "binh")
    User.objects.filter(pk=without.pk).update(email="")
    recipient(province, "chi")
    assert run() == 3
    assert run() == 1
    assert "[report.no_address]" in capsys.readouterr().err
