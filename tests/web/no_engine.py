"""An engine for pages, in a module of its own: the sandbox's processes import it, and know no Django."""

from ocr.ports import Line, Pixels


class NoEngine:
    """The pages never read; they only look."""

    name = "none"

    def read(self, grey: Pixels, dpi: int) -> list[Line]:
        raise AssertionError("a page asked for a reading")
