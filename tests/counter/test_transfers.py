"""A dossier is handed on: once for each call, to an agency of the province, and struck out where it was a mistake."""

from collections.abc import Callable

import pytest

from counter.closings import refuse
from counter.results import Refused
from counter.transfers import Sending, place_of, receive, receivers, send, take_back
from dossiers.models import Dossier, Event, Medium, Transfer
from tests.counter.desk import Desk, at
from tests.records import make_agency, make_user

Clock = Callable[[str], None]


@pytest.fixture
def sent(desk: Desk, clock: Clock) -> Transfer:
    dossier = desk.open()
    department = make_agency("H99.10", parent=desk.province, level="province", name="Sở Thử")
    made = send(
        dossier_id=dossier.pk, sending=Sending(department, Medium.ELECTRONIC), by=desk.clerk
    )
    assert isinstance(made, Transfer)
    return made


def test_from_where_it_is_to_where_it_goes(desk: Desk, sent: Transfer, clock: Clock) -> None:
    dossier = sent.dossier
    assert (sent.sender, sent.sent_at) == (desk.agency, at("2026-10-05T09:00"))
    assert sent.by == "user:mot-cua"
    clock("2026-10-05T10:00")
    came = receive(dossier_id=dossier.pk, by=desk.officer)
    assert isinstance(came, Transfer)
    assert came.received_at == at("2026-10-05T10:00")
    assert place_of(dossier).name == "Sở Thử"
    back = send(dossier_id=dossier.pk, sending=Sending(desk.agency, Medium.PAPER), by=desk.officer)
    assert isinstance(back, Transfer)
    assert (back.sender.name, back.receiver) == ("Sở Thử", desk.agency)
    verbs = Event.objects.filter(object_type="dossier", object_id=dossier.pk).order_by("id")
    assert list(verbs.values_list("verb", flat=True))[-3:] == [
        "dossier.sent_on",
        "dossier.arrived",
        "dossier.sent_on",
    ]


def test_the_same_twice_is_one_sending(desk: Desk, sent: Transfer) -> None:
    same = Sending(sent.receiver, Medium.ELECTRONIC)
    assert send(dossier_id=sent.dossier_id, sending=same, by=desk.officer) == sent
    receive(dossier_id=sent.dossier_id, by=desk.clerk)
    receive(dossier_id=sent.dossier_id, by=desk.clerk)
    assert Transfer.objects.count() == 1
    assert Event.objects.filter(verb__in=["dossier.sent_on", "dossier.arrived"]).count() == 2


def test_what_is_on_its_way_is_sent_nowhere_else(desk: Desk, sent: Transfer) -> None:
    other = Sending(desk.province, Medium.PAPER)
    done = send(dossier_id=sent.dossier_id, sending=other, by=desk.clerk)
    assert done == Refused("counter.on_its_way", ("Sở Thử",))


def test_only_agencies_of_the_province_that_exist_receive(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    strange = make_agency("H98", level="province")
    ended = make_agency("H99.43", parent=desk.province, valid_to=at("2026-01-01T00:00").date())
    assert set(receivers(dossier)) == {desk.province}
    for agency in (strange, ended, desk.agency):
        done = send(
            dossier_id=dossier.pk, sending=Sending(agency, Medium.ELECTRONIC), by=desk.clerk
        )
        assert done == Refused("counter.not_a_receiver")
    assert not Transfer.objects.exists()


def test_a_closed_dossier_stays_where_it_is(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    refuse(dossier_id=dossier.pk, cause="not_eligible", text="Không thuộc diện", by=desk.clerk)
    sending = Sending(desk.province, Medium.ELECTRONIC)
    done = send(dossier_id=dossier.pk, sending=sending, by=desk.clerk)
    assert isinstance(done, Refused)
    assert done.code == "counter.wrong_status"
    assert receive(dossier_id=dossier.pk, by=desk.clerk) == Refused("counter.nothing_on_its_way")


def test_a_mistake_is_struck_out_with_a_reason_and_stays_in_the_log(
    desk: Desk, sent: Transfer
) -> None:
    dossier, pk = sent.dossier, sent.pk
    strike = {"dossier_id": dossier.pk, "transfer_id": pk, "by": desk.clerk}
    assert take_back(**strike, why=" ") == Refused("counter.text_needed")
    assert take_back(**strike, why="Nhầm hồ sơ") == dossier
    assert take_back(**strike, why="Nhầm hồ sơ") == dossier
    assert not Transfer.objects.exists()
    told = Event.objects.get(verb="dossier.sending_struck")
    assert (told.facts["transfer"], told.facts["medium"]) == (pk, "electronic")
    assert told.purpose == "Nhầm hồ sơ"


def test_only_the_last_is_struck_out(desk: Desk, sent: Transfer, clock: Clock) -> None:
    receive(dossier_id=sent.dossier_id, by=desk.clerk)
    clock("2026-10-06T09:00")
    send(dossier_id=sent.dossier_id, sending=Sending(desk.agency, Medium.PAPER), by=desk.clerk)
    done = take_back(dossier_id=sent.dossier_id, transfer_id=sent.pk, why="x", by=desk.clerk)
    assert done == Refused("counter.not_the_last_transfer")


def test_who_does_not_work_there_does_nothing(desk: Desk, sent: Transfer) -> None:
    for stranger in (make_user("clerk"), make_user("manager", desk.agency)):
        assert Dossier.objects.filter(pk=sent.dossier_id).exists()
        for done in (
            send(
                dossier_id=sent.dossier_id,
                sending=Sending(desk.province, Medium.PAPER),
                by=stranger,
            ),
            receive(dossier_id=sent.dossier_id, by=stranger),
            take_back(dossier_id=sent.dossier_id, transfer_id=sent.pk, why="x", by=stranger),
        ):
            assert done == Refused("counter.not_your_dossier")
    assert Transfer.objects.get().received_at is None
