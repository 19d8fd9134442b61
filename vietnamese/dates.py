"""Dates as papers write them, in figures and in words; numbers and dates as pages show them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from vietnamese.numbers_in_words import DIGIT_WORDS, NUMBER_WORDS, words_to_number
from vietnamese.text import fold

# The oldest register entries and the farthest terms that a paper may name.
FIRST_YEAR, LAST_YEAR = 1800, 2199

# Figures as readers mistake them, in folded text: O for 0; I, l and | for 1.
_LOOKALIKES = str.maketrans("oil|", "0111")
_D = r"[0-9oil|]"
_GAP = r"[\s.,:…_]{0,20}"
_BLANK = r"\s{1,5}"
_YEAR_WORD = rf"(?:{'|'.join(sorted(NUMBER_WORDS))})\b"
_DAY_WORD = rf"(?:{'|'.join(sorted({*DIGIT_WORDS, 'muoi'}))})\b"
_SPELLED = re.compile(
    rf"\bngay{_GAP}(?:m[uo]ng{_BLANK})?"
    rf"(?P<day>{_D}{{1,2}}(?!\d)|{_DAY_WORD}(?:{_BLANK}{_DAY_WORD}){{0,2}})"
    rf"{_GAP}thang{_GAP}"
    rf"(?P<month>{_D}{{1,2}}(?!\d)|gieng\b|chap\b|{_DAY_WORD}(?:{_BLANK}{_DAY_WORD})??)"
    rf"{_GAP}nam{_GAP}"
    rf"(?P<year>{_D}{{4}}(?!\w)|{_YEAR_WORD}(?:{_BLANK}{_YEAR_WORD}){{0,8}})"
)
_FIGURES = re.compile(
    rf"(?<![\w/.|-])(?P<day>{_D}{{1,2}}) ?(?P<mark>[/.-]) ?(?P<month>{_D}{{1,2}}) ?(?P=mark) ?"
    rf"(?P<year>{_D}{{4}})(?![\w|]|[/.-]\w)"
)
_SWAP_SEPARATORS = str.maketrans(",.", ".,")
_CENT = Decimal("0.01")
_MONTH_NAMES = {"gieng": 1, "chap": 12}


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and its place [start, end) in the NFC text; `in_words` if any part is written out."""

    value: date
    start: int
    end: int
    in_words: bool


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Find whole dates in reading order: `21/07/2015`, `ngày 2l tháng O7 năm 2015`, or in words.

    Letters that readers take for figures are let in inside such a frame only, if the year has two
    real figures at least. Partial and impossible dates (31/02) are left out. The year has four
    figures and lies between 1800 and 2199.
    """
    folded = fold(text)
    found = [*_found(_SPELLED, folded), *_found(_FIGURES, folded)]
    return tuple(sorted(found, key=lambda one: one.start))


def parse_date(text: str) -> date | None:
    """Read the one date that a field or query holds; None if it holds none or several."""
    values = {found.value for found in find_dates(text)}
    return values.pop() if len(values) == 1 else None


def format_date(value: date) -> str:
    """Write a date as pages show it: 21/07/2015."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def format_number(value: int | Decimal) -> str:
    """Write a number the Vietnamese way: 12345 as 12.345, Decimal("1234.50") as 1.234,50."""
    if isinstance(value, int):  # of which a table of a province has thousands
        return f"{value:,d}".replace(",", ".")
    return f"{value:,f}".translate(_SWAP_SEPARATORS)


# A page of a province shows a thousand, of the ten thousand that there are.
@lru_cache(maxsize=20_000)
def format_percent(value: Decimal | None) -> str:
    """Write percentage points with two decimals, half up: 97,30 %; None (nothing due) is n/a."""
    if value is None:
        return "n/a"
    return f"{format_number(value.quantize(_CENT, rounding=ROUND_HALF_UP))} %"


def _found(pattern: re.Pattern[str], folded: str) -> Iterator[FoundDate]:
    for match in pattern.finditer(folded):
        day, month, year = match["day"], match["month"], match["year"]
        year_value, year_length = _year(year)
        value = _real_date(year_value, _day_or_month(month), _day_or_month(day))
        if value:
            in_words = not all(_is_figures(part) for part in (day, month, year))
            yield FoundDate(value, match.start(), match.start("year") + year_length, in_words)


def _is_figures(part: str) -> bool:
    return bool(re.fullmatch(_D + "+", part))


def _day_or_month(part: str) -> int | None:
    if _is_figures(part):
        return int(part.translate(_LOOKALIKES))
    return _MONTH_NAMES.get(part) or words_to_number(part)


def _year(part: str) -> tuple[int | None, int]:
    """Give the year and how many characters it takes: words after it may be number words too."""
    if _is_figures(part):
        # Three letters among four figures are a word rather than a misread year.
        readable = sum(figure.isdigit() for figure in part) >= 2
        return (int(part.translate(_LOOKALIKES)) if readable else None), len(part)
    # A line that follows may begin with a number word too ("Năm sinh: …"); on one line no word is
    # dropped, or "hai nghìn năm" would be taken for 2000.
    while part:
        value = words_to_number(part)
        if value is not None:
            return value, len(part)
        part = part.rpartition("\n")[0].rstrip()
    return None, 0


def _real_date(year: int | None, month: int | None, day: int | None) -> date | None:
    if year is None or month is None or day is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
