"""The ten checks of a verification, each answered in a sentence, from what was found out about the signatures.

Library verdicts alone are not enough: bytes that nobody signed and another agency's certificate pass them.
A file by itself answers checks 2 to 8 and 10; 1 and 9 compare it with what the records say of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from signing.appearance import VIETNAM
from signing.ports import Answer, Check, Report, SignatureReport
from signing.verdict import (
    DOCUMENT_STAMP,
    FAILED,
    INDETERMINATE,
    PASSED,
    REASONS,
    own_signatures,
    wrong_agency,
)
from vietnamese.text import storable

TITLES = {
    1: "Đúng tệp đang lưu",
    2: "Chữ ký nguyên vẹn",
    3: "Chứng thư nối tới gốc tin cậy",
    4: "Chứng thư không bị thu hồi",
    5: "Dấu thời gian",
    6: "Thay đổi sau khi ký",
    7: "Chữ ký phủ hết tệp",
    8: "Đúng cơ quan ký",
    9: "Đủ và đúng các chữ ký",
    10: "Hạn gia hạn bằng chứng thời gian",
}
_BROKEN = frozenset({"HASH_FAILURE", "SIG_CRYPTO_FAILURE"})
_REVOKED = frozenset({"REVOKED", "REVOKED_NO_POE", "REVOKED_CA_NO_POE", "TRY_LATER"})
_FINAL = _BROKEN | {"FORMAT_FAILURE", "REVOKED", "EXPIRED", "NOT_YET_VALID"}
_WORST: tuple[Answer, ...] = ("failed", "unknown", "ok", "not_asked")
_Signatures = tuple[SignatureReport, ...]


def checks_of(
    signatures: _Signatures,
    *,
    reaches_end: bool,
    agency: str | None,
    moment: datetime,
    renew_before: datetime | None,
) -> tuple[Check, ...]:
    """Answer the ten checks.

    Args:
        signatures: of the file, in the order of what they cover; none where it is unsigned.
        reaches_end: whether nothing but known objects stands behind the last signature.
        agency: who was asked for.
        moment: aware; when it is judged.
        renew_before: aware; when the newest proofs end (signing.renew).
    """
    if not signatures:
        return tuple(Check(number, "not_asked", "Tệp không có chữ ký số.") for number in TITLES)
    return (
        Check(1, "not_asked", "Không có sổ để so mã băm của tệp."),
        _worst(2, signatures, _intact),
        _worst(3, signatures, _chain),
        _worst(4, signatures, _revocation),
        _worst(5, signatures, _stamp),
        _worst(6, signatures, _changes),
        _coverage(signatures, reaches_end=reaches_end),
        _agency(signatures, agency),
        _count(signatures),
        _renewal(signatures, moment, renew_before),
    )


def against_record(
    report: Report, *, sha256: str | None = None, signers: Sequence[str] | None = None
) -> Report:
    """The report with checks 1 and 9 answered from the records; a difference makes the file invalid.

    Args:
        sha256: what the record says of the file.
        signers: who must have signed, in order, no one else; None where the record does not say.
    """
    answers = {check.number: check for check in report.checks}
    if sha256 is not None:
        answers[1] = _same_file(report.sha256, sha256)
    if signers is not None:
        answers[9] = _expected(own_signatures(report.signatures), tuple(signers))
    changed = replace(report, checks=tuple(answers[number] for number in sorted(answers)))
    failed = [answers[n] for n in (1, 9) if n in answers and answers[n].outcome == "failed"]
    if failed and report.outcome != "invalid":
        return replace(changed, outcome="invalid", message=f"Không hợp lệ: {failed[0].message}")
    return changed


def _worst(number: int, signatures: _Signatures, ask: Callable[[SignatureReport], Check]) -> Check:
    found = sorted((ask(each) for each in signatures), key=lambda c: _WORST.index(c.outcome))
    return replace(found[0], number=number)


def _said(
    outcome: Answer, message: str, sub: str | None = None, **facts: str | int | None
) -> Check:
    return Check(0, outcome, message, _indication(sub), sub, facts)


def _indication(sub: str | None) -> str | None:
    if sub is None:
        return None
    return FAILED if sub in _FINAL else INDETERMINATE


def _why(each: SignatureReport) -> str:
    reason = REASONS.get(each.sub_indication or "", "không đủ căn cứ để kết luận")
    return f"{reason[:1].upper()}{reason[1:]}{f' ({each.signer})' if each.signer else ''}."


def _intact(each: SignatureReport) -> Check:
    sub = each.sub_indication
    if sub in _BROKEN or (sub == "FORMAT_FAILURE" and each.proof.judged_at is None):
        return _said("failed", _why(each), sub, field=each.field)
    text = f"Nội dung được ký khớp với chữ ký; hàm băm {(each.digest or '?').upper()}."
    return _said("ok", text, digest=each.digest, field=each.field)


def _chain(each: SignatureReport) -> Check:
    proof, facts = each.proof, {"signer": each.signer, "issuer": each.proof.issuer}
    if proof.judged_at is None:
        return _said("unknown", "Không đọc được chứng thư.", each.sub_indication, field=each.field)
    problem = proof.chain_problem
    if problem is None or problem in _REVOKED:
        at, clock = _day(proof.judged_at), "lúc được chứng thực" if proof.stamped_at else "lúc xét"
        text = f"Nối được tới gốc đã nạp, {clock} ({at}); nơi cấp: {proof.issuer or '?'}."
        return _said("ok", text, judged_at=proof.judged_at.isoformat(), **facts)
    outcome: Answer = "failed" if each.indication == FAILED else "unknown"
    return _said(outcome, _why(replace(each, sub_indication=problem)), problem, **facts)


def _revocation(each: SignatureReport) -> Check:
    proof = each.proof
    problem = each.sub_indication if each.sub_indication in _REVOKED else proof.chain_problem
    if problem in _REVOKED:
        outcome: Answer = "unknown" if problem == "TRY_LATER" else "failed"
        return _said(outcome, _why(replace(each, sub_indication=problem)), problem)
    if problem is not None or proof.judged_at is None:
        return _said("unknown", "Chưa xét được vì chứng thư chưa nối tới gốc tin cậy.", problem)
    if proof.revocation is None or proof.revocation_at is None:
        return _said("not_asked", "Chứng thư không nêu nơi tra cứu thu hồi.")
    source = {"crl": "danh sách thu hồi", "ocsp": "trả lời OCSP"}[proof.revocation]
    text = f"Không bị thu hồi theo {source} ngày {_day(proof.revocation_at)}."
    until = proof.revocation_until.isoformat() if proof.revocation_until else None
    issued = proof.revocation_at.isoformat()
    return _said("ok", text, source=proof.revocation, issued_at=issued, until=until)


def _stamp(each: SignatureReport) -> Check:
    proof = each.proof
    if proof.stamp == "not_asked" or proof.stamped_at is None:
        if proof.stamp == "failed":
            return _said("failed", "Dấu thời gian không hợp lệ.", each.sub_indication)
        return _said("not_asked", "Không có dấu thời gian; giờ ký theo máy của người ký.")
    facts = {"authority": proof.stamped_by, "at": proof.stamped_at.isoformat()}
    told = f"{_day(proof.stamped_at)}, nơi đóng dấu: {proof.stamped_by or '?'}"
    if proof.stamp == "ok":
        return _said("ok", f"Thời gian được chứng thực: {told}.", **facts)
    word = "không hợp lệ" if proof.stamp == "failed" else "chưa đủ căn cứ để tin"
    return _said(proof.stamp, f"Dấu thời gian {word} ({told}).", each.sub_indication, **facts)


def _changes(each: SignatureReport) -> Check:
    if each.proof.judged_at is None:
        return _said("unknown", "Chưa xét được vì chữ ký không đọc được.", each.sub_indication)
    if each.changes_after == "forbidden":
        text = "Tệp có thay đổi không được phép sau khi ký."
        return _said("failed", text, "FORMAT_FAILURE", field=each.field)
    text = {
        "none": "Không có thay đổi sau khi ký.",
        "dss": "Sau khi ký chỉ thêm dữ liệu kiểm tra và dấu thời gian.",
        "allowed": "Sau khi ký chỉ có thay đổi mà người ký cho phép, đã được ký tiếp.",
    }[each.changes_after]
    return _said("ok", text, changes=each.changes_after)


def _coverage(signatures: _Signatures, *, reaches_end: bool) -> Check:
    last = signatures[-1]
    if not reaches_end:
        text = "Có dữ liệu lạ phía sau chữ ký cuối cùng."
        return Check(7, "failed", text, FAILED, "FORMAT_FAILURE")
    if last.covers_whole_file:
        return Check(7, "ok", "Chữ ký cuối cùng phủ tới hết tệp.")
    return Check(7, "ok", "Sau chữ ký cuối cùng chỉ có dữ liệu kiểm tra chữ ký.")


def _agency(signatures: _Signatures, agency: str | None) -> Check:
    if agency is None:
        return Check(8, "not_asked", "Không nêu cơ quan phải ký.")
    facts = {"asked": agency}
    for each in own_signatures(signatures):
        facts["organisation"] = each.organisation or each.signer or ""
    if any(wrong_agency(each) for each in signatures):
        text = f"Người ký không phải {agency}."
        return Check(8, "failed", text, INDETERMINATE, "SIG_CONSTRAINTS_FAILURE", facts)
    if all(each.proof.judged_at is None for each in own_signatures(signatures)):
        return Check(8, "unknown", "Không đọc được người ký.", INDETERMINATE, None, facts)
    return Check(8, "ok", f"Người ký là {agency}.", facts=facts)


def _count(signatures: _Signatures) -> Check:
    own = own_signatures(signatures)
    stamps = sum(DOCUMENT_STAMP in each.warnings for each in signatures)
    more = f" và {stamps} dấu thời gian của tệp" if stamps else ""
    text = f"Tệp có {len(own)} chữ ký{more}; không có sổ để so."
    return Check(9, "not_asked", text, facts={"signatures": len(own), "stamps": stamps})


def _expected(own: _Signatures, signers: tuple[str, ...]) -> Check:
    # Names are a stranger's, and were kept without what no database holds.
    found = tuple(storable(each.signer or "") for each in own)
    facts = {"expected": len(signers), "signatures": len(found)}
    if found == signers:
        return Check(9, "ok", f"Đúng {len(found)} chữ ký như đã ghi.", facts=facts)
    text = "số chữ ký hoặc người ký khác với sổ ghi."
    return Check(9, "failed", text, FAILED, "SIG_CONSTRAINTS_FAILURE", facts)


def _same_file(found: str, recorded: str) -> Check:
    facts = {"sha256": found, "recorded": recorded}
    if found == recorded:
        return Check(1, "ok", "Mã băm SHA-256 trùng với sổ.", facts=facts)
    return Check(1, "failed", "tệp khác với tệp đã ghi sổ.", FAILED, "HASH_FAILURE", facts)


def _renewal(signatures: _Signatures, moment: datetime, due: datetime | None) -> Check:
    if due is None or not all(each.indication == PASSED for each in signatures):
        return Check(10, "unknown", "Chưa tính được khi chữ ký chưa hợp lệ.")
    facts = {"renew_before": due.isoformat()}
    if due <= moment:
        text = f"Bằng chứng thời gian đã hết hạn ngày {_day(due)}."
        return Check(10, "failed", text, INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", facts)
    return Check(10, "ok", f"Cần gia hạn trước ngày {_day(due)}.", facts=facts)


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y}"
