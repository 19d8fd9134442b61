"""What stands on a form, frozen when it is issued: words and dates as a person reads them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.actors import people_named
from accounts.models import Agency, User
from counter.calendar import local_day
from dossiers.models import (
    Component,
    Dossier,
    DossierStatus,
    FormEdition,
    Paper,
    Reuse,
)
from dossiers.selectors import events_of
from search.words import hide_ids
from vietnamese.person_id import mask

# What a step of the control slip says, by the verb of its event.
STEPS: Mapping[str, str] = {
    "dossier.opened": "Tiếp nhận hồ sơ",
    "dossier.recorded": "Ghi nhận hồ sơ từ hệ thống khác",
    "dossiers.imported": "Ghi nhận hồ sơ từ tệp dữ liệu",
    "dossier.receipt_issued": "Giao giấy tiếp nhận và hẹn trả kết quả",
    "dossier.assigned": "Phân công cán bộ thụ lý",
    "dossier.sent_on": "Chuyển hồ sơ",
    "dossier.arrived": "Nhận hồ sơ chuyển đến",
    "dossier.sending_struck": "Bỏ lần chuyển ghi nhầm",
    "dossier.transfers_recorded": "Ghi nhận luân chuyển từ hệ thống khác",
    "dossier.supplement_asked": "Yêu cầu bổ sung hồ sơ",
    "dossier.supplement_received": "Nhận đủ bổ sung",
    "dossier.pauses_recorded": "Ghi nhận thời gian chờ bổ sung từ hệ thống khác",
    "dossier.refused": "Từ chối tiếp nhận",
    "dossier.apologised": "Xin lỗi và hẹn lại ngày trả",
    "dossier.stopped": "Dừng giải quyết",
    "dossier.withdrawn": "Người nộp rút hồ sơ",
    "dossier.finished": "Giải quyết xong",
    "dossier.returned": "Trả kết quả",
}
# What people said of it: told on the page of the dossier, not on the slip that goes with it.
SAID: Mapping[str, str] = {
    "dossier.rated": "Ghi mức hài lòng",
    "dossier.complained": "Nhận phản ánh, kiến nghị",
    "dossier.complaint_settled": "Giải quyết xong phản ánh, kiến nghị",
    "dossier.feedback_recorded": "Ghi nhận đánh giá, phản ánh từ hệ thống khác",
}


def day(value: date | datetime | None) -> str:
    """21/10/2026, in the office's time zone; empty for none."""
    if value is None:
        return ""
    moment = local_day(value) if isinstance(value, datetime) else value
    return f"{moment:%d/%m/%Y}"


def moment(value: datetime | None) -> str:
    """08 giờ 05, ngày 21/10/2026."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local:%H} giờ {local:%M}, ngày {local:%d/%m/%Y}"


def facts_of(
    dossier: Dossier, edition: FormEdition, *, agency: Agency, by: User, at: datetime
) -> dict[str, Any]:
    """What every form says: who issues it on what basis, and about which dossier."""
    local = timezone.localtime(at)
    holder, version = dossier.holder, dossier.version
    number = holder.personal_id or holder.old_personal_id or holder.tax_code
    return {
        "form": {
            "number": edition.number,
            "title": edition.title,
            "legal_basis": edition.legal_basis,
        },
        "agency": agency.name,
        "above": agency.parent.name if agency.parent else "",
        "year": local.year,
        "date": f"ngày {local:%d} tháng {local:%m} năm {local:%Y}",
        "by": by.full_name or by.username,
        "dossier": {
            "number": dossier.number,
            "procedure": dossier.procedure.name,
            "procedure_code": dossier.procedure.code,
            "legal_basis": version.legal_basis,
            "channel": dossier.get_channel_display(),
            "received": moment(dossier.received_at),
            "due": moment(dossier.due_at),
            "days": version.processing_days,
            "deciding": dossier.deciding_agency.name,
            "intake": dossier.place_of_intake.name,
        },
        "holder": {
            "name": holder.name,
            # Enough to tell two of one name apart; a form is carried through the streets.
            "number": mask(number) if number else "",
            "address": holder.address,
        },
    }


def handed_in(dossier: Dossier, ticked: Iterable[Component]) -> list[dict[str, str]]:
    """What the applicant brought: papers taken in with the dossier, and components that were ticked."""
    papers = dossier.papers.select_related("component", "paper_type").order_by("id")
    rows = [
        {"name": _name_of(each), "kind": each.get_copy_kind_display() if each.copy_kind else ""}
        for each in papers
        if not each.is_result
    ]
    there = {each.component_id for each in papers}
    rows += [{"name": each.name, "kind": ""} for each in ticked if each.pk not in there]
    return rows


def reused(dossier: Dossier) -> list[dict[str, str]]:
    """What the applicant did not have to bring, and where it was found."""
    rows = dossier.reuses.filter(revoked_at__isnull=True).select_related(
        "component", "paper__paper_type", "source"
    )
    return [{"name": each.component.name, "found": _found(each)} for each in rows.order_by("id")]


def steps_of(dossier: Dossier) -> list[dict[str, str]]:
    """What was done with the dossier until now, by its events."""
    found = list(events_of(dossier).filter(verb__in=STEPS).select_related("agency").order_by("id"))
    names = people_named(each.actor for each in found)
    return [
        {
            "at": moment(each.at),
            "what": STEPS[each.verb],
            "who": names.get(each.actor, each.actor),
            "agency": each.agency.name,
            "status": DossierStatus(each.facts["status"]).label if "status" in each.facts else "",
        }
        for each in found
    ]


def _name_of(paper: Paper) -> str:
    if paper.component is not None:
        return paper.component.name
    return paper.paper_type.name if paper.paper_type else "Giấy tờ chưa phân loại"


def _found(reuse: Reuse) -> str:
    paper = reuse.paper
    if paper is None:
        name = reuse.source.name if reuse.source else reuse.get_mode_display()
        return f"{name}, số {hide_ids(reuse.reference)}"
    name = paper.paper_type.name if paper.paper_type else "giấy tờ"
    # The number of an identity card is the person's own.
    number = hide_ids(paper.number)
    parts = [name, f"số {number}" if number else "", day(paper.issued_on)]
    return ", ".join(each for each in parts if each)
