"""The decision over facts: every reason, alternatives (AND inside, OR between), and rules that always hold."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.models import CopyKind
from dossiers.states import State
from reuse.decision import (
    Alternative,
    Decision,
    Need,
    PaperFacts,
    Status,
    decide,
    reasons_against,
)
from reuse.reasons import REASONS, sentence, source

ON = date(2026, 3, 2)
NEED = Need("ket_hon", "Giấy chứng nhận kết hôn")
ONE = [Alternative(1, (NEED,))]


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def paper(number: int = 1, paper_type: str = "ket_hon", **facts: Any) -> PaperFacts:
    return PaperFacts(number, paper_type, **facts)


@pytest.mark.parametrize(
    ("facts", "need", "code"),
    [
        ({"valid_to": ON - timedelta(days=1)}, {}, "reuse.expired"),
        ({"valid_from": ON + timedelta(days=1)}, {}, "reuse.not_yet_valid"),
        ({"end_unknown": True}, {}, "reuse.end_unknown"),
        ({"revoked_on": ON}, {}, "reuse.revoked"),
        (
            {"revoked_on": ON + timedelta(days=9), "state": State.WITHDRAWN},
            {},
            "reuse.revoked",
        ),
        ({"replaced": True}, {}, "reuse.replaced"),
        ({"state": State.WITHDRAWN}, {}, "reuse.withdrawn"),
        ({"signature": "invalid"}, {}, "reuse.signature_invalid"),
        ({"signature": "indeterminate"}, {}, "reuse.signature_indeterminate"),
        ({"signature": "never heard of"}, {}, "reuse.signature_indeterminate"),
        ({"signature": "chain_not_traceable"}, {}, "reuse.chain_not_traceable"),
        ({"signature": "unsigned"}, {}, "reuse.unsigned"),
        ({"signature": ""}, {}, "reuse.signature_not_checked"),
        ({"holder_certain": False}, {}, "reuse.holder_not_certain"),
        ({"state": State.TO_REVIEW}, {}, "reuse.not_reviewed"),
        ({"state": State.KEPT}, {}, "reuse.not_reviewed"),
        ({"state": State.TO_SIGN}, {}, "reuse.not_signed"),
        ({"state": State.FAILED}, {}, "reuse.failed"),
        ({"visible": False}, {}, "reuse.not_allowed"),
        ({"issued_on": ON - timedelta(days=31)}, {"max_age_days": 30}, "reuse.too_old"),
        ({"issued_on": None}, {"max_age_days": 30}, "reuse.age_unknown"),
        (
            {"copy_kind": CopyKind.COPY},
            {"copy_kind": CopyKind.ORIGINAL},
            "reuse.copy_kind_not_accepted",
        ),
    ],
)
def test_each_reason_has_its_code(facts: dict[str, Any], need: dict[str, Any], code: str) -> None:
    alternatives = [Alternative(1, (replace(NEED, **need),))]
    decision = decide(alternatives, [paper(**facts)], on=ON)
    assert decision.status is Status.NOT_USABLE
    assert codes(decision) == [code]


@pytest.mark.parametrize(
    ("facts", "need"),
    [
        ({"valid_from": ON, "valid_to": ON}, {}),
        ({"revoked_on": ON + timedelta(days=1)}, {}),
        ({"issued_on": ON - timedelta(days=30)}, {"max_age_days": 30}),
        ({"copy_kind": CopyKind.E_COPY}, {"copy_kind": CopyKind.ORIGINAL}),
        ({"copy_kind": CopyKind.ELECTRONIC}, {"copy_kind": CopyKind.COPY}),
    ],
)
def test_a_paper_holds_on_its_first_and_last_day(
    facts: dict[str, Any], need: dict[str, Any]
) -> None:
    decision = decide([Alternative(1, (replace(NEED, **need),))], [paper(**facts)], on=ON)
    assert (decision.status, decision.alternative, decision.papers) == (Status.USABLE, 1, (1,))


def test_several_reasons_are_all_told() -> None:
    bad = paper(valid_to=ON - timedelta(days=1), signature="invalid", holder_certain=False)
    assert codes(decide(ONE, [bad], on=ON)) == [
        "reuse.expired",
        "reuse.signature_invalid",
        "reuse.holder_not_certain",
    ]


def test_nothing_is_told_of_a_paper_that_may_not_be_seen() -> None:
    hidden = paper(visible=False, valid_to=date(2020, 1, 1), signature="invalid", replaced=True)
    decision = decide(ONE, [hidden], on=ON)
    assert codes(decision) == ["reuse.not_allowed"]
    assert decision.papers == ()


def test_all_of_an_alternative_is_needed() -> None:
    both = [Alternative(1, (Need("ket_hon", "Kết hôn"), Need("cccd_copy", "Căn cước")))]
    partly = decide(both, [paper()], on=ON)
    assert partly.status is Status.NOT_USABLE
    assert [part.status for part in partly.parts] == [Status.USABLE, Status.MISSING]
    assert [sentence(reason) for reason in partly.reasons] == [
        "Còn thiếu giấy tờ đi kèm: Căn cước."
    ]
    whole = decide(both, [paper(), paper(2, "cccd_copy")], on=ON)
    assert (whole.status, whole.papers) == (Status.USABLE, (1, 2))


def test_one_alternative_is_enough_and_the_best_is_shown() -> None:
    two = [
        Alternative(1, (Need("ket_hon"), Need("cccd_copy"))),
        Alternative(2, (Need("giay_khai_sinh"),)),
    ]
    assert decide(two, [paper(), paper(2, "giay_khai_sinh")], on=ON).alternative == 2
    # None is usable: the one with fewer missing papers is shown.
    expired = paper(2, "giay_khai_sinh", valid_to=date(2025, 1, 1))
    assert decide(two, [paper(), expired], on=ON).alternative == 2
    # Equally many are missing: the one of which something is held.
    assert decide(two, [paper()], on=ON).alternative == 1


def test_nothing_held_and_no_alternative_are_missing() -> None:
    assert decide(ONE, [], on=ON).status is Status.MISSING
    assert decide([], [], on=ON) == Decision(Status.MISSING)
    assert decide(ONE, [], on=ON).alternative is None


def test_a_paper_handed_in_of_another_type_is_told() -> None:
    decision = decide(ONE, [paper(5, "cong_van")], on=ON)
    assert (decision.status, codes(decision)) == (
        Status.NOT_USABLE,
        ["reuse.type_not_accepted"],
    )
    assert decide(ONE, [paper(5, "cong_van", visible=False)], on=ON).status is Status.MISSING


def test_of_two_valid_papers_the_newest_is_taken_unless_another_was_looked_at() -> None:
    old, new = paper(1, issued_on=date(2020, 1, 1)), paper(2, issued_on=date(2024, 1, 1))
    assert decide(ONE, [old, new], on=ON).papers == (2,)
    assert decide(ONE, [old, new], on=ON, prefer={1}).papers == (1,)
    gone = replace(old, valid_to=date(2021, 1, 1))
    assert decide(ONE, [gone, new], on=ON, prefer={1}).papers == (2,)


def test_every_code_has_a_sentence_and_a_source() -> None:
    for told in REASONS.values():
        assert told.sentence.endswith(".")
        assert told.source
        assert "{" not in told.sentence.format(day="1", name="x")


TYPES = st.sampled_from(["ket_hon", "cccd_copy", "giay_khai_sinh"])
DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 1))
PAPERS = st.builds(
    PaperFacts,
    paper=st.integers(1, 99),
    paper_type=TYPES,
    state=st.sampled_from([*([State.AVAILABLE] * 6), *State]),
    copy_kind=st.sampled_from(CopyKind.values),
    issued_on=st.none() | DAYS,
    valid_from=st.none() | DAYS,
    valid_to=st.none() | DAYS,
    end_unknown=st.booleans(),
    revoked_on=st.none() | DAYS,
    replaced=st.booleans(),
    signature=st.sampled_from(["valid", "valid", "invalid", "unsigned", "", "indeterminate"]),
    holder_certain=st.booleans(),
    visible=st.booleans(),
)
HELD = st.lists(PAPERS, max_size=6, unique_by=lambda each: each.paper)
NEEDS = st.builds(
    Need,
    paper_type=TYPES,
    copy_kind=st.sampled_from(["", *CopyKind.values]),
    max_age_days=st.none() | st.integers(0, 400),
)
ALTERNATIVES = st.lists(
    st.lists(NEEDS, min_size=1, max_size=3, unique_by=lambda each: each.paper_type),
    max_size=3,
).map(lambda lists: [Alternative(n, tuple(needs)) for n, needs in enumerate(lists, start=1)])


@given(alternatives=ALTERNATIVES, held=HELD, more=PAPERS)
def test_another_paper_never_makes_a_usable_component_unusable(
    alternatives: list[Alternative], held: list[PaperFacts], more: PaperFacts
) -> None:
    before = decide(alternatives, held, on=ON)
    after = decide(alternatives, [*held, replace(more, paper=1000)], on=ON)
    if before.status is Status.USABLE:
        assert after.status is Status.USABLE


@given(alternatives=ALTERNATIVES, held=HELD, needs=st.lists(NEEDS, min_size=1, max_size=2))
def test_another_alternative_never_makes_a_usable_component_unusable(
    alternatives: list[Alternative], held: list[PaperFacts], needs: list[Need]
) -> None:
    more = [*alternatives, Alternative(99, tuple(needs))]
    if decide(alternatives, held, on=ON).status is Status.USABLE:
        assert decide(more, held, on=ON).status is Status.USABLE


@given(alternatives=ALTERNATIVES, held=HELD, data=st.data())
def test_the_order_of_papers_and_alternatives_does_not_matter(
    alternatives: list[Alternative], held: list[PaperFacts], data: st.DataObject
) -> None:
    shuffled = decide(
        data.draw(st.permutations(alternatives)), data.draw(st.permutations(held)), on=ON
    )
    assert shuffled == decide(alternatives, held, on=ON)


@given(alternatives=ALTERNATIVES, held=HELD, prefer=st.sets(st.integers(1, 99), max_size=3))
def test_usable_means_that_every_part_has_a_paper_with_nothing_against_it(
    alternatives: list[Alternative], held: list[PaperFacts], prefer: set[int]
) -> None:
    decision = decide(alternatives, held, on=ON, prefer=prefer)
    by_id = {each.paper: each for each in held}
    if decision.status is Status.USABLE:
        needs = next(a.needs for a in alternatives if a.number == decision.alternative)
        assert len(decision.papers) == len(needs)
        for part in decision.parts:
            assert part.paper is not None
            used = by_id[part.paper]
            assert used.visible
            assert used.state == State.AVAILABLE
            assert not reasons_against(used, part.need, on=ON)
    else:
        assert not any(
            all(
                any(p.paper_type == n.paper_type and not reasons_against(p, n, on=ON) for p in held)
                for n in each.needs
            )
            for each in alternatives
        )


@given(alternatives=ALTERNATIVES, held=HELD)
def test_no_id_of_a_paper_leaks_that_may_not_be_seen(
    alternatives: list[Alternative], held: list[PaperFacts]
) -> None:
    seen = {each.paper for each in held if each.visible}
    assert set(decide(alternatives, held, on=ON).papers) <= seen


@given(alternatives=ALTERNATIVES, held=HELD)
def test_every_reason_can_be_told(alternatives: list[Alternative], held: list[PaperFacts]) -> None:
    decision = decide(alternatives, held, on=ON)
    if decision.status is not Status.MISSING:
        assert decision.reasons
    for reason in decision.reasons:
        assert sentence(reason)
        assert source(reason)
