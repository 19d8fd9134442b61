"""The sections of Chỉ tiêu and who opens them, in the order in which they stand under the bar."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from accounts.models import Role

Kind = Role.Kind
READERS = frozenset({Kind.MANAGER, Kind.AUDITOR, Kind.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Section:
    """One entry; `name` is the name of its first address."""

    name: str
    label: str
    kinds: frozenset[str] = READERS


@dataclass(frozen=True, slots=True)
class Tab:
    """A section that this person may open, and whether they are in it."""

    address: str
    label: str
    is_current: bool


SECTIONS = (
    Section("targets", "Chỉ tiêu"),
    Section("targets_compare", "So sánh"),
    Section("campaigns", "Chiến dịch"),
    Section("reports", "Báo cáo"),
    Section("target_setting", "Đặt chỉ tiêu"),
    Section("closings", "Chốt kỳ"),
)


def tabs_for(kinds: Collection[str], *, path: str) -> list[Tab]:
    """The tabs of a person with these roles; the current one has the longest address that begins the path."""
    opened = {
        each.label: address
        for each in SECTIONS
        if each.kinds & set(kinds) and (address := _address(each))
    }
    within = [address for address in opened.values() if path.startswith(address)]
    current = max(within, key=len, default="")
    return [Tab(address, label, address == current) for label, address in opened.items()]


def _address(section: Section) -> str:
    # A section whose pages an installation leaves out has no tab.
    try:
        return reverse(section.name)
    except NoReverseMatch:
        return ""
