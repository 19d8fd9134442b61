"""Thành phần hồ sơ: what each role sees of a dossier, and the officer's acts with and without scripts."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from dossiers.models import (
    AcceptedPaper,
    Event,
    Paper,
    PaperRequest,
    PaperType,
    Reuse,
)
from dossiers.states import State
from tests.records import make_agency, make_component, make_paper_type, make_user
from tests.reuse.cases import Case, make_case

HTMX = {"HX-Request": "true"}


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, case: Case) -> str:
    answer = client.get(reverse("checklist"), {"ho_so": case.dossier.number})
    assert answer.status_code == 200
    return clean(answer)


def clean(answer: HttpResponse) -> str:
    text = answer.content.decode()
    assert "«undefined" not in text
    assert "style=" not in text
    assert "onclick" not in text
    return text


def address(name: str, case: Case, *more: int) -> str:
    return reverse(name, args=[case.dossier.pk, case.component.pk, *more])


def opened(client: Client, case: Case, paper: Paper | None = None, **more: str) -> str:
    """The page with a paper of a line opened, as a person does it before they use it."""
    query = {"ho_so": case.dossier.number, "xem": str((paper or case.paper).pk), **more}
    return clean(client.get(reverse("checklist"), query))


def form_of(text: str, request: str = "counter") -> dict[str, str]:
    """What the page has prefilled to use a paper, and at whose wish."""
    found = {"request": request}
    for field in re.findall(r"<(?:input|button) [^>]*>", text):
        named = re.search(r'name="(papers|purpose|legal_basis)"', field)
        value = re.search(r'value="([^"]*)"', field)
        if named and value:
            found.setdefault(named[1], value[1])
    return found


def use(client: Client, case: Case) -> None:
    """Look at the paper and use it."""
    client.post(address("checklist_reuse", case), form_of(opened(client, case)))


def test_a_dossier_shows_what_is_held_usable_and_missing(case: Case) -> None:
    make_component(
        case.procedure, make_paper_type("the_nha_bao", name="Thẻ nhà báo"), name="Căn cước"
    )
    text = page(signed_in(case.officer), case)
    assert "Đang giữ, dùng được" in text
    assert "Còn hiệu lực, không có ngày hết hạn." in text
    assert "Chưa có" in text
    assert "Thẻ nhà báo" in text
    assert reverse("paper", args=[case.paper.pk]) in text


def test_ids_are_masked(case: Case) -> None:
    client = signed_in(case.officer)
    for text in (
        page(client, case),
        clean(client.get(reverse("checklist_print"), {"ho_so": case.dossier.number})),
    ):
        assert "038*****0123" in text
        assert "038190000123" not in text


def test_not_usable_says_why_with_its_source(case: Case) -> None:
    Paper.objects.update(valid_to="2025-06-30")
    text = page(signed_in(case.officer), case)
    assert "Đang giữ nhưng không dùng được" in text
    assert "Đã hết hiệu lực, ngày cuối là 30/06/2025." in text
    assert "ngày hết hiệu lực" in text
    assert "Yêu cầu nộp" not in text


def test_one_click_reuses_with_what_is_prefilled(case: Case) -> None:
    client = signed_in(case.officer)
    prefilled = form_of(opened(client, case))
    assert case.dossier.number in prefilled["purpose"]
    assert prefilled["legal_basis"]
    answer = client.post(address("checklist_reuse", case), prefilled)
    assert answer["Location"].startswith(f"{reverse('checklist')}?ho_so={case.dossier.number}#tp-")
    reuse = Reuse.objects.get()
    assert (reuse.paper, reuse.officer, reuse.purpose) == (
        case.paper,
        "user:can-bo",
        prefilled["purpose"],
    )
    text = page(client, case)
    assert "Đã dùng lại" in text
    assert 'class="figure">1</b> đã dùng lại' in text
    client.post(address("checklist_reuse", case), prefilled)
    assert Reuse.objects.count() == 1


def test_with_htmx_only_the_line_and_the_figures_come_back(case: Case) -> None:
    client = signed_in(case.officer)
    prefilled = form_of(opened(client, case))
    text = clean(client.post(address("checklist_reuse", case), prefilled, headers=HTMX))
    assert "<html" not in text
    assert "Đã dùng lại" in text
    assert 'hx-swap-oob="true"' in text
    assert "autofocus" in text


def test_a_refusal_is_told_in_the_line(case: Case) -> None:
    client = signed_in(case.officer)
    prefilled = form_of(opened(client, case))
    Paper.objects.update(state=State.WITHDRAWN)
    text = clean(client.post(address("checklist_reuse", case), prefilled, headers=HTMX))
    assert "Giấy tờ vừa không còn dùng được nên chưa ghi gì." in text
    assert not Reuse.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": " "},
        {"legal_basis": ""},
        {"papers": "một"},
        {"papers": "9" * 30},
        {"papers": ""},
        {"request": ""},
        {"request": "unrecorded"},
        {"request": "exception"},
        {"request": "exception", "exception": "tu_nghi_ra"},
    ],
)
def test_wrong_input_records_nothing(case: Case, wrong: dict[str, str]) -> None:
    client = signed_in(case.officer)
    prefilled = {**form_of(opened(client, case)), **wrong}
    assert client.post(address("checklist_reuse", case), prefilled).status_code == 302
    assert client.post(address("checklist_reuse", case), prefilled, headers=HTMX).status_code == 200
    assert not Reuse.objects.exists()


def test_asking_for_a_held_paper_needs_a_reason(case: Case) -> None:
    client = signed_in(case.officer)
    text = clean(client.post(address("checklist_ask", case), {"reason": ""}, headers=HTMX))
    assert "Chưa chọn lý do." in text
    assert not PaperRequest.objects.exists()
    client.post(address("checklist_ask", case), {"reason": "doubt", "note": "Sai con dấu"})
    text = page(client, case)
    assert "Nghi ngờ tính xác thực" in text
    assert "Sai con dấu" in text
    assert "Đã yêu cầu nộp" in text
    assert "Giấy chứng nhận kết hôn" in clean(
        client.get(reverse("checklist_print"), {"ho_so": case.dossier.number})
    )


def test_a_reuse_is_taken_back_with_a_reason(case: Case) -> None:
    client = signed_in(case.officer)
    use(client, case)
    reuse = Reuse.objects.get()
    where = address("checklist_revoke", case, reuse.pk)
    assert "Chưa chọn lý do." in clean(client.post(where, {"reason": ""}, headers=HTMX))
    client.post(where, {"reason": "Bấm nhầm"})
    reuse.refresh_from_db()
    assert reuse.revoked_at is not None
    assert "Đang giữ, dùng được" in page(client, case)


def test_a_paper_withdrawn_after_its_use_raises_the_alarm(case: Case) -> None:
    client = signed_in(case.officer)
    use(client, case)
    Reuse.objects.update(alarm="reuse.paper_withdrawn")
    text = page(client, case)
    assert "bị thu hồi hoặc ngừng dùng" in text
    assert 'class="figure">1</b> cần xem lại' in text


def test_of_papers_needed_together_only_the_missing_one_is_asked_for(case: Case) -> None:
    card = make_paper_type("the_nha_bao", name="Thẻ nhà báo")
    AcceptedPaper.objects.create(component=case.component, alternative=1, paper_type=card)
    client = signed_in(case.officer)
    text = page(client, case)
    assert "Mới có một phần" in text
    assert "Dùng lại</button>" not in text
    sheet = clean(client.get(reverse("checklist_print"), {"ho_so": case.dossier.number}))
    assert "<td>Thẻ nhà báo</td>" in sheet


def test_a_clerk_looks_but_does_not_act(case: Case) -> None:
    client = signed_in(make_user("clerk", case.agency))
    text = page(client, case)
    assert "Đang giữ, dùng được" in text
    assert "Dùng lại</button>" not in text
    for name in ("checklist_reuse", "checklist_ask"):
        assert client.post(address(name, case), {}).status_code == 403
    assert not Reuse.objects.exists()


def test_a_clerk_elsewhere_who_is_officer_of_another_agency_does_not_act_here(case: Case) -> None:
    both = make_user("clerk", case.agency)
    both.given_roles.create(kind="officer", agency=make_agency("H98.5", parent=case.province))
    client = signed_in(both)
    assert "Dùng lại</button>" not in page(client, case)
    assert client.post(address("checklist_reuse", case), {}).status_code == 404


def test_another_agencys_officer_and_an_unknown_number_are_answered_alike(case: Case) -> None:
    client = signed_in(make_user("officer", make_agency("H98.2", parent=case.province)))
    theirs = client.get(reverse("checklist"), {"ho_so": case.dossier.number})
    nobodys = client.get(reverse("checklist"), {"ho_so": "H98.1-260302-9999"})
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    answers = [
        token.sub("", clean(each)).replace(case.dossier.number, "H98.1-260302-9999")
        for each in (theirs, nobodys)
    ]
    assert answers[0] == answers[1]
    assert client.get(reverse("checklist_print"), {"ho_so": case.dossier.number}).status_code == 404
    for name, more in (("checklist_reuse", ()), ("checklist_ask", ()), ("checklist_revoke", (1,))):
        assert client.post(address(name, case, *more), {"reason": "law"}).status_code == 404
    assert not Reuse.objects.exists()
    assert not PaperRequest.objects.exists()


@pytest.mark.parametrize("kind", ["manager", "auditor", "administrator", None])
def test_other_roles_are_kept_out(case: Case, kind: str | None) -> None:
    client = signed_in(make_user(kind, case.agency))
    for name in ("checklist", "checklist_print"):
        assert client.get(reverse(name), {"ho_so": case.dossier.number}).status_code == 403
    assert client.post(reverse("checklist_look_up"), {}).status_code == 403
    assert client.post(address("checklist_reuse", case), {}).status_code == 403


def test_a_stranger_is_sent_to_sign_in(case: Case) -> None:
    client = Client()
    assert "/dang-nhap/" in client.get(reverse("checklist"))["Location"]
    assert "/dang-nhap/" in client.post(address("checklist_reuse", case), {})["Location"]


def test_acts_are_posts(case: Case) -> None:
    client = signed_in(case.officer)
    assert client.get(address("checklist_reuse", case)).status_code == 405
    assert client.get(reverse("checklist_look_up")).status_code == 405


def test_numbers_out_of_range_are_not_found(case: Case) -> None:
    client = signed_in(case.officer)
    for args in ([10**30, case.component.pk], [case.dossier.pk, 10**30]):
        assert client.post(reverse("checklist_reuse", args=args), {}).status_code == 404
    taken_back = client.post(address("checklist_revoke", case, 10**30), {"reason": "Nhầm"})
    assert taken_back.status_code == 302


def test_a_malformed_number_is_told(case: Case) -> None:
    answer = signed_in(case.officer).get(reverse("checklist"), {"ho_so": "hồ sơ của tôi"})
    assert answer.status_code == 422
    assert "Mã hồ sơ không đúng dạng." in clean(answer)


def test_the_first_page_says_what_to_do(case: Case) -> None:
    text = clean(signed_in(case.officer).get(reverse("checklist")))
    assert "Theo mã hồ sơ" in text
    assert case.procedure.code in text


def look_up(client: Client, case: Case, **more: str) -> HttpResponse:
    data = {"holder": "038190000123", "name": "", "procedure": case.procedure.code, **more}
    return client.post(reverse("checklist_look_up"), data)


def test_a_look_up_is_recorded_and_the_id_never_stands_in_an_address(case: Case) -> None:
    client = signed_in(case.officer)
    answer = look_up(client, case)
    assert "038190000123" not in answer["Location"]
    text = clean(client.get(answer["Location"]))
    assert "Đang giữ, dùng được" in text
    assert "Dùng lại</button>" not in text
    event = Event.objects.get(verb="reuse.checked")
    assert (event.agency, event.facts["holder"]) == (case.agency, case.holder.pk)
    assert client.get(answer["Location"].replace("?", "in/?")).status_code == 200


def test_an_unknown_person_and_another_name_are_answered_alike(case: Case) -> None:
    client = signed_in(case.officer)
    answers = []
    for more in ({"holder": "001099000001"}, {"name": "Lê Văn Khác"}):
        text = clean(client.get(look_up(client, case, **more)["Location"]))
        assert "Không xác định được chủ giấy tờ." in text
        answers.append(re.sub(r"tra=[^\"]+|csrfmiddlewaretoken[^>]+", "", text))
    assert answers[0] == answers[1]


def test_a_number_alone_names_nobody_of_whom_the_viewer_has_nothing(case: Case) -> None:
    PaperType.objects.update(access=PaperType.Access.AGENCY)
    client = signed_in(make_user("officer", make_agency("H98.2", parent=case.province)))
    text = clean(client.get(look_up(client, case)["Location"]))
    assert "Không xác định được chủ giấy tờ." in text
    assert case.holder.name not in text
    assert Event.objects.get(verb="reuse.checked").facts["holder"] is None
    named = clean(client.get(look_up(client, case, name=case.holder.name)["Location"]))
    assert "Không xác định được chủ giấy tờ." not in named


def test_a_key_works_for_its_person_only_and_cannot_be_made(case: Case) -> None:
    where = look_up(signed_in(case.officer), case)["Location"]
    other = signed_in(make_user("officer", case.agency))
    assert other.get(where).status_code == 404
    assert other.get(reverse("checklist"), {"tra": "gia-mao"}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"holder": "123"}, "Số định danh không đúng dạng."),
        ({"holder": ""}, "Nhập số định danh."),
        ({"procedure": "9.999999"}, "Không có thủ tục với mã này."),
    ],
)
def test_wrong_look_ups_are_told(case: Case, wrong: dict[str, str], told: str) -> None:
    answer = look_up(signed_in(case.officer), case, **wrong)
    assert answer.status_code == 422
    assert told in clean(answer)


def test_the_sheet_lists_only_what_is_still_needed(case: Case) -> None:
    make_component(
        case.procedure, make_paper_type("the_nha_bao", name="Thẻ nhà báo"), name="Căn cước"
    )
    text = clean(
        signed_in(case.officer).get(reverse("checklist_print"), {"ho_so": case.dossier.number})
    )
    needed, _, held = text.partition("Không phải nộp")
    assert "Thẻ nhà báo" in needed
    assert "Giấy chứng nhận kết hôn" in held
    assert "Giấy chứng nhận kết hôn" not in needed


def test_what_is_being_digitized_is_not_asked_for_again(case: Case) -> None:
    Paper.objects.update(state=State.TO_REVIEW)
    client = signed_in(case.officer)
    assert "Đã quét nhưng chưa đối soát." in page(client, case)
    assert reverse("paper", args=[case.paper.pk]) not in page(client, case)
    sheet = clean(client.get(reverse("checklist_print"), {"ho_so": case.dossier.number}))
    assert "Không còn giấy tờ nào phải nộp." in sheet
