"""Pages that could not be read: they keep their place in the paper, for a person to look at."""

from ocr.documents import PageInfo
from ocr.documents.model import RENDER_DPI
from ocr.errors import OcrError
from ocr.ports import PageReading, Quality

# The warning on such a page; the code of the reason follows it.
UNREAD = "quality.unread"


def unread_page(number: int, error: OcrError, *, info: PageInfo | None = None) -> PageReading:
    """What stands for a page that could not be read: no words, and the reason among its warnings.

    Args:
        number: of the page, from 1.
        error: why it could not be read.
        info: what is known of its size; without it an A4 page at 200 dpi is assumed.
    """
    dpi = info.dpi if info else RENDER_DPI
    colour = bool(info and info.colour)
    return PageReading(
        number=number,
        width_px=info.width_px if info else round(210 / 25.4 * dpi),
        height_px=info.height_px if info else round(297 / 25.4 * dpi),
        dpi=dpi,
        blank=False,
        turn_deg=0,
        angle_deg=0.0,
        lines=(),
        quality=Quality(dpi, colour, sharpness=0.0, ink_share=0.0, warnings=(UNREAD, error.code)),
        engine="",
    )


def is_unread(page: PageReading) -> bool:
    """Whether nobody knows what stands on the page: reading it failed."""
    return UNREAD in page.quality.warnings
