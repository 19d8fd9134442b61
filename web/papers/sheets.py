"""The pages of a paper for its viewer: one large, its neighbours small, each the right way up."""

from dataclasses import dataclass

from dossiers.models import PageText, Paper

# Small pictures beside the large one; each costs a look into the file.
NEIGHBOURS = 5
A4_PX = (1240, 1754)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: `number` in the received file, `place` in this paper, both from 1.

    width_px and height_px are of the page as received, before it is turned by turn_deg (clockwise).
    """

    number: int
    place: int
    width_px: int
    height_px: int
    turn_deg: int = 0
    blank: bool = False

    @property
    def box(self) -> str:
        """The view box of the page the right way up."""
        if self.turn_deg in (90, 270):
            return f"0 0 {self.height_px} {self.width_px}"
        return f"0 0 {self.width_px} {self.height_px}"

    @property
    def turned(self) -> str:
        """The transform that puts the picture as received into the box."""
        return {
            90: f"translate({self.height_px} 0) rotate(90)",
            180: f"translate({self.width_px} {self.height_px}) rotate(180)",
            270: f"translate(0 {self.width_px}) rotate(270)",
        }.get(self.turn_deg, "")


@dataclass(frozen=True, slots=True)
class Viewer:
    """The large page, the small ones around it, and how many pages the paper has."""

    large: Sheet
    small: tuple[Sheet, ...]
    count: int

    @property
    def before(self) -> int | None:
        """Place of the page before."""
        return self.large.place - 1 if self.large.place > 1 else None

    @property
    def after(self) -> int | None:
        """Place of the page after."""
        return self.large.place + 1 if self.large.place < self.count else None


def viewer_of(paper: Paper, wanted: str) -> Viewer:
    """The viewer at the page asked for; one that there is not gives the first.

    Args:
        wanted: place of the page in this paper, from 1, as it stands in the address.
    """
    count = (paper.last_page or paper.first_page) - paper.first_page + 1
    place = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    place = place if 1 <= place <= count else 1
    begin = max(1, min(place - NEIGHBOURS // 2, count - NEIGHBOURS + 1))
    places = range(begin, min(count, begin + NEIGHBOURS - 1) + 1)
    numbers = (paper.first_page + places[0] - 1, paper.first_page + places[-1] - 1)
    read = paper.page_texts.filter(number__range=numbers).only(
        "paper_id", "number", "width_px", "height_px", "turn_deg", "blank"
    )
    known = {page.number: page for page in read}
    small = tuple(_sheet(paper, each, known.get(paper.first_page + each - 1)) for each in places)
    return Viewer(large=small[place - begin], small=small, count=count)


def _sheet(paper: Paper, place: int, known: PageText | None) -> Sheet:
    number = paper.first_page + place - 1
    if known is None:  # not read yet: the shape of A4 until the picture is there
        return Sheet(number, place, *A4_PX)
    return Sheet(
        number=number,
        place=place,
        width_px=known.width_px,
        height_px=known.height_px,
        turn_deg=known.turn_deg,
        blank=known.blank,
    )
