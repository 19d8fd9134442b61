"""Receipt, supplements, refusal, stopping, withdrawal, decision, return: each once, each by the table."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from counter.closings import finish, refuse, return_result, stop, withdraw
from counter.handling import assign_officer, issue_control_slip
from counter.receipts import issue_receipt
from counter.results import Refused
from counter.selectors import closings_by_cause, supplements_by_cause
from counter.states import MOVES
from counter.supplements import Item, request_supplement, supplement_received
from dossiers.models import (
    Cause,
    Dossier,
    DossierStatus,
    Event,
    FormKind,
    IssuedForm,
    Paper,
    Reuse,
    ReuseMode,
    SupplementReason,
)
from dossiers.states import State
from targets.models import CountedDossier
from targets.rollup import follow
from tests.counter.desk import Desk
from tests.records import make_agency, make_paper, make_paper_type, make_user, make_version
from vietnamese.person_id import mask

Clock = Callable[[str], None]
ITEM = Item(cause=Cause.APPLICANT, text="Bổ sung bản sao có chứng thực")


def form_of(made: object) -> IssuedForm:
    assert isinstance(made, IssuedForm), made
    return made


def asked(desk: Desk, dossier: Dossier, *items: Item, reason: str = "") -> IssuedForm | Refused:
    return request_supplement(
        dossier_id=dossier.pk, items=items or (ITEM,), by=desk.officer, reason=reason
    )


def counted(dossier: Dossier) -> CountedDossier:
    """What the dossier counts as, once its events were read."""
    follow()
    return CountedDossier.objects.get(dossier=dossier)


def test_every_status_has_its_moves() -> None:
    assert set(MOVES) == set(DossierStatus)


def test_the_receipt_says_what_was_handed_in_and_what_was_reused(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    kind = make_paper_type("ket_hon", name="Giấy chứng nhận kết hôn")
    paper = make_paper(
        desk.agency, State.AVAILABLE, paper_type=kind, holder=dossier.holder, number="12/2020"
    )
    Reuse.objects.create(
        dossier=dossier,
        component=desk.components[1],
        paper=paper,
        mode=ReuseMode.PRIOR_FILE,
        purpose="p",
        legal_basis="l",
        officer="user:can-bo",
    )
    form = form_of(
        issue_receipt(dossier_id=dossier.pk, by=desk.clerk, components=[desk.components[0].pk])
    )
    assert [each["name"] for each in form.facts["handed_in"]] == ["Tờ khai"]
    assert form.facts["reused"][0]["found"].startswith("Giấy chứng nhận kết hôn, số 12/2020")
    assert form.facts["dossier"]["due"] == "17 giờ 00, ngày 12/10/2026"
    assert (form.serial, form.year, form.edition.number) == (1, 2026, "Mẫu số 01")
    again = issue_receipt(dossier_id=dossier.pk, by=desk.clerk, components=[])
    assert again == form
    assert IssuedForm.objects.count() == 1


def test_no_form_holds_a_whole_personal_id(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    number = str(dossier.holder.personal_id)
    Paper.objects.filter(pk=reused(desk, dossier).paper_id).update(number=number)
    form = form_of(issue_receipt(dossier_id=dossier.pk, by=desk.clerk, components=[]))
    assert mask(number) in form.facts["reused"][0]["found"]
    assert number not in str(form.facts)
    assert Event.objects.filter(verb="dossier.receipt_issued").count() == 1


def test_without_a_time_limit_the_clerk_makes_the_appointment(desk: Desk, clock: Clock) -> None:
    desk.procedure.versions.update(processing_days=None)
    dossier = desk.open()
    assert dossier.due_at is None
    assert issue_receipt(dossier_id=dossier.pk, by=desk.clerk) == Refused(
        "counter.appointment_needed"
    )
    past = issue_receipt(dossier_id=dossier.pk, by=desk.clerk, due_on=date(2026, 10, 4))
    assert past == Refused("counter.appointment_needed")
    form_of(issue_receipt(dossier_id=dossier.pk, by=desk.clerk, due_on=date(2026, 10, 9)))
    dossier.refresh_from_db()
    assert dossier.due_at is not None
    assert timezone.localtime(dossier.due_at).date() == date(2026, 10, 9)


def test_one_supplement_only_with_all_items_and_causes(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    items = (
        Item(cause=Cause.APPLICANT, text="Ký tờ khai", component=desk.components[0].pk),
        Item(cause=Cause.CLERK, text="Nộp trích lục", component=desk.components[1].pk),
        Item(cause=Cause.SPECIALIST, text="Giải trình nguồn gốc"),
    )
    form = form_of(asked(desk, dossier, *items))
    assert [each.cause for each in form.items.all()] == ["applicant", "clerk", "specialist"]
    # The same again is the same; another while it waits is refused.
    assert asked(desk, dossier, *items) == form
    assert asked(desk, dossier) == Refused("counter.supplement_waits")
    form_of(supplement_received(dossier_id=dossier.pk, by=desk.clerk))
    assert asked(desk, dossier) == Refused("counter.supplement_once")
    assert asked(desk, dossier, reason="no_such") == Refused("counter.supplement_once")
    SupplementReason.objects.filter(pk="law_changed").update(valid_to="2026-01-01")
    assert asked(desk, dossier, reason="law_changed") == Refused("counter.supplement_once")
    second = form_of(asked(desk, dossier, reason="other_agency"))
    assert second.reason_id == "other_agency"
    counted = supplements_by_cause([desk.agency], since=date(2026, 10, 1), until=date(2026, 10, 31))
    assert counted.items == {"applicant": 2, "clerk": 1, "specialist": 1}
    assert (counted.requests, counted.again) == (2, 1)


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (Item(cause=Cause.APPLICANT, text="  "), "counter.items_needed"),
        (Item(cause=Cause.OWN_WISH, text="x"), "counter.cause_needed"),
        (Item(cause="", text="x"), "counter.cause_needed"),
        (Item(cause=Cause.CLERK, text="x", component=10**9), "counter.other_procedure"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(
    desk: Desk, clock: Clock, item: Item, code: str
) -> None:
    assert asked(desk, desk.open(), item) == Refused(code)
    assert not IssuedForm.objects.exists()


def test_the_clock_stands_while_the_applicant_is_waited_for(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()  # due on Monday 12th
    clock("2026-10-07T10:00")
    asked(desk, dossier)
    clock("2026-10-16T10:00")  # Wednesday to Friday of the next week: seven working days
    form = form_of(supplement_received(dossier_id=dossier.pk, by=desk.clerk))
    dossier.refresh_from_db()
    assert dossier.status == DossierStatus.PROCESSING
    assert dossier.due_at is not None
    assert timezone.localtime(dossier.due_at) == timezone.localtime(form.issued_at).replace(
        day=21, hour=17, minute=0
    )
    assert Event.objects.get(verb="dossier.supplement_received").facts["waited_days"] == 7
    # A second call changes nothing.
    assert supplement_received(dossier_id=dossier.pk, by=desk.clerk) == form
    clock("2026-10-21T16:00")
    assert isinstance(finish(dossier_id=dossier.pk, by=desk.officer), Dossier)
    assert counted(dossier).on_time is True


def test_who_gives_up_while_waited_for_makes_nobody_late(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    clock("2026-10-07T10:00")
    asked(desk, dossier)
    clock("2026-11-30T10:00")
    done = withdraw(dossier_id=dossier.pk, cause=Cause.OWN_WISH, text="", by=desk.clerk)
    assert isinstance(done, Dossier)
    assert done.finished_at is not None
    assert done.due_at is not None
    assert done.finished_at <= done.due_at


def test_nothing_asked_nothing_received(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    answer = supplement_received(dossier_id=dossier.pk, by=desk.clerk)
    assert answer == Refused("counter.nothing_asked")


def test_refusals_and_stops_need_cause_and_text_and_happen_once(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    wrong = {"dossier_id": dossier.pk, "by": desk.officer}
    assert refuse(cause="own_wish", text="x", **wrong) == Refused("counter.cause_needed")
    assert refuse(cause="wrong_agency", text=" ", **wrong) == Refused("counter.text_needed")
    form = form_of(refuse(cause="wrong_agency", text="Không thuộc xã này", **wrong))
    assert refuse(cause="wrong_agency", text="Không thuộc xã này", **wrong) == form
    dossier.refresh_from_db()
    assert dossier.status == DossierStatus.NOT_RECEIVED
    assert stop(cause="clerk", text="x", **wrong) == Refused(
        "counter.wrong_status", ("Không được tiếp nhận",)
    )
    other = desk.open()
    form_of(stop(dossier_id=other.pk, cause="not_eligible", text="Không đủ", by=desk.officer))
    third = desk.open()
    withdraw(dossier_id=third.pk, cause="own_wish", text="", by=desk.clerk)
    counted = closings_by_cause([desk.agency], since=date(2026, 10, 1), until=date(2026, 10, 31))
    assert [(each.status, each.cause, each.count) for each in counted] == [
        (DossierStatus.NOT_RECEIVED, "wrong_agency", 1),
        (DossierStatus.WITHDRAWN, "own_wish", 1),
        (DossierStatus.STOPPED, "not_eligible", 1),
    ]


def test_clerks_do_not_decide(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    refused = Refused("counter.not_your_dossier")
    assert finish(dossier_id=dossier.pk, by=desk.clerk) == refused
    assert stop(dossier_id=dossier.pk, cause="clerk", text="x", by=desk.clerk) == refused


def test_others_dossiers_and_none_are_answered_alike(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    stranger = make_user("officer", make_agency("H98.1"))
    for pk in (dossier.pk, 10**9):
        for answer in (
            finish(dossier_id=pk, by=stranger),
            issue_receipt(dossier_id=pk, by=stranger),
            request_supplement(dossier_id=pk, items=[ITEM], by=stranger),
            supplement_received(dossier_id=pk, by=stranger),
            issue_control_slip(dossier_id=pk, by=stranger),
            assign_officer(dossier_id=pk, officer=stranger, by=stranger),
            withdraw(dossier_id=pk, cause="own_wish", text="", by=stranger),
            return_result(dossier_id=pk, by=stranger),
        ):
            assert answer == Refused("counter.not_your_dossier")


def test_an_officer_is_assigned_and_work_begins(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    for _ in range(2):
        done = assign_officer(dossier_id=dossier.pk, officer=desk.officer, by=desk.clerk)
        assert isinstance(done, Dossier)
        assert (done.officer, done.status) == (desk.officer, DossierStatus.PROCESSING)
    assert Event.objects.filter(verb="dossier.assigned").count() == 1
    assert assign_officer(dossier_id=dossier.pk, officer=desk.clerk, by=desk.clerk) == Refused(
        "counter.not_an_officer_there"
    )


def reused(desk: Desk, dossier: Dossier, **facts: object) -> Reuse:
    paper = make_paper(desk.agency, State.AVAILABLE, holder=dossier.holder, **facts)
    return Reuse.objects.create(
        dossier=dossier,
        component=desk.components[1],
        paper=paper,
        mode=ReuseMode.PRIOR_FILE,
        purpose="p",
        legal_basis="l",
        officer="user:can-bo",
    )


def test_a_doubted_paper_stops_decision_and_return(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    reuse = reused(desk, dossier)
    Reuse.objects.update(alarm="reuse.paper_withdrawn")
    in_doubt = Refused("counter.reused_paper_in_doubt", ("Giấy chứng nhận kết hôn",))
    assert finish(dossier_id=dossier.pk, by=desk.officer) == in_doubt
    Reuse.objects.update(alarm="")
    assert isinstance(finish(dossier_id=dossier.pk, by=desk.officer), Dossier)
    Reuse.objects.update(alarm="reuse.paper_withdrawn")
    assert return_result(dossier_id=dossier.pk, by=desk.clerk) == in_doubt
    Reuse.objects.filter(pk=reuse.pk).update(settled_at=timezone.now(), settled_reason="Đã xem")
    for _ in range(2):
        done = return_result(dossier_id=dossier.pk, by=desk.clerk)
        assert isinstance(done, Dossier)
        assert done.status == DossierStatus.RETURNED
    assert Event.objects.filter(verb="dossier.returned").count() == 1


def test_a_paper_valid_at_intake_and_expired_at_decision_carries_no_decision(
    desk: Desk, clock: Clock
) -> None:
    dossier = desk.open()
    reused(desk, dossier, valid_to=date(2026, 10, 8))
    clock("2026-10-09T09:00")
    assert finish(dossier_id=dossier.pk, by=desk.officer) == Refused(
        "counter.reused_paper_expired", ("Giấy chứng nhận kết hôn",)
    )
    clock("2026-10-08T16:00")
    assert isinstance(finish(dossier_id=dossier.pk, by=desk.officer), Dossier)
    # It was valid when it mattered.
    clock("2026-10-20T09:00")
    assert isinstance(return_result(dossier_id=dossier.pk, by=desk.clerk), Dossier)


def test_the_control_slip_tells_the_steps_so_far(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    assign_officer(dossier_id=dossier.pk, officer=desk.officer, by=desk.clerk)
    slip = form_of(issue_control_slip(dossier_id=dossier.pk, by=desk.officer))
    assert [each["what"] for each in slip.facts["steps"]] == [
        "Tiếp nhận hồ sơ",
        "Phân công cán bộ thụ lý",
    ]
    assert slip.facts["steps"][0]["who"] == "Lê Thị Cửa"
    assert issue_control_slip(dossier_id=dossier.pk, by=desk.officer) == slip
    finish(dossier_id=dossier.pk, by=desk.officer)
    second = form_of(issue_control_slip(dossier_id=dossier.pk, by=desk.officer))
    assert len(second.facts["steps"]) == 3
    assert second.serial == 2


def test_a_dossier_keeps_the_forms_of_its_day_of_intake(desk: Desk, clock: Clock) -> None:
    old, new = desk.open(), desk.open()
    received = old.received_at
    assert received is not None
    last_day = received.replace(year=2025, month=6, day=30)
    for dossier, moment, basis in (
        (old, last_day, "Thông tư 01/2018/TT-VPCP"),
        (new, last_day + timedelta(days=1), "Thông tư 03/2025/TT-VPCP"),
    ):
        Dossier.objects.filter(pk=dossier.pk).update(received_at=moment)
        form = form_of(stop(dossier_id=dossier.pk, cause="clerk", text="Thử", by=desk.officer))
        assert basis in form.edition.legal_basis
        assert form.kind == FormKind.STOP
    assert {each.edition.number for each in IssuedForm.objects.all()} == {"", "Mẫu số 05"}


def test_the_limit_stands_still_too_where_no_due_date_was_recorded(
    desk: Desk, clock: Clock
) -> None:
    dossier = desk.open()
    Dossier.objects.filter(pk=dossier.pk).update(due_at=None)
    clock("2026-10-06T09:00")
    form_of(asked(desk, dossier))
    clock("2026-10-20T09:00")
    form_of(supplement_received(dossier_id=dossier.pk, by=desk.clerk))
    clock("2026-10-26T16:00")
    finish(dossier_id=dossier.pk, by=desk.officer)
    assert counted(dossier).on_time is True


def test_the_receipt_takes_in_what_was_registered_only(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    registered = {"status": DossierStatus.REGISTERED, "received_at": None, "due_at": None}
    Dossier.objects.filter(pk=dossier.pk).update(**registered)
    newer = make_version(desk.procedure, valid_from=date(2026, 10, 6), processing_days=3)
    clock("2026-10-08T10:00")
    form = form_of(issue_receipt(dossier_id=dossier.pk, by=desk.clerk))
    dossier.refresh_from_db()
    assert (dossier.status, dossier.version) == (DossierStatus.RECEIVED, newer)
    assert dossier.received_at == timezone.now()
    assert form.facts["dossier"]["due"].endswith("13/10/2026")
    assert counted(dossier).received_day == timezone.localdate()
