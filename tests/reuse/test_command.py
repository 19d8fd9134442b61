"""`motlan reuse check`: the object of docs/interfaces.md, wrong use, and what --as narrows."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dossiers.models import AcceptedData, DataSource, Paper, Verification
from tests.records import make_agency, make_component, make_paper_type, make_user
from tests.reuse.cases import Case


def run(*args: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("reuse", "check", *args, "--json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def ask(case: Case, *more: str, holder: str = "038190000123") -> list[dict[str, Any]]:
    return run("--holder", holder, "--procedure", case.procedure.code, *more)


def test_one_object_a_component(case: Case) -> None:
    second = make_component(case.procedure, make_paper_type("cccd_copy"), name="Căn cước")
    assert ask(case) == [
        {
            "component": case.component.code,
            "alternative": 1,
            "status": "usable",
            "paper": case.paper.pk,
            "reasons": [
                {
                    "code": "reuse.in_force",
                    "message": "Còn hiệu lực, không có ngày hết hạn.",
                    "source": "Sổ giấy tờ điện tử: hiệu lực",
                },
                {
                    "code": "reuse.signature_valid",
                    "message": "Chữ ký số hợp lệ.",
                    "source": "Kết quả kiểm tra chữ ký số mới nhất; "
                    "Luật Giao dịch điện tử số 20/2023/QH15",
                },
            ],
        },
        {
            "component": second.code,
            "alternative": None,
            "status": "missing",
            "paper": None,
            "reasons": [],
        },
    ]


def test_on_another_day(case: Case) -> None:
    Paper.objects.update(valid_to="2026-06-30")
    assert ask(case, "--on", "2026-06-30")[0]["status"] == "usable"
    [late] = ask(case, "--on", "2026-07-01")
    assert (late["status"], late["paper"]) == ("not_usable", case.paper.pk)
    assert late["reasons"][0]["message"] == "Đã hết hiệu lực, ngày cuối là 30/06/2026."


def test_an_unknown_holder_is_told_for_every_component(case: Case) -> None:
    [answer] = ask(case, holder="001099000001")
    assert (answer["status"], answer["paper"]) == ("missing", None)
    assert [reason["code"] for reason in answer["reasons"]] == ["reuse.holder_undetermined"]


def test_as_a_stranger_nothing_is_held_and_explain_tells_the_operator_why(case: Case) -> None:
    make_user("officer", make_agency("H97"), username="la")
    [answer] = ask(case, "--as", "la")
    assert (answer["status"], answer["reasons"]) == ("missing", [])
    [told] = ask(case, "--as", "la", "--explain")
    assert (told["status"], told["paper"]) == ("not_usable", None)
    assert [reason["code"] for reason in told["reasons"]] == ["reuse.not_allowed"]
    assert ask(case, "--as", "can-bo")[0]["status"] == "usable"


@pytest.mark.parametrize(
    ("holder", "procedure", "code"),
    [
        ("0381900001", "1.000894", "holder.malformed"),
        ("không phải số", "1.000894", "holder.malformed"),
        ("038190000123", "9.999999", "procedure.unknown"),
        ("038190000123", "", "procedure.unknown"),
    ],
)
def test_wrong_use_ends_with_2(case: Case, holder: str, procedure: str, code: str) -> None:
    with pytest.raises(CommandError) as refused:
        run("--holder", holder, "--procedure", procedure)
    assert refused.value.returncode == 2
    assert code in str(refused.value)
    assert holder not in str(refused.value)


def test_longer_forms_of_the_procedure_code_are_read(case: Case) -> None:
    [answer] = run("--holder", "038190000123", "--procedure", "1.000894.000.00.00.H26")
    assert answer["status"] == "usable"


def test_for_a_person_it_reads_as_sentences(case: Case) -> None:
    out = io.StringIO()
    call_command(
        "reuse",
        "check",
        "--holder",
        "038190000123",
        "--procedure",
        case.procedure.code,
        stdout=out,
    )
    assert "đang giữ, dùng được" in out.getvalue()
    assert "Chữ ký số hợp lệ." in out.getvalue()


def test_a_database_is_named_where_nothing_is_held(case: Case) -> None:
    Paper.objects.update(holder=None)
    source = DataSource.objects.create(code="thu", name="Cơ sở dữ liệu thử")
    AcceptedData.objects.create(component=case.component, source=source)
    [answer] = ask(case)
    assert (answer["status"], answer["paper"]) == ("missing", None)
    assert answer["reasons"] == [
        {
            "code": "reuse.lookup_possible",
            "message": "Tra cứu được ở Cơ sở dữ liệu thử; không yêu cầu người dân nộp.",
            "source": "Danh mục thủ tục: dữ liệu được nhận; căn cứ pháp lý của cơ sở dữ liệu",
        }
    ]


def test_of_two_valid_papers_and_an_old_verdict_the_answer_says_so(case: Case) -> None:
    case.another_paper()
    Verification.objects.update(verified_at=datetime(2026, 1, 5, 8, tzinfo=UTC))
    [answer] = ask(case)
    assert answer["status"] == "usable"
    told = {reason["code"]: reason["message"] for reason in answer["reasons"]}
    assert "05/01/2026" in told["reuse.signature_stale"]
    assert "reuse.newest_of_several" in told
