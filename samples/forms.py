"""What every kind of sample paper needs: its pages as blocks and the fields that stand on it."""

from dataclasses import dataclass, replace
from datetime import date

from samples.blocks import Cells, Page
from samples.issuers import Issuer, signer
from samples.model import Holder
from samples.scenario import Scenario
from vietnamese.dates import format_date

DISTRICTS_ENDED = date(2025, 7, 1)
SEX_NAMES = {"male": "Nam", "female": "Nữ"}


@dataclass(frozen=True, slots=True)
class Form:
    """A paper before it is drawn: type, pages, fields as docs/interfaces.md names them, and holder."""

    paper_type: str
    pages: tuple[Page, ...]
    fields: dict[str, str]
    holder: Holder


def then(holder: Holder, day: date) -> Holder:
    """Return the holder with the address of that day: districts stood in it until 1 July 2025."""
    if day >= DISTRICTS_ENDED:
        return holder
    return replace(holder, address=holder.address.replace(", tỉnh", ", huyện Tân Lâm, tỉnh"))


def issued(
    issuer: Issuer, *, scenario: Scenario, title: str, number: str, day: date
) -> dict[str, str]:
    """Return the fields that any paper issued by an agency bears."""
    return {
        "title": title,
        "number": number,
        "issued_on": day.isoformat(),
        "issuer": issuer.name,
        "signatory": signer(issuer, scenario=scenario),
        "signatory_position": issuer.titles[-1],
    }


def about(holder: Holder, *, old_id: bool = False) -> dict[str, str]:
    """Return the fields that tell the holder of a paper."""
    fields = {"holder_name": holder.name, "address": holder.address}
    if holder.kind == "organisation":
        return {**fields, "tax_code": holder.tax_code}
    fields["personal_id"] = holder.old_personal_id if old_id else holder.personal_id
    fields["birth_date"] = holder.born.isoformat()
    return fields


def salutation(holder: Holder) -> str:
    """Return `ông` or `bà` before the name."""
    return f"{'ông' if holder.sex == 'male' else 'bà'} {holder.name}"


def sex_name(holder: Holder) -> str:
    """Return Nam or Nữ."""
    return SEX_NAMES[holder.sex or "male"]


def born_and_sex(holder: Holder) -> Cells:
    """Return the line with birth date and sex."""
    return Cells(
        (
            (0.0, f"Ngày, tháng, năm sinh: {format_date(holder.born)}"),
            (0.62, f"Giới tính: {sex_name(holder)}"),
        )
    )
