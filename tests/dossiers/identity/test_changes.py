"""Correct, merge, relink and take back: once each, told to whom it concerns, and never for strangers."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from config.messages import MESSAGES
from dossiers.answers import Refused
from dossiers.identity import matching
from dossiers.identity.access import holders_kept_by, holders_visible_to
from dossiers.identity.changes import Grounds, stamp_of
from dossiers.identity.correcting import Amendment, correct_holder
from dossiers.identity.matching import determine
from dossiers.identity.merging import merge_holders
from dossiers.identity.relinking import WRONG_HOLDER
from dossiers.identity.undoing import undo_change
from dossiers.models import Event, Holder, Paper, PaperType
from dossiers.notices import SENTENCES
from dossiers.states import State
from tests.dossiers.identity.acts import correct, done, merge, relink, take_back
from tests.dossiers.identity.cases import (
    BORN,
    ID,
    NAME,
    OLD,
    TWICE,
    TYPED,
    Case,
    make_case,
    state,
)
from tests.records import make_agency, make_holder, make_paper, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


def test_a_corrected_name_is_found_and_the_old_one_still_leads_here(case: Case) -> None:
    version = case.paper.version
    change = done(correct(case, {"name": "Nguyễn Thị Mai", "address": "Thôn Đông"}))
    assert determine(number=ID, name="Nguyễn Thị Mai") == case.holder
    assert determine(number=ID, name=NAME, birth=BORN) == case.holder
    case.paper.refresh_from_db()
    assert case.paper.holder.name == "Nguyễn Thị Mai"  # type: ignore[union-attr]
    assert case.paper.version == version + 1  # search finds the new name
    assert set(change.before) == {"name", "address"}
    event = Event.objects.get(verb="holder.corrected")
    assert event.facts["code"] == "mistyped"
    assert event.facts["columns"] == ["address", "name"]
    assert "Mai" not in json.dumps(event.facts)


def test_a_correction_runs_twice_and_changes_once(case: Case) -> None:
    first = correct(case, {"name": "Nguyễn Thị Mai"})
    before, events = state(), Event.objects.count()
    assert correct(case, {"name": " Nguyễn  Thị Mai "}) == first
    assert (state(), Event.objects.count()) == (before, events)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"birth_date": date(1985, 1, 1)}, "holder.birth_year_differs"),
        ({"sex": "male"}, "holder.sex_differs"),
        ({"sex": "khác"}, "holder.malformed"),
        ({"personal_id": "12345"}, "holder.malformed"),
        ({"personal_id": OLD}, "holder.malformed"),  # 9 digits where 12 belong
        ({"old_personal_id": ID}, "holder.malformed"),
        ({"birth_date": "31/02/1990"}, "holder.malformed"),
        ({"tax_code": "0100233489"}, "holder.wrong_tax_code"),
        ({"name": "  "}, "holder.name_needed"),
        ({"personal_id": ""}, "holder.no_number_left"),
        ({"name": NAME}, "holder.nothing_changed"),
        ({}, "holder.nothing_changed"),
        ({"merged_into_id": 1, "id": 7}, "holder.nothing_changed"),
    ],
)
def test_what_cannot_be_is_refused(case: Case, values: dict[str, Any], code: str) -> None:
    before = state()
    assert correct(case, values) == Refused(code)
    assert state() == before
    assert not Event.objects.exists()


def test_a_person_answers_for_what_the_number_contradicts(case: Case) -> None:
    change = correct(case, {"birth_date": date(1985, 1, 1)}, confirmed=True)
    assert done(change).after == {"birth_date": "1985-01-01"}


def test_a_number_of_somebody_else_is_refused(case: Case) -> None:
    wanted = str(case.other.personal_id)
    refused = correct(case, {"personal_id": wanted}, confirmed=True)
    assert refused == Refused("holder.number_taken")


def test_only_a_number_that_was_truly_borne_goes_on_leading_here(case: Case) -> None:
    reissued = Grounds("reissued", "Công an xác lập lại số.")
    done(correct(case, {"personal_id": "038190000555"}, reissued))
    assert determine(number=ID, name=NAME) == case.holder
    done(correct(case, {"personal_id": "038190000556"}))
    assert determine(number="038190000555", name=NAME) is None


def test_two_officers_at_once_do_not_overwrite_each_other(case: Case) -> None:
    seen = stamp_of(case.holder)
    done(correct(case, {"address": "Thôn Đông"}, seen=seen))
    assert correct(case, {"address": "Thôn Tây"}, seen=seen) == Refused("holder.seen_older")


def test_papers_and_dossiers_follow_a_merger(case: Case) -> None:
    change = done(merge(case))
    case.holder.refresh_from_db()
    assert case.holder.old_personal_id == OLD
    assert Paper.objects.filter(holder=case.holder).count() == 2
    assert case.holder.dossiers.count() == 2
    assert determine(number=OLD, name=NAME) == case.holder
    assert change.moved["papers"] == [case.old_paper.pk]
    events = Event.objects.count()
    assert merge(case) == change  # a second time nothing happens
    assert Event.objects.count() == events


def test_merged_rows_lead_to_the_last_one(case: Case) -> None:
    done(merge(case))
    third = make_holder(NAME, personal_id=None, old_personal_id="171234568", birth_date=BORN)
    make_paper(case.agency, State.AVAILABLE, holder=third, accepted_by="user:x")
    last = done(
        merge_holders(
            kept_id=third.pk, other_id=case.holder.pk, grounds=TWICE, officer=case.officer
        )
    )
    third.refresh_from_db()
    case.old_row.refresh_from_db()
    assert third.personal_id == ID
    assert case.old_row.merged_into == third
    assert determine(number=OLD, name=NAME) == third
    done(take_back(case, last))
    case.old_row.refresh_from_db()
    assert case.old_row.merged_into == case.holder


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"personal_id": "038190000777"}, "holder.two_persons"),
        ({"name": "Trần Thị Mây"}, "holder.differences"),
        ({"birth_date": date(1991, 1, 1)}, "holder.differences"),
        ({"kind": "organisation"}, "holder.other_kind"),
    ],
)
def test_two_persons_are_not_made_one(case: Case, facts: dict[str, Any], code: str) -> None:
    Holder.objects.filter(pk=case.old_row.pk).update(**facts)
    before = state()
    assert merge(case) == Refused(code)
    assert state() == before


def test_differences_are_merged_when_a_person_answers_for_them(case: Case) -> None:
    Holder.objects.filter(pk=case.old_row.pk).update(name="Nguyễn Thị Mận", name_folded="x")
    done(merge(case, confirmed=True))
    assert determine(number=ID, name="Nguyễn Thị Mận") == case.holder


@pytest.mark.parametrize(("code", "leads"), [("mistyped", False), ("reissued", True)])
def test_two_12_digit_ids_need_a_reason_that_explains_them(
    case: Case, code: str, leads: bool
) -> None:
    Holder.objects.filter(pk=case.old_row.pk).update(personal_id="038190000777")
    before = state()
    change = done(merge(case, Grounds(code, "Giấy xác nhận số định danh.")))
    found = determine(number="038190000777", name=NAME)
    assert (found == case.holder) is leads
    done(take_back(case, change))
    assert state() == before


@pytest.mark.parametrize("who", ["beside", "citizen", "manager", "auditor", "inactive"])
def test_strangers_change_nothing_and_are_told_nothing(case: Case, who: str) -> None:
    PaperType.objects.update(access=PaperType.Access.AGENCY)
    person = {
        "beside": lambda: make_user("officer", make_agency()),
        "citizen": lambda: make_user(None),
        "manager": lambda: make_user("manager", case.agency),
        "auditor": lambda: make_user("auditor", case.agency),
        "inactive": lambda: make_user("officer", case.agency, is_active=False),
    }[who]()
    change = done(relink(case, case.other))
    before = state()
    foreign = Refused("holder.not_yours")
    wanted = Amendment({"name": "Tên Khác"})
    assert merge(case, by=person) == foreign
    assert relink(case, None, by=person) == foreign
    assert (
        correct_holder(holder_id=case.holder.pk, amendment=wanted, grounds=TYPED, officer=person)
        == foreign
    )
    undone = undo_change(change_id=change.pk, reason="x", officer=person)
    assert undone == Refused("holder.change_unknown")
    assert state() == before


def test_an_officer_of_the_province_sees_a_shared_paper_but_changes_nothing(case: Case) -> None:
    PaperType.objects.update(access=PaperType.Access.SHARED)
    province = make_agency(level="province")
    case.agency.parent = province
    case.agency.save()
    beside = make_user("officer", make_agency(parent=province))
    above = make_user("officer", province)
    assert case.holder in holders_visible_to(beside)
    assert case.holder not in holders_kept_by(beside)
    assert case.holder in holders_kept_by(above)
    assert merge(case, by=beside) == Refused("holder.not_yours")
    done(merge(case, by=above))


@pytest.mark.parametrize("grounds", [Grounds("", "x"), Grounds("twice", " "), Grounds("x", "y")])
def test_every_change_says_why(case: Case, grounds: Grounds) -> None:
    needed = Refused("holder.reason_needed")
    assert merge(case, grounds) == needed
    assert correct(case, {"name": "Khác"}, grounds) == needed
    assert relink(case, None, grounds=grounds) == needed


def test_ids_typed_into_a_reason_do_not_enter_the_chain(case: Case) -> None:
    done(correct(case, {"address": "x"}, Grounds("mistyped", f"Theo thẻ {ID}")))
    assert ID not in Event.objects.get().purpose


def test_the_queries_do_not_grow_with_the_papers(
    case: Case, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        make_paper(case.agency, State.AVAILABLE, holder=case.old_row, accepted_by="user:x")
    user = User.objects.get(pk=case.officer.pk)
    with django_assert_max_num_queries(45):
        done(merge(case, by=user))


def test_every_refusal_and_notice_has_its_sentence() -> None:
    folder = Path(matching.__file__).parent
    source = "".join(path.read_text() for path in folder.glob("*.py"))
    codes = set(re.findall(r'"((?:holder|reuse)\.[a-z_]+)"', source))
    told = set(re.findall(r'kind="((?:paper|reuse)\.[a-z_]+)"', source)) | {WRONG_HOLDER}
    verbs = set(re.findall(r'verb(?:, .*?)? ?= ?.*?"(holder\.[a-z_]+)"', source))
    assert len(codes) > 15
    assert codes - verbs - told <= MESSAGES.keys()
    assert told <= SENTENCES.keys()
