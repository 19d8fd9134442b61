"""The nouns of splitting: the signs of a page, a boundary, the pages of one paper."""

from dataclasses import dataclass

from ocr.splitting.sheet import SeparatorSheet

# Reasons, as codes with a sentence for the clerk. First those for a new paper …
FIRST_PAGE = "split.first_page"
SEPARATOR = "split.separator"
SHEET_UNREAD = "split.sheet_unread"
LABEL = "split.label"
BARCODE = "split.barcode"
HEADING = "split.heading"
LETTERHEAD = "split.letterhead"
TITLE = "split.title"
NUMBER_ONE = "split.number_one"
NUMBERS_ENDED = "split.numbers_ended"
NUMBERS_BREAK_OFF = "split.numbers_break_off"
SIZE_CHANGE = "split.size_change"
BLANK_BACK = "split.blank_back"
SIGNED_BEFORE = "split.signed_before"
BY_HAND = "split.by_hand"
# … then those against one.
NUMBER_FOLLOWS = "split.number_follows"
LATER_NUMBER = "split.later_number"
APPENDIX = "split.appendix"
INSIDE_SENTENCE = "split.inside_sentence"
NO_SIGN = "split.no_sign"


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The number printed on a page, and of how many where that is printed too."""

    number: int
    of: int | None = None


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What one page tells of where papers begin; a page that could not be read tells nothing.

    Args:
        number: of the page in the file, from 1.
        pale: unread as yet, and all that is printed on it may be the other side that shows through.
        sheet: what its separator code announces.
        bears_text: with such a code, it may be a paper all the same: the code is a label on it.
        code_lost: it is a separator sheet by its words, but no code of ours was found on it.
        dossier_number: what a barcode on it says.
        heading: the national heading stands at its top.
        letterhead: an agency's name or a document number stands at its top.
        title: a paper's title stands in its upper part.
        page_number: as printed in its head or foot.
        size_mm: short and long side.
        appendix: it says that it belongs to the paper before.
        inside_sentence: its text begins in the middle of a sentence.
        signed: a paper's closing (signature, list of recipients) stands on it.
    """

    number: int
    blank: bool = False
    pale: bool = False
    sheet: SeparatorSheet | None = None
    bears_text: bool = False
    code_lost: bool = False
    dossier_number: str | None = None
    heading: bool = False
    letterhead: bool = False
    title: bool = False
    page_number: PageNumber | None = None
    size_mm: tuple[int, int] | None = None
    appendix: bool = False
    inside_sentence: bool = False
    signed: bool = False

    @property
    def parts_only(self) -> bool:
        """Whether the page is a separator sheet and no part of any paper."""
        return self.code_lost or (self.sheet is not None and not self.bears_text)


@dataclass(frozen=True, slots=True)
class Boundary:
    """Whether a paper begins with this page: confidence that it does (0-100), strongest reason first."""

    page: int
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperPages:
    """The pages first … last of a file, taken as one paper; why it begins there, and how sure that is."""

    first: int
    last: int
    reason: str
    confidence: float
    dossier_number: str | None = None
    paper_type: str | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """The papers of a file in order, the separator sheets between them, and every place looked at.

    Every page stands in exactly one paper, or among the sheets (their blank backs with them).
    """

    papers: tuple[PaperPages, ...]
    sheets: tuple[int, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
