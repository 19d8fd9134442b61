"""Hỏi lại giấy đang giữ: for managers and auditors, of their own agencies, by period, and as a table."""

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Agency
from counter.closings import refuse as refuse_dossier
from counter.closings import withdraw
from counter.supplements import Item, request_supplement
from dossiers.models import Cause, Dossier, IssuedForm
from tests.counter.desk import make_forms
from tests.records import make_agency, make_dossier, make_user
from tests.reuse.acting import ask, refuse
from tests.reuse.cases import Case, make_case

PAGE = "/hoi-lai/"


@pytest.fixture
def case(db: None) -> Case:
    made = make_case()
    ask(made)
    return made


def signed_in(kind: str | None, agency: Agency) -> Client:
    client = Client()
    client.force_login(make_user(kind, agency))
    return client


@pytest.mark.parametrize("kind", ["manager", "auditor"])
def test_totals_reasons_and_agencies(case: Case, kind: str) -> None:
    text = signed_in(kind, case.province).get(PAGE).content.decode()
    assert "Ủy ban nhân dân xã Mây" in text
    assert "Bản đang giữ không đọc được" in text


@pytest.mark.parametrize("kind", ["clerk", "officer", "administrator", None])
def test_it_is_not_for_others(case: Case, kind: str | None) -> None:
    assert signed_in(kind, case.province).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_a_manager_of_elsewhere_learns_nothing(case: Case) -> None:
    text = signed_in("manager", make_agency("H97")).get(PAGE).content.decode()
    assert "Chưa có gì trong khoảng này" in text
    assert "xã Mây" not in text


def test_the_period_is_in_the_address(case: Case) -> None:
    manager = signed_in("manager", case.province)
    text = manager.get(PAGE, {"tu": "2020-01-01", "den": "2020-12-31"}).content.decode()
    assert "Chưa có gì trong khoảng này" in text
    for wrong in ({"tu": "hôm qua"}, {"tu": "2026-02-02", "den": "2026-02-01"}, {"den": "9999"}):
        answer = manager.get(PAGE, wrong)
        assert answer.status_code == 422
        assert "error" in answer.content.decode()


def test_the_table_has_a_column_for_each_reason_and_no_formulas(case: Case) -> None:
    Agency.objects.filter(pk=case.agency.pk).update(name="=1+1")
    refuse(case, "outdated")
    answer = signed_in("manager", case.province).get(PAGE, {"dang": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f"{timezone.localdate():%Y%m%d}.csv" in answer["Content-Disposition"]
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["Cơ quan"] == "'=1+1"
    assert row["Yêu cầu nộp giấy đang giữ"] == "1"
    assert row["Yêu cầu: Bản đang giữ không đọc được"] == "1"
    assert row["Không dùng: Thực tế đã thay đổi"] == "1"
    assert row["Thành phần dùng lại"] == "0"


def test_what_was_returned_withdrawn_and_supplemented_is_counted_by_cause(case: Case) -> None:
    make_forms()
    case.procedure.versions.update(processing_days=5)
    pk, item = case.dossier.pk, Item(cause=Cause.CLERK, text="Bổ sung bản sao")
    asked = request_supplement(dossier_id=pk, items=[item], by=case.officer)
    assert isinstance(asked, IssuedForm)
    withdrawn = withdraw(dossier_id=pk, cause="own_wish", text="", by=case.officer)
    assert isinstance(withdrawn, Dossier)
    other = make_dossier(case.agency, procedure=case.procedure)
    refused = refuse_dossier(
        dossier_id=other.pk, cause="wrong_agency", text="Không thuộc xã", by=case.officer
    )
    assert isinstance(refused, IssuedForm)
    text = signed_in("manager", case.province).get(PAGE).content.decode()
    assert "Người nộp rút hồ sơ: 1" in text
    assert "Người nộp tự rút" in text
    assert "Không được tiếp nhận: 1" in text
    assert "Không thuộc thẩm quyền" in text
    assert "Nội dung yêu cầu bổ sung (1 phiếu, 0 lần nữa): 1" in text
    assert "Cán bộ tiếp nhận hướng dẫn chưa đủ" in text
    elsewhere = signed_in("manager", make_agency("H97")).get(PAGE).content.decode()
    assert "theo nguyên nhân" not in elsewhere
