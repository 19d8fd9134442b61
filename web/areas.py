"""The areas of the pages and the roles that open them, in the order in which they stand in the bar."""

from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import Role

Kind = Role.Kind


@dataclass(frozen=True, slots=True)
class Area:
    """One entry of the bar; `name` is the name of its first address."""

    name: str
    label: str
    kinds: frozenset[str]


AREAS = (
    Area("work", "Việc của tôi", frozenset({Kind.OFFICER, Kind.CLERK})),
    Area("intake", "Tiếp nhận", frozenset({Kind.OFFICER, Kind.CLERK})),
    Area("scan", "Quét", frozenset({Kind.CLERK})),
    Area("review", "Đối soát", frozenset({Kind.CLERK})),
    Area("signing", "Ký số", frozenset({Kind.CLERK})),
    Area("search", "Tra cứu", frozenset({Kind.OFFICER, Kind.CLERK, Kind.AUDITOR})),
    Area("holders", "Chủ giấy tờ", frozenset({Kind.OFFICER, Kind.CLERK, Kind.AUDITOR})),
    Area("checklist", "Thành phần hồ sơ", frozenset({Kind.OFFICER, Kind.CLERK})),
    Area("administration", "Quản trị", frozenset({Kind.ADMINISTRATOR})),
    Area("targets", "Chỉ tiêu", frozenset({Kind.MANAGER, Kind.AUDITOR, Kind.ADMINISTRATOR})),
    Area("once_only_report", "Hỏi lại giấy đang giữ", frozenset({Kind.MANAGER, Kind.AUDITOR})),
    Area("corrections", "Đề nghị của dân", frozenset({Kind.CLERK, Kind.OFFICER})),
    Area("concealments", "Mục ẩn với dân", frozenset({Kind.MANAGER, Kind.AUDITOR})),
    Area("retention", "Lưu trữ", frozenset({Kind.ADMINISTRATOR, Kind.MANAGER, Kind.AUDITOR})),
    Area("failures", "Lỗi", frozenset({Kind.CLERK, Kind.ADMINISTRATOR})),
    Area("health", "Sức khỏe", frozenset({Kind.ADMINISTRATOR})),
)

# Where a person of each role begins the day; the first role that they have counts.
FIRST_AREA = (
    (Kind.CLERK, "scan"),
    (Kind.OFFICER, "work"),
    (Kind.MANAGER, "targets"),
    (Kind.ADMINISTRATOR, "administration"),
    (Kind.AUDITOR, "search"),
)


def areas_for(kinds: Collection[str]) -> list[Area]:
    """The areas that any of these roles opens."""
    return [area for area in AREAS if area.kinds & set(kinds)]


def first_area(kinds: Collection[str]) -> str | None:
    """The name of the address where a person with these roles begins; None without a role."""
    return next((name for kind, name in FIRST_AREA if kind in kinds), None)
