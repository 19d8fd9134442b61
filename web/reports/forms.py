"""The form by which a report is sent on schedule."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Agency, User
from accounts.selectors import home_agency
from targets.models import ReportKind
from targets.models.reports import LAST_DAY_OF_EVERY_MONTH
from targets.reports.access import recipients_for, reported_agencies
from web.administration.forms import AgencyChoice, offer

WHEN = {
    ReportKind.MONTH: "Hằng tháng",
    ReportKind.QUARTER: "Hằng quý",
    ReportKind.YEAR: "Hằng năm",
}


class ScheduleForm(forms.Form):
    """Whose report, how often, on which day, to whom."""

    co_quan = AgencyChoice(label="Báo cáo của cơ quan", queryset=Agency.objects.none())
    ky = forms.ChoiceField(
        label="Gửi", choices=[(kind.value, words) for kind, words in WHEN.items()]
    )
    ngay = forms.IntegerField(
        label="Vào ngày",
        min_value=1,
        max_value=LAST_DAY_OF_EVERY_MONTH,
        initial=5,
        help_text="Ngày của tháng liền sau kỳ báo cáo, từ 1 đến 28.",
    )
    nguoi_nhan = forms.ModelChoiceField(
        label="Người nhận",
        queryset=User.objects.none(),
        help_text="Thư đến địa chỉ thư điện tử của tài khoản.",
    )

    def __init__(self, data: Any, *, user: User) -> None:
        home = home_agency(user)
        super().__init__(data, initial={"nguoi_nhan": user.pk, "co_quan": home and home.pk})
        standing = reported_agencies(user).exclude(valid_to__lt=timezone.localdate())
        offer(self, "co_quan", standing.order_by("path"))
        offer(self, "nguoi_nhan", recipients_for(user))
