"""What a person typed, understood once for all engines.

In order: document numbers, a personal id, quoted phrases, names of paper types, words. Engines turn
the plan into their own queries; its meaning does not depend on the engine:

- any of `numbers` and every phrase must be held;
- of the words that do not name a type, `words_needed` must be held, folded or with one letter wrong;
- words side by side, exact words, the named type and `keyword` only lift a paper.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.type_names import TYPE_NAMES
from search.words import exact, folded, sound
from vietnamese.document_number import find_numbers, fold_number
from vietnamese.person_id import parse_person_id
from vietnamese.text import syllables

_LONGEST_QUERY = 1_000
_MOST_WORDS = 32
_MOST_IN_RUNS = 8  # a sentence is told by its words
# Places of the words that are looked for together.
_WHOLE_RUNS = ((0, 1), (0, 2), (0, 1, 2))
_RUNS = (*_WHOLE_RUNS, (0, 2, 3), (0, 1, 3))
_MOST_LEFT_OUT = 5  # a longer query has enough whole runs, or is no name
_QUOTED = re.compile(r'["“”„«]([^"“”„«»]+)["“”„»]')
_PERSON_ID = re.compile(r"(?<![\w/.-])[0-9OolI|](?:[ .-]?[0-9OolI|]){8,11}(?![\w/])")
_CUT = " \n "
_SHARE_NEEDED = 0.6


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query; `names_type` if it is part of the name of a paper type."""

    exact: str
    folded: str
    names_type: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A query understood. `person_id` is for the records: it is never searched in full text."""

    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[Word, ...], ...] = ()
    numbers: tuple[str, ...] = ()  # folded keywords, see `fold_number`
    keyword: str = ""  # the whole query as one number, for numbers of unusual form
    person_id: str | None = None
    paper_type: str | None = None

    @property
    def empty(self) -> bool:
        """Nothing that full text could find."""
        return not (self.words or self.phrases or self.numbers)

    @property
    def accented(self) -> bool:
        """Whether the person typed diacritics, so that exact words tell more than folded ones."""
        return any(word.exact != word.folded for word in self.all_words)

    @property
    def all_words(self) -> tuple[Word, ...]:
        """The words, then those of the phrases."""
        return self.words + tuple(word for phrase in self.phrases for word in phrase)

    @property
    def runs(self) -> tuple[tuple[tuple[str, ...], int], ...]:
        """Two and three folded words that stand side by side in the query, or with one left out (1; else 0).

        Words by themselves do not tell "Hồ Thuỳ Anh" from any page with these three; pairs do. Of the
        many names with a pair in common, three words tell the right one, though a fourth be misread.
        """
        words = [word.folded for word in self.words if not word.names_type][:_MOST_IN_RUNS]
        shapes = _RUNS if len(words) <= _MOST_LEFT_OUT else _WHOLE_RUNS
        return tuple(
            (tuple(words[place + step] for step in shape), shape[-1] + 1 - len(shape))
            for shape in shapes
            for place in range(len(words) - shape[-1])
        )

    @property
    def names_type_only(self) -> bool:
        """Nothing but a paper type is named: papers of the type, and those that speak of it."""
        words = self.words and all(word.names_type for word in self.words)
        return bool(words and not self.numbers and not self.phrases)

    @property
    def words_needed(self) -> int:
        """How many of the words that name no type a paper must hold."""
        if self.numbers or self.phrases:
            return 0
        needed = {word.folded for word in self.words if not word.names_type}
        return max(1, round(len(needed) * _SHARE_NEEDED)) if needed else 0


def parse(query: str, *, type_names: Mapping[str, Sequence[str]] = TYPE_NAMES) -> Plan:
    """Understand a query; any text is allowed and nothing raises.

    Args:
        query: what a person typed, any normal form; what stands after 1,000 characters is ignored.
        type_names: how paper types are called, by code.
    """
    rest = sound(query[:_LONGEST_QUERY])
    numbers: list[str] = []
    for found in reversed(find_numbers(rest)):
        numbers.insert(0, fold_number(found.number))
        rest = rest[: found.start] + _CUT + rest[found.end :]
    person_id, rest = _take_person_id(rest)
    phrases = [phrase for text in _QUOTED.findall(rest) if (phrase := _words_of(text))]
    words = _words_of(_QUOTED.sub(_CUT, rest))
    paper_type, words = _with_type(words, type_names)
    return Plan(
        words=words,
        phrases=tuple(phrases),
        numbers=tuple(dict.fromkeys(numbers)),
        keyword="" if numbers or person_id else _keyword(rest),
        person_id=person_id,
        paper_type=paper_type,
    )


def _take_person_id(text: str) -> tuple[str | None, str]:
    """The first personal id, and the text without any."""
    first: str | None = None
    for match in _PERSON_ID.finditer(text):
        person_id = parse_person_id(match[0], lenient=True)
        if person_id:
            first = first or person_id.digits
            text = text.replace(match[0], _CUT)
    return first, text


def _words_of(text: str) -> tuple[Word, ...]:
    tokens = syllables(text)[:_MOST_WORDS]
    return tuple(Word(exact(token.text), folded(token.text)) for token in tokens)


@lru_cache(maxsize=1024)
def _folded_words(name: str) -> tuple[str, ...]:
    """The words of a type's name; every query is compared with all of them."""
    return tuple(word.folded for word in _words_of(name))


def _with_type(
    words: tuple[Word, ...], type_names: Mapping[str, Sequence[str]]
) -> tuple[str | None, tuple[Word, ...]]:
    """The type that the words name (the longest name wins), and the words marked accordingly."""
    spoken = tuple(word.folded for word in words)
    best: tuple[int, int, str] | None = None
    for code, names in type_names.items():
        for name in names:
            sought = _folded_words(name)
            start = _place_of(sought, spoken)
            if start is not None and (best is None or len(sought) > best[1]):
                best = (start, len(sought), code)
    if best is None:
        return None, words
    start, length, code = best
    marked = tuple(Word(word.exact, word.folded, True) for word in words[start : start + length])  # noqa: FBT003
    return code, words[:start] + marked + words[start + length :]


def _place_of(sought: tuple[str, ...], words: tuple[str, ...]) -> int | None:
    length = len(sought)
    places = range(len(words) - length + 1)
    return next((place for place in places if words[place : place + length] == sought), None)


def _keyword(text: str) -> str:
    keyword = fold_number(text)
    return keyword if len(keyword) <= 40 and any(letter.isdigit() for letter in keyword) else ""
