"""Errors of printing. Each has a stable code, says whether a retry helps, and what a person can do."""


class PrintingError(Exception):
    """Base of all errors of this package."""

    code = "printing.failed"
    retry = True
    remedy = "Print the form again; if it fails again, tell the administrator."


class TooMuchToPrint(PrintingError):
    """The page is larger than may be printed."""

    code = "printing.too_large"
    retry = False
    remedy = "Shorten the texts of the form."


class PrintingTookTooLong(PrintingError):
    """The page was not laid out within its time."""

    code = "printing.took_too_long"
    remedy = "Shorten the texts of the form, or print it again when the machine is less busy."


class PrintFontMissing(PrintingError):
    """No Liberation font with Vietnamese letters is installed."""

    code = "printing.font_missing"
    remedy = "Install the package fonts-liberation2 (Debian 12) or fonts-liberation (Debian 13)."
