"""What anybody may be told of a copy: genuine or not, in use or not, issuer, type, date; nothing about a person."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from dossiers.models import CopyCode, Paper, PaperType, Rendition
from dossiers.states import State
from vietnamese.text import fold

VALID_SIGNATURE = "valid"
# On the way to a corrected copy. Every other state that is not AVAILABLE has ended.
IN_CORRECTION = frozenset({State.REVIEWED, State.TO_SIGN, State.SIGNED, State.FAILED})
# As many digits as the shortest number of a person has.
_DIGITS_OF_A_PERSON = 9
_OF_A_PAPER = ("paper__paper_type", "paper__agency", "paper__holder")
# Several agencies may have received one and the same file.
_MOST_ALIKE = 16


class Standing(TextChoices):
    """Whether a genuine copy may be relied on today, and why not."""

    VALID = "valid", "Còn giá trị sử dụng"
    NEWER_COPY = "newer_copy", "Đã có bản số hóa mới hơn"
    IN_CORRECTION = "in_correction", "Đang được làm lại"
    NOT_YET = "not_yet", "Chưa đến ngày có hiệu lực"
    EXPIRED = "expired", "Đã hết hiệu lực"
    REVOKED = "revoked", "Đã bị thu hồi"
    REPLACED = "replaced", "Đã bị giấy tờ khác thay thế"
    WITHDRAWN = "withdrawn", "Đã ngừng sử dụng"
    UNPROVEN = "unproven", "Chữ ký số chưa kiểm tra được"
    SIGNATURE_INVALID = "signature_invalid", "Chữ ký số không hợp lệ"


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """A genuine copy as anybody may know it. What is empty is not told: of a restricted type, nothing more."""

    standing: Standing
    paper_type: str = ""
    issuer: str = ""
    issued_on: date | None = None
    valid_to: date | None = None
    agency: str = ""
    made_at: datetime | None = None
    verified_at: datetime | None = None


def copy_by_code(code: str, *, day: date) -> CopyFacts | None:
    """What the copy with this code is worth on that day; None where no signed copy carries it."""
    row = CopyCode.objects.filter(code=code).select_related(*_OF_A_PAPER).first()
    if row is None:
        return None
    copies = row.paper.renditions.filter(kind=Rendition.Kind.SIGNED, made_at__gte=row.made_at)
    signed = copies.order_by("version").first()
    if signed is None:
        return None
    return _facts(row.paper, signed, newest=row.accepted_at == row.paper.accepted_at, day=day)


def copy_by_bytes(sha256: str, *, day: date) -> CopyFacts | None:
    """The same for a file: None unless it is, byte for byte, a signed copy or a signed original that is held."""
    held = Rendition.objects.filter(sha256=sha256).select_related(*_OF_A_PAPER)
    evidence = (each for each in held.order_by("-pk")[:_MOST_ALIKE] if _is_evidence(each))
    copy = next(evidence, None)
    if copy is None:
        return None
    return _facts(copy.paper, copy, newest=_is_newest(copy.paper, copy), day=day)


def _is_evidence(held: Rendition) -> bool:
    """Whether these bytes were given to anybody as evidence; a paper that arrived signed, once it was in use."""
    if held.kind == Rendition.Kind.SIGNED:
        return True
    is_original = held.kind == Rendition.Kind.ORIGINAL and held.paper.arrived_signed
    return is_original and held.paper.state in {State.AVAILABLE, State.WITHDRAWN}


def _is_newest(paper: Paper, copy: Rendition) -> bool:
    """Whether the paper was not accepted anew since; a copy that was only stamped anew is as good as before."""
    if paper.accepted_at is None or copy.kind != Rendition.Kind.SIGNED:
        return True
    own = paper.copy_codes.filter(made_at__lte=copy.made_at).last()
    return own.accepted_at == paper.accepted_at if own else copy.made_at >= paper.accepted_at


def _facts(paper: Paper, copy: Rendition, *, newest: bool, day: date) -> CopyFacts:
    standing = _standing(paper, newest=newest, day=day)
    paper_type = paper.paper_type
    if paper_type is None or paper_type.access == PaperType.Access.RESTRICTED:
        return CopyFacts(standing)
    verified = paper.verifications.first()
    return CopyFacts(
        standing,
        paper_type=paper_type.name,
        issuer=_impersonal(paper),
        issued_on=paper.issued_on,
        valid_to=paper.valid_to,
        agency=paper.agency.name,
        made_at=copy.made_at,
        verified_at=verified.verified_at if verified is not None else None,
    )


def _standing(paper: Paper, *, newest: bool, day: date) -> Standing:
    """The gravest reason first."""
    if paper.state != State.AVAILABLE and paper.state not in IN_CORRECTION:
        return Standing.WITHDRAWN
    of_paper = {
        Standing.REVOKED: paper.revoked_at is not None and paper.revoked_at <= day,
        Standing.REPLACED: paper.replaced_by_id is not None,
        Standing.EXPIRED: paper.valid_to is not None and paper.valid_to < day,
        Standing.NOT_YET: paper.valid_from is not None and paper.valid_from > day,
        Standing.IN_CORRECTION: paper.state != State.AVAILABLE,
        Standing.NEWER_COPY: not newest,
    }
    found = next((standing for standing, holds in of_paper.items() if holds), None)
    return found or _of_signature(paper)


def _of_signature(paper: Paper) -> Standing:
    verdict = paper.verifications.first()
    if verdict is not None and verdict.outcome == VALID_SIGNATURE:
        return Standing.VALID
    is_invalid = verdict is not None and verdict.outcome == "invalid"
    return Standing.SIGNATURE_INVALID if is_invalid else Standing.UNPROVEN


def _impersonal(paper: Paper) -> str:
    """The issuer as written, unless that names the holder or carries a number: it was read from the paper."""
    names = [paper.holder.name] if paper.holder is not None else []
    names += paper.fields.filter(name="holder_name").values_list("value", flat=True)
    words = f" {fold(paper.issuer)} "
    # A single word is as often part of a place's name.
    is_personal = any(f" {fold(name)} " in words for name in names if " " in name.strip())
    digits = sum(sign.isdigit() for sign in words)
    return "" if is_personal or digits >= _DIGITS_OF_A_PERSON else paper.issuer
