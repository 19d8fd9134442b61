"""Writes to the records that more than one room needs."""

from datetime import date

from dossiers.models import Paper
from vietnamese.document_number import fold_number

TEXT_FIELDS = {"title": 500, "number": 120, "issuer": 300}


def apply_fields(paper: Paper) -> None:
    """Copy the paper's field values to the columns that are searched and checked, and work out its validity.

    Changes the object only; the caller saves it.
    """
    values = dict(paper.fields.values_list("name", "value"))
    for name, length in TEXT_FIELDS.items():
        setattr(paper, name, values.get(name, "")[:length])
    paper.number_key = fold_number(paper.number)[:120] if paper.number else ""
    paper.issued_on = iso_date(values.get("issued_on", ""))
    paper.valid_from = paper.issued_on
    stated = iso_date(values.get("valid_to", ""))
    valid_to = paper.paper_type.valid_to(paper.valid_from, stated) if paper.paper_type else stated
    # A misread end before the beginning is left for the clerk instead of stopping the paper.
    paper.valid_to = (
        None if valid_to and paper.valid_from and valid_to < paper.valid_from else valid_to
    )


def iso_date(value: str) -> date | None:
    """The date of an ISO text, None when it is empty or not a date."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
