"""Questions to a search box, each with what a right answer must truly say; made from papers by a seed."""

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.papers import TruePaper, misread, true_paper
from vietnamese.document_number import fold_number
from vietnamese.syllable import TONE_MARKS
from vietnamese.text import fold, syllables

EACH = 12  # questions of a class
_TELEX = dict(zip(TONE_MARKS, "frxsj", strict=True))
_OLD_AND_NEW = (("òa", "oà"), ("óa", "oá"), ("ùy", "uỳ"), ("úy", "uý"), ("ủy", "uỷ"), ("ọa", "oạ"))


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed; whether a paper answers it."""

    kind: str
    typed: str
    answered_by: Callable[[TruePaper], bool]


def questions(*, papers_seed: int, papers: int, seed: int, each: int = EACH) -> Iterator[Question]:
    """Some questions of every class, each about one paper that is there."""
    for kind, ask in _KINDS.items():
        dice = random.Random(f"{seed}/{kind}")  # noqa: S311 - no secret
        made = 0
        while made < each:
            paper = true_paper(papers_seed, dice.randrange(papers))
            question = ask(kind, dice, paper)
            if question:
                made += 1
                yield question


def words(text: str) -> str:
    """Folded words between blanks: for asking whether some stand in it one after the other."""
    return f" {' '.join(fold(token.text) for token in syllables(text))} "


_Asked = Question | None


def _by_name(kind: str, typed: str, paper: TruePaper) -> Question:
    name = words(paper.name)
    return Question(
        kind, typed, lambda other: words(other.name) == name or name in words(other.text)
    )


def _no_diacritics(kind: str, _dice: random.Random, paper: TruePaper) -> _Asked:
    return _by_name(kind, fold(paper.name), paper)


def _wrong_tone(kind: str, dice: random.Random, paper: TruePaper) -> _Asked:
    letters = list(paper.name)
    places = [place for place, letter in enumerate(letters) if _tone(letter)]
    if not places:
        return None
    place = dice.choice(places)
    mark = _tone(letters[place])
    wrong = dice.choice([other for other in TONE_MARKS if other != mark])
    letters[place] = unicodedata.normalize("NFC", _without(letters[place], mark) + wrong)
    return _by_name(kind, "".join(letters), paper)


def _tone(text: str) -> str:
    """The first tone mark in a text; empty where there is none."""
    return next((mark for mark in unicodedata.normalize("NFD", text) if mark in TONE_MARKS), "")


def _without(text: str, mark: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).replace(mark, "", 1))


def _misread_name(kind: str, dice: random.Random, paper: TruePaper) -> _Asked:
    """A letter of the name wrong in the question: read so from a paper, or typed so."""
    place = dice.randrange(len(paper.name))
    if not paper.name[place].isalpha():
        return None
    wrong = next(
        (got for _ in range(200) if (got := misread(dice, paper.name[place])) != paper.name[place]),
        "",
    )
    typed = paper.name[:place] + wrong + paper.name[place + 1 :]
    return _by_name(kind, typed, paper) if wrong else None


def _unreviewed(kind: str, _dice: random.Random, paper: TruePaper) -> _Asked:
    """The right name of a paper of which the reading alone is known."""
    return None if paper.reviewed else _by_name(kind, paper.name, paper)


def _tone_placement(kind: str, _dice: random.Random, paper: TruePaper) -> _Asked:
    typed = paper.name
    for new, old in _OLD_AND_NEW:
        typed = typed.replace(new, old)
    return _by_name(kind, typed, paper) if typed != paper.name else None


def _d_for_bar(kind: str, _dice: random.Random, paper: TruePaper) -> _Asked:
    typed = paper.name.replace("Đ", "D").replace("đ", "d")
    return _by_name(kind, typed, paper) if typed != paper.name else None


def _telex_leftover(kind: str, dice: random.Random, paper: TruePaper) -> _Asked:
    parts = paper.name.split()
    place = dice.randrange(len(parts))
    mark = _tone(parts[place])
    if not mark:
        return None
    parts[place] = _without(parts[place], mark) + _TELEX[mark]
    return _by_name(kind, " ".join(parts), paper)


def _part_of_name(kind: str, _dice: random.Random, paper: TruePaper) -> _Asked:
    part = " ".join(paper.name.split()[-2:])
    sought = words(part)
    return Question(
        kind, part, lambda other: sought in words(other.name) or sought in words(other.text)
    )


def _number(kind: str, dice: random.Random, paper: TruePaper) -> _Asked:
    figures, sign = paper.number.split("/")
    typed = dice.choice(
        [paper.number.lower(), f"số 0{paper.number}", fold(paper.number), f"{figures} / {sign}"]
    )
    key = fold_number(paper.number)
    return Question(kind, typed, lambda other: fold_number(other.number) == key)


def _three_words(kind: str, dice: random.Random, paper: TruePaper) -> _Asked:
    parts = paper.subject.split()
    start = dice.randrange(len(parts) - 2)
    typed = " ".join(parts[start : start + 3])
    sought = words(typed)
    return Question(kind, typed, lambda other: sought in words(other.text))


def _two_phrases(kind: str, _dice: random.Random, paper: TruePaper) -> _Asked:
    parts = paper.subject.split()
    first, second = " ".join(parts[:2]), " ".join(parts[-3:])
    sought = words(first), words(second)
    return Question(
        kind, f"{first} {second}", lambda other: all(each in words(other.text) for each in sought)
    )


def _type_and_name(kind: str, _dice: random.Random, paper: TruePaper) -> _Asked:
    if not paper.reviewed:
        return None
    name = words(paper.name)
    return Question(
        kind,
        f"{paper.type_name.lower()} {fold(paper.name)}",
        lambda other: name == words(other.name) and other.type_code == paper.type_code,
    )


_KINDS: dict[str, Callable[[str, random.Random, TruePaper], _Asked]] = {
    "name without diacritics": _no_diacritics,
    "wrong tone": _wrong_tone,
    "a letter of the name wrong": _misread_name,
    "name of an unreviewed paper": _unreviewed,
    "old tone placement": _tone_placement,
    "d for đ": _d_for_bar,
    "telex leftover": _telex_leftover,
    "part of a name": _part_of_name,
    "type and name": _type_and_name,
    "number, other spelling": _number,
    "three words": _three_words,
    "two phrases": _two_phrases,
}
