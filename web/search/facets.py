"""How many of the papers found are of each type, agency, validity and year, each with the way to see only these.

Counted over what was found on the way to the answer (some hundred papers at most), within what the person may
see, without a query of their own: over a million papers a full count would cost seconds and say nothing more useful.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reuse.finding import Results, Wanted
from web.search.forms import ENDED, HOLDS

MOST_VALUES = 8


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value: what stands in the address for it, its name, how many papers."""

    key: str
    name: str
    papers: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow; `at_least` says that there are more papers than were counted."""

    parameter: str
    name: str
    values: Sequence[FacetValue]
    at_least: bool


def facets_of(results: Results, wanted: Wanted) -> list[Facet]:
    """The facets of what was found; one whose values would narrow nothing is left out."""
    types, agencies, years, holds = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    type_names: dict[str, str] = {}
    agency_names: dict[str, str] = {}
    for each in results.facts:
        types[each.paper_type or ""] += 1
        agencies[str(each.agency)] += 1
        years[str(each.issued_on.year) if each.issued_on else ""] += 1
        holds[HOLDS if each.holds else ENDED] += 1
        agency_names[str(each.agency)] = each.agency_name
        if each.paper_type and each.type_name:
            type_names[each.paper_type] = each.type_name
    chosen = {
        "loai": wanted.paper_type or "",
        "co_quan": str(wanted.agency.pk) if wanted.agency else "",
        "hieu_luc": HOLDS if wanted.valid_on else ENDED if wanted.not_valid_on else "",
        "nam": str(wanted.issued_year or ""),
    }
    named: list[tuple[str, str, Mapping[str, int], Mapping[str, str]]] = [
        ("loai", "Loại", types, type_names),
        ("hieu_luc", "Hiệu lực", holds, {HOLDS: "Còn hiệu lực", ENDED: "Không còn, chưa có"}),
        ("co_quan", "Cơ quan giữ", agencies, agency_names),
        ("nam", "Năm ban hành", years, {year: year for year in years if year}),
    ]
    return [
        Facet(parameter, name, values, not results.facts_are_all)
        for parameter, name, counts, names in named
        if (values := _values(counts, names, chosen=chosen[parameter]))
    ]


def _values(
    counts: Mapping[str, int], names: Mapping[str, str], *, chosen: str
) -> list[FacetValue]:
    """The most frequent first; none where all papers have one value that nobody asked for."""
    named = [(count, key) for key, count in counts.items() if count and key in names]
    if chosen:
        named = [(counts.get(chosen, 0), chosen)] if chosen in names else []
    elif len(named) < 2:
        return []
    in_order = sorted(named, key=lambda each: (-each[0], names[each[1]]))[:MOST_VALUES]
    return [FacetValue(key, names[key], count, key == chosen) for count, key in in_order]
