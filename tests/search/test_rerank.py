from search.query import parse
from search.rerank import Candidate, rerank


def order(query: str, *candidates: tuple[float, str]) -> list[int]:
    made = [
        Candidate(place=place, score=score, words=words, paper_type="ket_hon")
        for place, (score, words) in enumerate(candidates)
    ]
    return [candidate.place for _, candidate in rerank(parse(query), made)]


def test_neighbours_beat_scattered_words() -> None:
    scattered, together = (3.0, "an tran van xa nguyen"), (2.0, "ong nguyen van an")
    assert order("nguyễn văn an", scattered, together) == [1, 0]


def test_a_letter_wrong_keeps_the_neighbours() -> None:
    scattered, misread = (3.0, "khanh tran quoc x pham"), (1.0, "pham quoc khanb")
    assert order("phạm quốc khánh", scattered, misread) == [1, 0]


def test_equal_papers_keep_the_order_of_the_engine() -> None:
    assert order("an", (1.0, "an"), (1.0, "an"), (1.0, "an")) == [0, 1, 2]


def test_the_named_type_lifts() -> None:
    plan = parse("kết hôn nguyễn an")
    married = Candidate(place=0, score=1.0, words="nguyen an", paper_type="ket_hon")
    other = Candidate(place=1, score=1.0, words="nguyen an", paper_type="giay_khai_sinh")
    assert [found.place for _, found in rerank(plan, [other, married])] == [0, 1]


def test_nothing_to_order() -> None:
    assert rerank(parse("an"), []) == []
    assert order('"an"', (0.0, "an"), (0.0, "")) == [0, 1]
