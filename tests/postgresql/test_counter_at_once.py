"""Two clerks at the counter at once: numbers without gap or double, one form of a kind, nobody waits for ever."""

import threading
import time

import pytest
from django.db import transaction

from counter.closings import finish, withdraw
from counter.intake import Places
from counter.receipts import issue_receipt
from counter.results import Refused
from counter.supplements import Item, request_supplement
from counter.watch import watch
from dossiers.chain import breaks
from dossiers.identity.registering import Claim
from dossiers.models import Dossier, DossierStatus, Event, Holder, IssuedForm, Notification
from tests.counter.desk import Desk, make_desk, make_forms
from tests.postgresql.test_together import at_once
from tests.records import make_agency, make_dossier, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    make_forms()
    return make_desk()


def test_numbers_have_no_gap_and_no_double(desk: Desk) -> None:
    others = [Claim(number=f"07919001{n:04d}", name="Trần Thị Mơ") for n in range(8)]
    opened = [
        each
        for start in (0, 4)
        for each in at_once(
            *[lambda who=who: desk.open(applicant=who) for who in others[start : start + 4]]
        )
    ]
    serials = sorted(int(each.number[-4:]) for each in opened)  # type: ignore[attr-defined]
    assert serials == list(range(1, 9))
    assert list(breaks(desk.agency)) == []


def test_a_number_that_an_import_is_writing_is_waited_for_and_passed_over(desk: Desk) -> None:
    first = desk.open().number
    following = f"{first[:-4]}0002"
    written = threading.Event()

    def import_one() -> None:
        with transaction.atomic():
            make_dossier(desk.agency, following)
            written.set()
            time.sleep(0.5)  # the counter waits for its end meanwhile

    def open_one() -> Dossier:
        assert written.wait(20)
        return desk.open(applicant=Claim(number="079190054321", name="Phạm Thị Hai"))

    _, opened = at_once(import_one, open_one)
    assert isinstance(opened, Dossier)
    assert opened.number == f"{first[:-4]}0003"
    assert list(breaks(desk.agency)) == []


def test_one_person_at_two_counters_is_one_holder(desk: Desk) -> None:
    at_once(*[desk.open for _ in range(4)])
    assert Holder.objects.count() == 1


def test_a_form_sent_twice_at_once_opens_one_dossier(desk: Desk) -> None:
    first, second = at_once(*[lambda: desk.open(key="k") for _ in range(2)])
    assert first == second


def test_two_offices_that_work_for_each_other_do_not_wait_in_a_ring(desk: Desk) -> None:
    other = make_agency("H99.42", parent=desk.province)
    there, back = Places(desk.agency, other), Places(other, desk.agency)
    clerk = make_user("clerk", other)
    others = [Claim(number=f"07919002{n:04d}", name="Lê Văn Tư") for n in range(4)]
    opened = at_once(
        *[
            lambda who=who, here=here: desk.open(
                applicant=who, places=there if here else back, by=desk.clerk if here else clerk
            )
            for here, who in zip([True, False] * 2, others, strict=True)
        ]
    )
    receipts = at_once(
        *[
            lambda pk=each.pk, by=each.place_of_intake == other: issue_receipt(  # type: ignore[attr-defined]
                dossier_id=pk, by=clerk if by else desk.clerk
            )
            for each in opened
        ]
    )
    numbers = sorted((each.agency_id, each.serial) for each in receipts)  # type: ignore[attr-defined]
    assert numbers == [(pk, n) for pk in sorted((desk.agency.pk, other.pk)) for n in (1, 2)]


def test_one_receipt_and_one_request_for_two_clerks(desk: Desk) -> None:
    dossier = desk.open()
    second = make_user("clerk", desk.agency)
    at_once(
        *[lambda by=by: issue_receipt(dossier_id=dossier.pk, by=by) for by in (desk.clerk, second)]
    )
    asked = at_once(
        *[
            lambda by=by, text=text: request_supplement(
                dossier_id=dossier.pk, items=[Item("applicant", text)], by=by
            )
            for by, text in ((desk.clerk, "Tờ khai"), (second, "Ảnh"))
        ]
    )
    assert Refused("counter.supplement_waits") in asked
    assert sorted(IssuedForm.objects.values_list("kind", "serial")) == [
        ("receipt", 1),
        ("supplement", 1),
    ]
    assert Event.objects.filter(verb="dossier.supplement_asked").count() == 1


def test_one_end_only(desk: Desk) -> None:
    dossier = desk.open()
    done = at_once(
        lambda: finish(dossier_id=dossier.pk, by=desk.officer),
        lambda: withdraw(dossier_id=dossier.pk, cause="own_wish", text="", by=desk.clerk),
    )
    assert sum(isinstance(each, Refused) for each in done) == 1
    dossier.refresh_from_db()
    assert dossier.status in {DossierStatus.RESOLVED, DossierStatus.WITHDRAWN}


def test_two_sweeps_tell_once(desk: Desk) -> None:
    dossier = desk.open(officer=desk.officer)
    assert dossier.received_at is not None
    type(dossier).objects.update(due_at=dossier.received_at)
    at_once(watch, watch, watch)
    assert Notification.objects.count() == 1
