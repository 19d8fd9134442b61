"""`motlan verify FILE…`: judge the signatures of PDF files, offline."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from config import bounds
from config.messages import message
from signing.appearance import VIETNAM
from signing.checks import TITLES
from signing.errors import SigningError
from signing.ports import Check, Report
from signing.trust import Trust, load_trust
from signing.verify import verify_pdf
from signing.wire import signature_json
from worker.direct.own_bounds import TookTooLong, within_memory, within_time

ANSWERS = {"ok": "đạt", "failed": "không đạt", "unknown": "chưa rõ", "not_asked": "không xét"}
DONE, ALL_FAILED, WRONG_USE, SOME_FAILED = 0, 1, 2, 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motlan verify",
        description="Kiểm tra chữ ký số trong tệp PDF. Không bao giờ truy cập mạng.",
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help="tệp cần kiểm tra")
    parser.add_argument(
        "--trust", type=Path, action="append", default=[], help="chứng thư gốc, trung gian (PEM)"
    )
    parser.add_argument("--crl", type=Path, action="append", default=[], help="danh sách thu hồi")
    parser.add_argument("--ocsp", type=Path, action="append", default=[], help="trả lời OCSP")
    parser.add_argument("--at", type=_moment, metavar="TIME", help="thời điểm xét, ISO 8601")
    parser.add_argument("--agency", metavar="NAME", help="cơ quan phải là người ký")
    parser.add_argument("--offline", action="store_true", help="luôn như vậy; giữ cho kịch bản cũ")
    parser.add_argument("--json", action="store_true", help="mỗi tệp một dòng JSON")
    return parser


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("không phải thời gian ISO 8601") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def main(argv: Sequence[str]) -> int:
    """Exit status: 0 every file valid, 1 none, 2 wrong use, 3 some."""
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        trust = load_trust(options.trust, crls=options.crl, ocsps=options.ocsp)
    except SigningError as error:
        parser.error(str(error))
    valid = 0
    for name in options.files:
        item, checks = _verified(name, options, trust)
        valid += item.get("outcome") == "valid"
        line = json.dumps(item, ensure_ascii=False) if options.json else _text(item, checks)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    if valid == len(options.files):
        return DONE
    return SOME_FAILED if valid else ALL_FAILED


def _verified(
    name: str, options: argparse.Namespace, trust: Trust
) -> tuple[dict[str, Any], tuple[Check, ...]]:
    path = Path(name)
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
        return _failed(name, "file.not_a_file", "not a regular file"), ()
    try:
        with within_memory(), within_time(bounds.TIMEOUT_S):
            report = verify_pdf(path, trust=trust, at=options.at, agency=options.agency)
    except TookTooLong as error:
        return _failed(name, "sandbox.timeout", str(error)), ()
    except SigningError as error:
        return _failed(name, error.code, str(error)), ()
    except OSError as error:
        return _failed(name, "input.unreadable", error.strerror or "unreadable"), ()
    return _item(name, report), report.checks


def _item(name: str, report: Report) -> dict[str, Any]:
    return {
        "file": name,
        "sha256": report.sha256,
        "outcome": report.outcome,
        "signatures": [signature_json(each) for each in report.signatures],
        "message": report.message,
    }


def _failed(name: str, code: str, detail: str) -> dict[str, Any]:
    told = message(code)
    sys.stderr.write(f"{name}: {detail}\n")
    return {
        "file": name,
        "error": {"code": code, "message": told.sentence, "remedy": told.remedy},
    }


def _text(item: dict[str, Any], checks: tuple[Check, ...]) -> str:
    if "error" in item:
        return f"{item['file']}: {item['error']['message']}"
    lines = [f"{item['file']}: {item['message']}"]
    for each in item["signatures"]:
        verdict = each["indication"] + (
            f"/{each['sub_indication']}" if each["sub_indication"] else ""
        )
        lines.append(
            f"  {each['field']}: {each['signer'] or '?'}; {each['signed_at'] or '?'} "
            f"({each['time_source']}); {each['digest'] or '?'}; {each['level'] or '-'}; {verdict}"
        )
        lines += [f"    ! {warning}" for warning in each["warnings"]]
    lines += [
        f"  {c.number}. {TITLES[c.number]}: {ANSWERS[c.outcome]}. {c.message}" for c in checks
    ]
    return "\n".join(lines)
