"""An entry as it is written into any index: masked, folded, cut into words, once and alike."""

from dataclasses import dataclass

from search.ports import Entry, Filters
from search.rerank import MOST_WORDS_READ
from search.words import masked, sound, twins
from vietnamese.document_number import find_numbers, fold_number

# Open ends of a validity, as days since 0001-01-01.
ALWAYS_DAY = 0
NEVER_DAY = 4_000_000
# Of a paper's text, what snippets are taken from. All of it is searched; a list shows 200 letters.
_SHOWN_LETTERS = 50_000


@dataclass(frozen=True, slots=True)
class Document:
    """What an index holds about a paper. `head` is title, holder, issuer; `body` is the text."""

    paper: str
    version: int
    agency: str
    available: bool
    paper_type: str
    issued_year: int  # 0 unknown
    valid_from_day: int
    valid_to_day: int
    numbers: tuple[str, ...]
    head_exact: str
    head_folded: str
    body_exact: str
    body_folded: str
    words: str  # the first folded words of head and body, for the rerank
    title: str  # masked, for the snippet
    text: str  # masked, its beginning, for the snippet

    def passes(self, filters: Filters) -> bool:
        """Whether a searcher with these filters may see the paper and asked for it."""
        day = filters.valid_on.toordinal() if filters.valid_on else None
        return (
            (filters.agencies is None or self.agency in filters.agencies)
            and (self.available or not filters.available_only)
            and filters.paper_type in {None, self.paper_type}
            and filters.issued_year in {None, self.issued_year}
            and (day is None or self.valid_from_day <= day <= self.valid_to_day)
        )


def document_of(entry: Entry) -> Document:
    """Prepare an entry. Personal ids are masked here, so that no index ever holds one."""
    title, text = masked(entry.title), masked(entry.text)
    head_exact, head_folded = twins(f"{title}\n{masked(entry.holder_name)}\n{masked(entry.issuer)}")
    body_exact, body_folded = twins(text)
    first_words = f"{head_folded} {body_folded}".split(" ", MOST_WORDS_READ)[:MOST_WORDS_READ]
    printed = (found.number for found in find_numbers(f"{title}\n{text}"))
    numbers = dict.fromkeys(map(fold_number, (sound(entry.number), *printed)))
    return Document(
        paper=entry.paper,
        version=entry.version,
        agency=entry.agency,
        available=entry.available,
        paper_type=entry.paper_type,
        issued_year=entry.issued_on.year if entry.issued_on else 0,
        valid_from_day=entry.valid_from.toordinal() if entry.valid_from else ALWAYS_DAY,
        valid_to_day=entry.valid_to.toordinal() if entry.valid_to else NEVER_DAY,
        numbers=tuple(number[:64] for number in numbers if number),
        head_exact=head_exact,
        head_folded=head_folded,
        body_exact=body_exact,
        body_folded=body_folded,
        words=" ".join(first_words),
        title=title,
        text=text[:_SHOWN_LETTERS],
    )
