"""The verdict on the whole file, with one sentence for the person at the counter."""

from datetime import datetime

from signing.appearance import VIETNAM
from signing.ports import Check, Outcome, Report, SignatureReport

PASSED, FAILED, INDETERMINATE = "TOTAL_PASSED", "TOTAL_FAILED", "INDETERMINATE"
DOCUMENT_STAMP, WRONG_AGENCY = "signature.document_timestamp", "signature.wrong_agency"

REASONS = {
    "HASH_FAILURE": "nội dung đã bị sửa sau khi ký",
    "SIG_CRYPTO_FAILURE": "chữ ký không khớp với chứng thư",
    "FORMAT_FAILURE": "tệp bị thay đổi sau khi ký hoặc chữ ký sai cấu trúc",
    "REVOKED": "chứng thư đã bị thu hồi trước khi ký",
    "NO_CERTIFICATE_CHAIN_FOUND": "chứng thư không nối được tới gốc tin cậy nào đã nạp",
    "REVOKED_NO_POE": "chứng thư đã bị thu hồi, không chứng minh được là ký trước đó",
    "REVOKED_CA_NO_POE": "chứng thư của cơ quan cấp đã bị thu hồi",
    "OUT_OF_BOUNDS_NO_POE": "chứng thư ngoài thời hạn, không chứng minh được thời điểm ký",
    "EXPIRED": "chứng thư đã hết hạn",
    "NOT_YET_VALID": "chứng thư chưa có hiệu lực vào thời điểm ký",
    "TIMESTAMP_ORDER_FAILURE": "dấu thời gian không đúng thứ tự hoặc ở tương lai",
    "GENERIC": "dấu thời gian không thuộc về chữ ký này",
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": "chuỗi chứng thư không kiểm tra được",
    "TRY_LATER": "chưa có dữ liệu để kiểm tra thu hồi chứng thư",
    "CRYPTO_CONSTRAINTS_FAILURE": "thuật toán ký không được chấp nhận",
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": "thuật toán ký không được chấp nhận",
    "SIG_CONSTRAINTS_FAILURE": "người ký không phải cơ quan được yêu cầu",
    "CHAIN_CONSTRAINTS_FAILURE": "chứng thư không được phép dùng để ký",
}
_UNKNOWN = "không đủ căn cứ để kết luận"


def report(
    sha256: str,
    signatures: tuple[SignatureReport, ...],
    *,
    readable: bool,
    checks: tuple[Check, ...] = (),
    renew_before: datetime | None = None,
) -> Report:
    """Sum up: invalid if any signature failed, else indeterminate if any is, else valid.

    A signature by another agency than the one asked for makes the file invalid for the asker, though
    ETSI calls such a signature indeterminate.
    """
    outcome = _outcome(signatures, readable=readable)
    return Report(
        sha256=sha256,
        outcome=outcome,
        signatures=signatures,
        message=_message(outcome, signatures),
        checks=checks,
        renew_before=renew_before,
    )


def own_signatures(signatures: tuple[SignatureReport, ...]) -> tuple[SignatureReport, ...]:
    """Those of people and agencies, without the time-stamps of the whole file."""
    return tuple(each for each in signatures if DOCUMENT_STAMP not in each.warnings)


def _outcome(signatures: tuple[SignatureReport, ...], *, readable: bool) -> Outcome:
    if not readable:
        return "invalid"
    if not signatures:
        return "unsigned"
    if any(each.indication == FAILED or wrong_agency(each) for each in signatures):
        return "invalid"
    if any(each.indication != PASSED for each in signatures):
        return "indeterminate"
    return "valid"


def wrong_agency(signature: SignatureReport) -> bool:
    """Whether it is not by the agency that was asked for."""
    return WRONG_AGENCY in signature.warnings


def _message(outcome: Outcome, signatures: tuple[SignatureReport, ...]) -> str:
    if outcome == "unsigned":
        return "Tệp không có chữ ký số."
    if outcome == "valid":
        return _valid(signatures)
    if not signatures:
        return "Không hợp lệ: tệp hỏng, không đọc được."
    if outcome == "invalid":
        bad = next(s for s in signatures if s.indication == FAILED or wrong_agency(s))
        reason = REASONS["SIG_CONSTRAINTS_FAILURE"] if wrong_agency(bad) else _reason(bad)
        return f"Không hợp lệ: {reason}{_whose(bad)}."
    bad = next(s for s in signatures if s.indication != PASSED)
    return f"Chưa xác định: {_reason(bad)}{_whose(bad)}."


def _valid(signatures: tuple[SignatureReport, ...]) -> str:
    own = own_signatures(signatures)
    last = (own or signatures)[-1]
    many = f" ({len(own)} chữ ký)" if len(own) > 1 else ""
    when = ""
    if last.signed_at is not None:
        clock = "" if last.time_source == "timestamp" else " (giờ máy người ký)"
        when = f", ký lúc {last.signed_at.astimezone(VIETNAM):%H:%M:%S ngày %d/%m/%Y}{clock}"
    return f"Chữ ký hợp lệ: {last.signer or 'không rõ tên'}{when}{many}."


def _reason(signature: SignatureReport) -> str:
    return REASONS.get(signature.sub_indication or "", _UNKNOWN)


def _whose(signature: SignatureReport) -> str:
    return f" (chữ ký của {signature.signer})" if signature.signer else ""
