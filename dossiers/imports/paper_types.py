"""Paper types: validity, retention, access and what a scan of them needs."""

from collections.abc import Sequence

from dossiers.imports.rows import Cells, Import
from dossiers.imports.table import Row
from dossiers.models import PaperType

REQUIRED = ("code", "name")
OPTIONAL = (
    "result_type_code",
    "validity_rule",
    "validity_months",
    "retention_years",
    "access_level",
    "min_dpi",
    "colour_required",
    "mark_text",
    "mode",
)


def load_paper_types(rows: Sequence[Row], work: Import) -> None:
    """Create or update paper types by code."""
    saved = PaperType.objects.in_bulk()
    for row in rows:
        cells = Cells(row, work)
        code = cells.text("code", most=50, required=True)
        rule = cells.one_of("validity_rule", PaperType.Validity.values, default="forever")
        months = cells.number("validity_months", least=1, most=1200)
        if rule == PaperType.Validity.FIXED and months is None:
            cells.wrong("paper_type.no_months", "validity_months")
        years = cells.number("retention_years", most=1000)
        dpi = cells.number("min_dpi", least=50, most=1200)
        values = {
            "name": cells.text("name", most=200, required=True),
            "result_type_code": cells.text("result_type_code", most=50),
            "validity": rule,
            "validity_months": months,
            "retention_years": 10 if years is None else years,
            "access": cells.one_of("access_level", PaperType.Access.values, default="agency"),
            "min_dpi": 200 if dpi is None else dpi,
            "colour_required": cells.yes_no("colour_required", default=True),
            "mark_text": cells.text("mark_text", most=200),
            "mode": cells.one_of("mode", PaperType.Mode.values, default=""),
        }
        if cells.ok:
            saved[code], _ = work.write(saved.get(code), PaperType(code=code), values)
