"""`motlan sign IN OUT`: sign one PDF with a key file or a token."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from config.key_holders import http_timestamper, pkcs11_key_holder, pkcs12_key_holder
from config.messages import message
from signing.errors import LevelUnsupported, SigningError
from signing.extend import extend_pdf
from signing.key_check import check_certificate
from signing.ports import KeyHolder, Level, Mark, Timestamper
from signing.prepare import Appearance
from signing.print_map import see_print
from signing.sign import sign_pdf
from signing.trust import load_trust

DONE, FAILED, WRONG_USE = 0, 1, 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motlan sign", description="Ký số một tệp PDF (PAdES), giữ nguyên các chữ ký đã có."
    )
    parser.add_argument("source", metavar="IN", type=Path, help="tệp PDF cần ký")
    parser.add_argument("target", metavar="OUT", type=Path, help="nơi ghi tệp đã ký")
    parser.add_argument("--key", type=Path, metavar="FILE.p12", help="khóa PKCS#12")
    parser.add_argument("--pass-file", type=Path, metavar="F", help="tệp chứa mật khẩu của khóa")
    parser.add_argument(
        "--pkcs11", type=Path, metavar="LIB", help="thư viện PKCS#11 của token, HSM"
    )
    parser.add_argument("--token", metavar="LABEL", help="nhãn của token")
    parser.add_argument("--key-label", metavar="L", help="nhãn của khóa trong token")
    parser.add_argument("--pin-file", type=Path, metavar="F", help="tệp chứa mã PIN")
    parser.add_argument("--tsa", metavar="URL", help="địa chỉ dịch vụ dấu thời gian RFC 3161")
    parser.add_argument("--level", choices=("B-B", "B-T", "B-LT", "B-LTA"), help="mức PAdES")
    parser.add_argument(
        "--trust", type=Path, action="append", default=[], help="gốc, trung gian (cho B-LT, B-LTA)"
    )
    parser.add_argument(
        "--crl", type=Path, action="append", default=[], help="CRL để nhúng (cho B-LT, B-LTA)"
    )
    parser.add_argument(
        "--ocsp", type=Path, action="append", default=[], help="OCSP để nhúng (cho B-LT, B-LTA)"
    )
    parser.add_argument("--agency", metavar="NAME", help="tên cơ quan in ở góc phải trên trang 1")
    parser.add_argument(
        "--line", action="append", default=[], help="dòng chữ in trên tên cơ quan, ví dụ SAO Y"
    )
    parser.add_argument("--trial", action="store_true", help="in thêm dòng THỬ NGHIỆM")
    parser.add_argument(
        "--more-follow", action="store_true", help="sau chữ ký này còn chữ ký có hình trên trang 1"
    )
    return parser


def main(argv: Sequence[str]) -> int:
    """Exit status: 0 signed, 1 failed (nothing is written), 2 wrong use."""
    parser = _parser()
    options = parser.parse_args(argv)
    token = (options.pkcs11, options.token, options.key_label, options.pin_file)
    if bool(options.key) == bool(options.pkcs11) or (options.pkcs11 and not all(token)):
        parser.error("cần --key, hoặc đủ --pkcs11 --token --key-label --pin-file")
    level: Level = options.level or ("B-T" if options.tsa else "B-B")
    if level != "B-B" and not options.tsa:
        parser.error(f"mức {level} cần --tsa")
    try:
        signed = _signed(options, level, http_timestamper(options.tsa) if options.tsa else None)
        _write(options.target, signed)
    except SigningError as error:
        told = message(error.code)
        sys.stderr.write(f"{told.sentence} {told.remedy} [{error.code}] ({error})\n")
        return FAILED
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    return DONE


def _signed(options: argparse.Namespace, level: Level, timestamper: Timestamper | None) -> bytes:
    look = None
    if options.agency:
        mark = Mark(agency_name=options.agency, lines=tuple(options.line), trial=options.trial)
        look = Appearance(mark, printed=see_print(options.source), more_follow=options.more_follow)
    stamped: Level = "B-B" if level == "B-B" else "B-T"
    trust = load_trust(options.trust, crls=options.crl, ocsps=options.ocsp)
    if level in ("B-LT", "B-LTA") and not (trust.roots and (trust.crls or trust.ocsps)):
        raise LevelUnsupported(f"{level} needs --trust and --crl or --ocsp")
    key = _key(options)
    check_certificate(
        key.certificate_der,
        agency=None,
        trust=trust,
        at=datetime.now(UTC),
        stop_days=0,
        chain_der=key.chain_der,
    )
    signed = sign_pdf(
        options.source,
        key=key,
        mark=look,
        timestamper=timestamper if stamped == "B-T" else None,
        level=stamped,
    )
    if level == stamped:
        return signed
    return extend_pdf(signed, trust=trust, timestamper=timestamper if level == "B-LTA" else None)


def _key(options: argparse.Namespace) -> KeyHolder:
    if options.key:
        return pkcs12_key_holder(options.key, options.pass_file)
    return pkcs11_key_holder(
        options.pkcs11,
        token=options.token,
        key_label=options.key_label,
        pin_file=options.pin_file,
    )


def _write(target: Path, data: bytes) -> None:
    """Whole or not at all, so that a cut-off file is never taken for a signed one."""
    part = target.with_name(target.name + ".part")
    part.write_bytes(data)
    part.replace(target)
