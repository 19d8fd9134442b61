"""The pages of Chiến dịch: proposals, planning, progress, and who sees whose."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import PaperType
from targets.models import Campaign
from tests.records import make_agency, make_paper_type, make_user
from tests.targets.piles import result, stock

pytestmark = pytest.mark.django_db
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def province() -> Agency:
    return make_agency(level="province", name="Tỉnh Mây")


@pytest.fixture
def commune(province: Agency) -> Agency:
    return make_agency(parent=province, name="Xã Suối")


@pytest.fixture
def permit() -> PaperType:
    return make_paper_type("giay_phep_xd", name="Giấy phép xây dựng")


@pytest.fixture
def manager(client: Client, province: Agency, commune: Agency, permit: PaperType) -> Client:
    stock(commune, permit, 30, day=LONG_AGO)
    client.force_login(make_user("manager", province, username="lan", full_name="Lê Lan"))
    return client


def words(answer: Any) -> str:
    html = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def planned(client: Client, commune: Agency, permit: PaperType, **otherwise: object) -> Any:
    today = timezone.localdate()
    address = reverse("campaign_add", query={"co_quan": commune.code, "loai": permit.pk})
    page = client.get(address)
    assert page.status_code == 200
    owner = page.context["form"].initial["owner"]
    sent = {
        "target": 20,
        "starts_on": today.isoformat(),
        "deadline": (today + timedelta(days=30)).isoformat(),
        "owner": owner,
        "reason": "Kế hoạch 155",
        **otherwise,
    }
    return client.post(address, sent)


def test_from_the_proposal_to_a_campaign_that_counts_itself(
    manager: Client, commune: Agency, permit: PaperType
) -> None:
    page = manager.get(reverse("campaign_proposals"))
    assert "Giấy phép xây dựng" in words(page)
    assert "kho 30, sổ 0" in words(page)
    add = reverse("campaign_add") + f"?co_quan={commune.code}&amp;loai={permit.pk}"
    assert add in page.content.decode()
    answer = planned(manager, commune, permit)
    made = Campaign.objects.get()
    assert answer["Location"] == reverse("campaign", args=[made.pk])
    for _ in range(5):
        result(commune, permit, since=LONG_AGO, copied=timezone.localdate())
    shown = words(manager.get(reverse("campaign", args=[made.pk])))
    assert "5 / 20 giấy tờ đã số hóa (25,00 %)" in shown
    assert "Lập chiến dịch: người phụ trách Lê Lan" in shown
    assert "Kế hoạch 155" in shown
    listed = words(manager.get(reverse("campaigns")))
    assert "Giấy phép xây dựng · Xã Suối" in listed
    again = words(manager.get(reverse("campaign_proposals")))
    assert "Đang có chiến dịch" in again


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    manager: Client, commune: Agency, permit: PaperType
) -> None:
    answer = planned(manager, commune, permit, target=31)
    assert answer.status_code == 400
    assert "Số phải số hóa lớn hơn số còn thiếu." in words(answer)
    assert 'value="31"' in answer.content.decode()
    assert "Chọn hạn." in words(planned(manager, commune, permit, deadline=""))
    assert not Campaign.objects.exists()


def test_change_and_close_at_the_page(manager: Client, commune: Agency, permit: PaperType) -> None:
    planned(manager, commune, permit)
    made = Campaign.objects.get()
    page = manager.get(reverse("campaign", args=[made.pk]))
    form = page.context["change_form"].initial
    sent = {**form, "deadline": form["deadline"].isoformat(), "target": 25, "reason": "Thêm"}
    assert manager.post(reverse("campaign_change", args=[made.pk]), sent).status_code == 302
    late = manager.post(reverse("campaign_change", args=[made.pk]), {**sent, "target": 28})
    assert late.status_code == 400
    closing = {"outcome": "done", "note": "Xong"}
    early = manager.post(reverse("campaign_close", args=[made.pk]), closing)
    assert "Chưa đủ số lượng" in words(early)
    closing["outcome"] = "stopped"
    assert manager.post(reverse("campaign_close", args=[made.pk]), closing).status_code == 302
    shown = words(manager.get(reverse("campaign", args=[made.pk])))
    assert "Đã dừng" in shown
    assert "số phải số hóa 20 → 25" in shown
    assert "Đổi kế hoạch</h2>" not in shown
    assert "Chưa có chiến dịch nào đang chạy" in words(manager.get(reverse("campaigns")))
    assert "Xã Suối" in words(manager.get(reverse("campaigns") + "?tat-ca"))


def test_the_owner_sees_their_campaign_and_changes_nothing(
    manager: Client, commune: Agency, permit: PaperType
) -> None:
    clerk = make_user("clerk", commune)
    planned(manager, commune, permit, owner=clerk.pk)
    made = Campaign.objects.get()
    own = Client()
    own.force_login(clerk)
    assert "Giấy phép xây dựng" in words(own.get(reverse("campaigns")))
    page = own.get(reverse("campaign", args=[made.pk]))
    assert page.status_code == 200
    assert "Ghi thay đổi" not in words(page)
    assert reverse("campaigns") in own.get(reverse("notifications")).content.decode()
    for name in ("campaign_change", "campaign_close"):
        assert own.post(reverse(name, args=[made.pk])).status_code == 403
    assert own.get(reverse("campaign_proposals")).status_code == 403
    other = Client()
    other.force_login(make_user("clerk", commune))
    assert other.get(reverse("campaign", args=[made.pk])).status_code == 404
    assert "Bạn không phụ trách chiến dịch nào" in words(other.get(reverse("campaigns")))


def test_the_table_to_download_has_every_line(
    manager: Client, province: Agency, permit: PaperType
) -> None:
    for number in range(60):
        stock(make_agency(parent=province), permit, 1 + number, day=LONG_AGO)
    page = words(manager.get(reverse("campaign_proposals")))
    assert "còn 11 dòng nữa trong bảng tải về" in page
    answer = manager.get(reverse("campaign_proposals", query={"dang": "csv"}))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 62
    assert rows[1][4] == "60"


@pytest.mark.parametrize(
    "query", [{"xep": "<b>"}, {"co_quan": "H00.0"}, {"xep": "nhu-cau"}, {"dang": "pdf"}]
)
def test_a_wrong_address(manager: Client, query: dict[str, str]) -> None:
    answer = manager.get(reverse("campaign_proposals"), query)
    assert answer.status_code == (404 if "co_quan" in query else 200)
    assert "<b>&" not in answer.content.decode()


def test_a_neighbour_learns_nothing(manager: Client, province: Agency, permit: PaperType) -> None:
    far = make_agency(level="province", name="Tỉnh Lạ")
    stock(far, permit, 99, day=LONG_AGO)
    page = words(manager.get(reverse("campaign_proposals")))
    assert "99" not in page
    assert "Tỉnh Lạ" not in page
    for name in ("campaign_proposals", "campaign_add"):
        query = {"co_quan": far.code, "loai": permit.pk}
        assert manager.get(reverse(name), query).status_code == 404
