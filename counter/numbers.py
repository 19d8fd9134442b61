"""Numbers of dossiers, `unit-yymmdd-serial`: the serial begins anew every day and leaves no gap."""

from datetime import date

from accounts.models import Agency
from dossiers.models import DaySerial, Dossier
from vietnamese.dossier_number import parse_dossier_number

SERIAL_FIGURES = 4


def next_number(agency: Agency, day: date) -> str | None:
    """The next number of the unit; None when its code makes no number.

    The caller has locked the agency, and uses the number in the same transaction. Numbers that came by
    import are passed over.
    """
    row, _ = DaySerial.objects.get_or_create(agency=agency, day=day)
    number = _written(agency, day, row.last + 1)
    if parse_dossier_number(number) is None:
        return None
    row.last += 1
    while Dossier.objects.filter(number=_written(agency, day, row.last)).exists():
        row.last += 1
    row.save(update_fields=["last"])
    return _written(agency, day, row.last)


def _written(agency: Agency, day: date, serial: int) -> str:
    return f"{agency.code}-{day:%y%m%d}-{serial:0{SERIAL_FIGURES}d}"
