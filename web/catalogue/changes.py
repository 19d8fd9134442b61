"""The differences between two versions, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from dossiers.models import (
    CopyKind,
    DataSource,
    MandatoryClass,
    PaperType,
    Procedure,
    ProcedureVersion,
)
from dossiers.procedures.content import Accepted, Asked, Content
from dossiers.procedures.differences import differences
from vietnamese.dates import format_number

NAMES = {
    "processing_days": "Thời hạn",
    "legal_basis": "Căn cứ pháp lý",
    "intake_place": "Nơi tiếp nhận",
    "parts": "Thủ tục được ghép",
}
NOTHING = "trống"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `before` and `after` are empty where one word says it all."""

    kind: str
    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    types: dict[str, str]
    sources: dict[str, str]
    procedures: dict[str, str]


def changes(before: Content, after: Content) -> list[Change]:
    """What differs, the components first."""
    found = differences(before, after)
    if not found:
        return []
    words = _Words(
        dict(PaperType.objects.values_list("code", "name")),
        dict(DataSource.objects.values_list("code", "name")),
        dict(
            Procedure.objects.filter(code__in={*before.parts, *after.parts}).values_list(
                "code", "name"
            )
        ),
    )
    return [
        *(Change("added", _named(each), after=_satisfied_by(each, words)) for each in found.added),
        *(Change("gone", _named(each), before=_satisfied_by(each, words)) for each in found.gone),
        *(change for pair in found.changed for change in _changed(*pair, words=words)),
        *(
            Change("changed", NAMES[name], _term(before, name, words), _term(after, name, words))
            for name in found.terms
        ),
    ]


def _named(component: Asked) -> str:
    return f"{component.name} ({component.code})"


def _changed(old: Asked, new: Asked, *, words: _Words) -> Iterator[Change]:
    what = _named(new)
    if old.name != new.name:
        yield Change("changed", f"{what}: tên", old.name, new.name)
    if (old.accepted, old.data) != (new.accepted, new.data):
        yield Change(
            "changed", f"{what}: nhận", _satisfied_by(old, words), _satisfied_by(new, words)
        )
    if old.mandatory_class != new.mandatory_class:
        labels = dict(MandatoryClass.choices)
        shown = [str(labels.get(each.mandatory_class, NOTHING)) for each in (old, new)]
        yield Change("changed", f"{what}: nhóm phải số hóa", *shown)
    if old.shared_key != new.shared_key:
        keys = (old.shared_key or NOTHING, new.shared_key or NOTHING)
        yield Change("changed", f"{what}: giấy tờ dùng chung", *keys)
    if old.example != new.example:
        yield Change("changed", f"{what}: mẫu điền sẵn")


def _satisfied_by(component: Asked, words: _Words) -> str:
    """Giấy khai sinh (Bản sao) và Hợp đồng; hoặc tra cứu Cơ sở dữ liệu …"""
    alternatives: dict[int, list[str]] = {}
    for each in component.accepted:
        alternatives.setdefault(each.alternative, []).append(_paper(each, words))
    said = [" và ".join(each) for each in alternatives.values()]
    said += [f"tra cứu {words.sources.get(code, code)}" for code in component.data]
    return "; hoặc ".join(said)


def _paper(accepted: Accepted, words: _Words) -> str:
    asked = []
    if accepted.copy_kind in CopyKind.values:
        asked.append(str(CopyKind(accepted.copy_kind).label).lower())
    if accepted.max_age_days:
        asked.append(f"không quá {format_number(accepted.max_age_days)} ngày")
    name = words.types.get(accepted.paper_type, accepted.paper_type)
    return f"{name} ({', '.join(asked)})" if asked else name


def _term(content: Content, name: str, words: _Words) -> str:
    if name == "processing_days":
        days = content.processing_days
        return NOTHING if days is None else f"{days} ngày làm việc"
    if name == "intake_place":
        return str(ProcedureVersion.IntakePlace(content.intake_place).label)
    if name == "parts":
        return ", ".join(words.procedures.get(code, code) for code in content.parts) or NOTHING
    return content.legal_basis or NOTHING
