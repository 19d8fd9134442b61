from search.query import parse
from search.rerank import Candidate, rerank


def order(query: str, *candidates: tuple[float, str]) -> list[int]:
    made = [
        Candidate(paper=str(place), score=score, words=words, paper_type="ket_hon")
        for place, (score, words) in enumerate(candidates)
    ]
    return [int(candidate.paper) for _, candidate in rerank(parse(query), made)]


def test_neighbours_beat_scattered_words() -> None:
    scattered, together = (3.0, "an tran van xa nguyen"), (2.0, "ong nguyen van an")
    assert order("nguyễn văn an", scattered, together) == [1, 0]


def test_a_letter_wrong_keeps_the_neighbours() -> None:
    scattered, misread = (3.0, "khanh tran quoc x pham"), (1.0, "pham quoc khanb")
    assert order("phạm quốc khánh", scattered, misread) == [1, 0]


def test_pairs_of_other_names_do_not_make_up_the_one_sought() -> None:
    others = (3.0, "to thu hoa le tran thu dung vu dung oanh")
    assert order("tô thu dung oanh", others, (1.0, "ba to thn dung oanh")) == [1, 0]


def test_the_words_of_a_type_are_no_place() -> None:
    typed, named = (3.0, "giay khai sinh le van an"), (1.0, "sinh khai giay cao van an")
    assert order("giấy khai sinh cao văn an", typed, named) == [1, 0]


def test_equal_papers_keep_the_order_of_the_engine() -> None:
    assert order("an", (1.0, "an"), (1.0, "an"), (1.0, "an")) == [0, 1, 2]


def test_the_named_type_lifts() -> None:
    plan = parse("kết hôn nguyễn an")
    married = Candidate(paper="married", score=1.0, words="nguyen an", paper_type="ket_hon")
    other = Candidate(paper="other", score=1.0, words="nguyen an", paper_type="giay_khai_sinh")
    assert [found.paper for _, found in rerank(plan, [other, married])] == ["married", "other"]


def test_nothing_to_order() -> None:
    assert rerank(parse("an"), []) == []
    assert order('"an"', (0.0, "an"), (0.0, "")) == [0, 1]


def test_what_stands_beyond_the_first_hundred_stays_there() -> None:
    candidates = [
        Candidate(paper=str(place), score=200.0 - place, words="", paper_type="ket_hon")
        for place in range(150)
    ]
    ranked = rerank(parse("kết hôn an"), candidates)
    assert [found.paper for _, found in ranked] == [str(place) for place in range(150)]
    scores = [score for score, _ in ranked]
    assert scores == sorted(scores, reverse=True)
