"""Where papers begin in a stack: every page in one paper, and each sign weighed with its reason."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.messages import MESSAGES
from ocr.splitting import PageSigns, SeparatorSheet, Split, model, propose_split, split_at
from ocr.splitting.model import PageNumber
from ocr.splitting.proposing import BEGINS_FROM, WEIGHTS

DOSSIER = "H15.50-261008-0975"
OTHER = "H15.50-261008-0976"
ONE_PAPER = SeparatorSheet(DOSSIER, "quyet_dinh")
A4, CARD = (210, 297), (86, 140)

page_numbers = st.builds(
    lambda number, more: PageNumber(number, None if more is None else number + more),
    st.integers(1, 5),
    st.none() | st.integers(0, 4),
)
printed = st.builds(
    PageSigns,
    number=st.just(1),
    heading=st.booleans(),
    letterhead=st.booleans(),
    title=st.booleans(),
    page_number=st.none() | page_numbers,
    size_mm=st.sampled_from([None, A4, CARD]),
    appendix=st.booleans(),
    inside_sentence=st.booleans(),
    signed=st.booleans(),
    dossier_number=st.sampled_from([None, DOSSIER, OTHER]),
)
separators = st.builds(
    PageSigns,
    number=st.just(1),
    sheet=st.builds(
        SeparatorSheet, st.sampled_from([None, DOSSIER]), st.sampled_from([None, "quyet_dinh"])
    ),
    bears_text=st.booleans(),
)
spoilt = st.just(PageSigns(1, code_lost=True))
blanks = st.just(PageSigns(1, blank=True))


def stack(*pages: PageSigns) -> list[PageSigns]:
    return [replace(page, number=number) for number, page in enumerate(pages, 1)]


stacks = st.lists(printed | separators | spoilt | blanks, max_size=25).map(
    lambda pages: stack(*pages)
)
plain_stacks = st.lists(printed | blanks, min_size=1, max_size=25).map(lambda pages: stack(*pages))


def ranges(split: Split) -> list[tuple[int, int]]:
    return [(paper.first, paper.last) for paper in split.papers]


def each_page_once(split: Split, count: int) -> None:
    held = [n for paper in split.papers for n in range(paper.first, paper.last + 1)]
    assert all(paper.first <= paper.last for paper in split.papers)
    assert held == sorted(held)
    assert sorted([*held, *split.sheets]) == list(range(1, count + 1))


@given(stacks)
def test_every_page_stands_in_one_paper_and_none_is_empty(pages: list[PageSigns]) -> None:
    split = propose_split(pages)
    each_page_once(split, len(pages))
    assert bool(split.papers) == bool(pages)
    left = [page for page in pages if page.number in split.sheets]
    assert all(page.parts_only or page.blank for page in left)


@given(stacks)
def test_the_same_pages_are_split_the_same_way(pages: list[PageSigns]) -> None:
    assert propose_split(pages) == propose_split(pages)


@given(plain_stacks)
def test_a_paper_that_was_parted_is_not_parted_again(pages: list[PageSigns]) -> None:
    for paper in propose_split(pages).papers:
        own = stack(*pages[paper.first - 1 : paper.last])
        assert ranges(propose_split(own)) == [(1, len(own))]


@given(stacks)
def test_every_boundary_has_a_reason_and_a_confidence(pages: list[PageSigns]) -> None:
    split = propose_split(pages)
    assert all(0 < each.confidence < 100 and each.reasons for each in split.boundaries)
    begins = [each.page for each in split.boundaries if each.confidence >= BEGINS_FROM]
    if split.boundaries:
        assert begins == [paper.first for paper in split.papers]
    assert {reason for each in split.boundaries for reason in each.reasons} <= MESSAGES.keys()


@given(stacks, st.sets(st.integers(-2, 30), max_size=8))
def test_a_clerk_may_set_any_boundaries_and_no_page_is_lost(
    pages: list[PageSigns], starts: set[int]
) -> None:
    split = split_at(pages, starts)
    each_page_once(split, len(pages))
    again = split_at(pages, [paper.first for paper in split.papers])
    assert ranges(again) == ranges(split)
    papers = {paper.first for paper in split.papers}
    held = set(range(1, len(pages) + 1)) - set(split.sheets)
    assert not split.boundaries or starts & held <= papers


def test_every_reason_has_a_sentence() -> None:
    told = {code for name, code in vars(model).items() if name.isupper() and isinstance(code, str)}
    assert told >= WEIGHTS.keys()
    assert told <= MESSAGES.keys()


FIRST = PageSigns(1, heading=True, letterhead=True, title=True, size_mm=A4)
NEXT = PageSigns(1, page_number=PageNumber(2), size_mm=A4)
BLANK = PageSigns(1, blank=True, size_mm=A4)
PLAIN = PageSigns(1, size_mm=A4)
SHEET = PageSigns(1, sheet=ONE_PAPER)


def split_of(*pages: PageSigns) -> list[tuple[int, int]]:
    return ranges(propose_split(stack(*pages)))


def test_no_pages_make_no_paper() -> None:
    assert propose_split([]) == Split(())


def test_pages_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        propose_split([PageSigns(2), PageSigns(1)])


def test_heading_letterhead_and_title_begin_a_paper() -> None:
    assert split_of(FIRST, NEXT, FIRST, FIRST, NEXT) == [(1, 2), (3, 3), (4, 5)]


def test_pages_that_tell_nothing_stay_with_the_paper_before() -> None:
    split = propose_split(stack(FIRST, PLAIN, PageSigns(1)))
    assert ranges(split) == [(1, 3)]
    assert split.boundaries[1].reasons == (model.NO_SIGN,)


def test_blank_backs_stay_with_the_page_before_and_blank_fronts_with_the_one_after() -> None:
    assert split_of(BLANK, FIRST, BLANK, FIRST, BLANK) == [(1, 3), (4, 5)]


def test_printed_numbers_outweigh_a_heading_within_a_form() -> None:
    form = replace(FIRST, letterhead=False, page_number=PageNumber(3))
    assert split_of(FIRST, NEXT, form) == [(1, 3)]


def test_counted_pages_part_papers_that_bear_no_heading() -> None:
    def counted(number: int) -> PageSigns:
        return replace(PLAIN, page_number=PageNumber(number, 3))

    assert split_of(*map(counted, [1, 2, 3, 1, 2, 3])) == [(1, 3), (4, 6)]


def test_an_appendix_stays_with_its_paper() -> None:
    assert split_of(FIRST, replace(PLAIN, appendix=True, title=True), NEXT) == [(1, 3)]


def test_another_size_with_a_title_begins_a_paper_and_without_is_left_to_the_clerk() -> None:
    card = PageSigns(1, title=True, size_mm=CARD)
    assert split_of(FIRST, card) == [(1, 1), (2, 2)]
    split = propose_split(stack(FIRST, replace(card, title=False)))
    assert ranges(split) == [(1, 2)]
    assert split.boundaries[1].reasons == (model.SIZE_CHANGE,)
    assert 30 < split.boundaries[1].confidence < 50


def test_a_barcode_with_another_dossier_begins_a_paper() -> None:
    one, two = (replace(PLAIN, dossier_number=number) for number in (DOSSIER, OTHER))
    split = propose_split(stack(one, one, PLAIN, two))
    assert ranges(split) == [(1, 3), (4, 4)]
    assert [paper.dossier_number for paper in split.papers] == [DOSSIER, OTHER]
    assert split.papers[1].reason == model.BARCODE


def test_a_sheet_that_names_a_type_announces_one_paper() -> None:
    split = propose_split(stack(FIRST, SHEET, BLANK, FIRST, FIRST, SHEET, PLAIN))
    assert ranges(split) == [(1, 1), (4, 5), (7, 7)]
    assert split.sheets == (2, 3, 6)
    assert [(p.dossier_number, p.paper_type) for p in split.papers[1:]] == [
        (DOSSIER, "quyet_dinh")
    ] * 2
    assert split.papers[1].reason == model.SEPARATOR


def test_a_sheet_that_names_only_the_dossier_announces_all_its_papers() -> None:
    dossier = PageSigns(1, sheet=SeparatorSheet(DOSSIER))
    split = propose_split(stack(dossier, FIRST, NEXT, FIRST))
    assert ranges(split) == [(2, 3), (4, 4)]
    assert [paper.dossier_number for paper in split.papers] == [DOSSIER, DOSSIER]


def test_two_sheets_in_a_row_and_one_at_the_end_make_no_empty_paper() -> None:
    last = PageSigns(1, sheet=SeparatorSheet(OTHER, "ket_hon"))
    split = propose_split(stack(SHEET, last, FIRST, SHEET))
    assert ranges(split) == [(3, 3)]
    assert split.papers[0].dossier_number == OTHER


def test_a_file_of_nothing_but_sheets_is_one_paper_so_that_somebody_sees_it() -> None:
    assert split_of(SHEET, SHEET) == [(1, 2)]


def test_a_sheet_whose_code_is_spoilt_parts_and_says_so() -> None:
    split = propose_split(
        [
            PageSigns(1, sheet=SeparatorSheet(None, "ket_hon")),
            PageSigns(2),
            PageSigns(3, code_lost=True),
            PageSigns(4, blank=True),
            PageSigns(5),
        ]
    )
    assert ranges(split) == [(2, 2), (5, 5)]
    assert split.sheets == (1, 3, 4)
    assert [(paper.reason, paper.paper_type) for paper in split.papers] == [
        ("split.separator", "ket_hon"),
        ("split.sheet_unread", None),
    ]


def test_a_code_stuck_on_a_paper_begins_it_and_leaves_no_page_out() -> None:
    label = replace(PLAIN, sheet=ONE_PAPER, bears_text=True)
    split = propose_split(stack(FIRST, label, NEXT))
    assert ranges(split) == [(1, 1), (2, 3)]
    assert split.papers[1].paper_type == "quyet_dinh"
    assert split.sheets == ()


def test_a_boundary_set_by_hand_says_so_and_keeps_the_dossier() -> None:
    pages = stack(SHEET, FIRST, FIRST)
    split = split_at(pages, [3])
    assert [(p.first, p.reason, p.dossier_number) for p in split.papers] == [
        (2, model.SEPARATOR, DOSSIER),
        (3, model.BY_HAND, DOSSIER),
    ]
