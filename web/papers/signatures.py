"""A verdict in words: the ten checks; who signed, when by which clock, how strong, what changed after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signing.checks import TITLES

INDICATIONS = {
    "TOTAL_PASSED": ("good", "Hợp lệ"),
    "INDETERMINATE": ("attention", "Chưa kết luận được"),
    "TOTAL_FAILED": ("bad", "Không hợp lệ"),
}
CHANGES = {
    "none": "Không có",
    "dss": "Chỉ thêm dữ liệu kiểm tra chữ ký",
    "allowed": "Có, trong phạm vi người ký cho phép",
    "forbidden": "Có, không được phép",
}
WARNINGS = {
    "signature.document_timestamp": "Đây là dấu thời gian của cả tệp, không phải chữ ký của người.",
    "signature.weak_digest": "Dùng hàm băm cũ (SHA-1 hoặc MD5), không còn an toàn.",
    "signature.unknown_root": "Chứng thư không nối được tới gốc tin cậy nào đã nạp.",
    "signature.revocation_unknown": "Chưa có dữ liệu để biết chứng thư có bị thu hồi hay không.",
    "signature.claimed_time": "Giờ ký lấy từ máy của người ký, không có dấu thời gian chứng thực.",
    "signature.timestamp_invalid": "Dấu thời gian không hợp lệ.",
    "signature.timestamp_unproven": "Dấu thời gian chưa đủ căn cứ để tin.",
    "signature.unknown_timestamp_root": "Dấu thời gian không nối được tới gốc tin cậy nào đã nạp.",
    "signature.time_zone_suspect": "Giờ ký có thể lệch 7 giờ: giờ địa phương bị ghi thành giờ UTC.",
    "signature.time_in_future": "Giờ ký nằm sau thời điểm kiểm tra.",
    "signature.wrong_agency": "Người ký không phải cơ quan được yêu cầu.",
}
ANSWERS = {
    "ok": ("good", "Đạt"),
    "failed": ("bad", "Không đạt"),
    "unknown": ("attention", "Chưa rõ"),
    "not_asked": ("quiet", "Không xét"),
}
OTHER_WARNING = "Có điểm cần kiểm tra thêm"


@dataclass(frozen=True, slots=True)
class SignatureWords:
    """One signature as a person reads it."""

    signer: str
    organisation: str
    tone: str
    label: str
    code: str  # sub-indication of ETSI EN 319 102-1, for whoever checks further
    signed_at: datetime | None
    clock: str
    digest: str
    level: str
    covers_whole_file: bool
    changes: str
    warnings: tuple[str, ...]


def signatures_in_words(signatures: Iterable[Mapping[str, Any]]) -> list[SignatureWords]:
    """The signatures kept beside a paper, names as in `motlan verify --json`."""
    return [_words(each) for each in signatures]


@dataclass(frozen=True, slots=True)
class CheckWords:
    """One of the ten checks as a person reads it."""

    number: int
    title: str
    tone: str
    label: str
    message: str
    code: str  # sub-indication of ETSI EN 319 102-1


def checks_in_words(checks: Iterable[Mapping[str, Any]]) -> list[CheckWords]:
    """The checks kept beside a paper; verdicts of older versions have none."""
    return [
        CheckWords(
            each["number"],
            TITLES.get(each["number"], ""),
            *ANSWERS.get(each["outcome"], ANSWERS["unknown"]),
            message=each["message"],
            code=each["sub_indication"] or "",
        )
        for each in checks
    ]


def _words(kept: Mapping[str, Any]) -> SignatureWords:
    tone, label = INDICATIONS.get(kept["indication"], INDICATIONS["INDETERMINATE"])
    stamped = kept["time_source"] == "timestamp"
    return SignatureWords(
        signer=kept["signer"] or "Không rõ tên",
        organisation=kept["organisation"] or "",
        tone=tone,
        label=label,
        code=kept["sub_indication"] or "",
        signed_at=datetime.fromisoformat(kept["signed_at"]) if kept["signed_at"] else None,
        clock="theo dấu thời gian" if stamped else "theo máy của người ký",
        digest=(kept["digest"] or "không rõ").upper(),
        level=kept["level"] or "",
        covers_whole_file=kept["covers_whole_file"],
        changes=CHANGES.get(kept["changes_after"], CHANGES["forbidden"]),
        warnings=tuple(
            WARNINGS.get(code, f"{OTHER_WARNING} ({code}).") for code in kept["warnings"]
        ),
    )
