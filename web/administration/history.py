"""What administrators did, as the chain of events tells it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Agency, Role, User
from accounts.selectors import administered_by
from dossiers.models import Event, FocalOfficer, OneStopUnit, PaperType
from vietnamese.dates import format_date

SHOWN = 30
VERBS = {
    "agency.added": "Thêm cơ quan",
    "agency.renamed": "Đổi tên cơ quan",
    "agency.signing_chosen": "Chọn cách ký số",
    "agency.ended": "Kết thúc cơ quan",
    "agency.one_stop_recorded": "Ghi bộ phận một cửa",
    "agency.focal_officer_recorded": "Ghi cán bộ đầu mối",
    "user.added": "Thêm người dùng",
    "user.renamed": "Sửa họ tên",
    "user.locked": "Khóa tài khoản",
    "user.unlocked": "Mở khóa tài khoản",
    "user.password_reset": "Cấp liên kết đặt mật khẩu",
    "user.password_set": "Tự đặt mật khẩu",
    "user.role_given": "Giao vai trò",
    "user.role_ended": "Kết thúc vai trò",
    "system.added": "Thêm hệ thống",
    "system.token_added": "Cấp khóa truy cập",
    "system.token_revoked": "Thu hồi khóa truy cập",
    "calendar.changed": "Nhập ngày nghỉ, ngày làm bù",
    "procedure.added": "Thêm thủ tục",
    "procedure.changed": "Sửa thủ tục",
    "procedure.draft_opened": "Soạn bản nháp",
    "procedure.draft_discarded": "Bỏ bản nháp",
    "procedure.version_published": "Ban hành phiên bản",
    "procedure.version_replaced": "Sửa phiên bản chưa có hồ sơ",
    "procedure.component_added": "Thêm thành phần hồ sơ",
    "procedure.component_changed": "Sửa thành phần hồ sơ",
    "procedure.component_removed": "Bỏ thành phần hồ sơ",
    "data_source.added": "Thêm cơ sở dữ liệu",
    "data_source.changed": "Sửa cơ sở dữ liệu",
    "lawful_exception.added": "Thêm trường hợp ngoại lệ",
    "lawful_exception.changed": "Sửa trường hợp ngoại lệ",
    "paper_type.added": "Thêm loại giấy tờ",
    "paper_type.changed": "Sửa loại giấy tờ",
}

COLUMNS = {
    "name": "tên",
    "result_type_code": "mã loại kết quả",
    "validity": "hiệu lực",
    "validity_months": "số tháng hiệu lực",
    "retention_years": "thời hạn lưu",
    "access": "mức truy cập",
    "min_dpi": "độ phân giải",
    "colour_required": "phải quét màu",
    "mark_text": "dòng chữ trên bản số hóa",
    "mode": "cách đọc",
    "automatic_review": "tự động đối soát",
}
# Of events: days off have their first and last day, offices since when they are so.
DAYS = {"first_day": "từ", "last_day": "đến hết", "from": "từ", "to": "đến hết"}
WORDS = {
    value: str(label)
    for choices in (PaperType.Validity, PaperType.Access, PaperType.Mode)
    for value, label in choices.choices
}


@dataclass(frozen=True, slots=True)
class Act:
    """One line of a history."""

    what: str
    detail: str
    actor: str
    at: datetime


def acts_on(row: Any, *, seen_by: User) -> list[Act]:
    """The newest acts on an agency, a person or a procedure in the chains that an administrator may see."""
    about = _named(row)
    if isinstance(row, Agency):
        for model in (OneStopUnit, FocalOfficer):
            for one in model.objects.filter(agency=row):
                about |= _named(one)
    found = Event.objects.filter(about, agency__in=administered_by(seen_by))
    return acts(found.filter(verb__in=VERBS).order_by("-id"))


def _named(row: Any) -> Q:
    return Q(object_type=row._meta.model_name, object_id=row.pk)  # noqa: SLF001 - Django's documented Meta API


def acts(events: QuerySet[Event]) -> list[Act]:
    """The newest of these events as lines."""
    return [
        Act(VERBS.get(each.verb, each.verb), _detail(each.facts), each.actor, each.at)
        for each in events[:SHOWN]
    ]


def _detail(facts: dict[str, Any]) -> str:
    parts = []
    if facts.get("role") in Role.Kind.values:
        parts.append(str(Role.Kind(facts["role"]).label))
    if "number" in facts:
        parts.append(f"số {facts['number']}")
    if "compliant" in facts:
        parts.append("đạt chuẩn theo quy định" if facts["compliant"] else "chưa đạt chuẩn")
    for name, words in DAYS.items():
        if facts.get(name):
            parts.append(f"{words} {format_date(date.fromisoformat(facts[name]))}")
    for name, values in facts.get("changed", {}).items():
        parts.append(_change(name, values))
    return ", ".join(parts)


def _change(name: str, values: list[Any]) -> str:
    label = COLUMNS.get(name, name)
    return f"{label}: {_word(values[0])} → {_word(values[1])}" if values else label


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if value in {None, ""}:
        return "trống"
    return WORDS.get(str(value), str(value))
