"""What a signature says of itself: signer, organisation, digest, times, level. Nothing here is proven."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

import unicodedata
from datetime import datetime, timedelta

from asn1crypto import x509
from pyhanko.pdf_utils.generic import parse_pdf_date
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_NAME_LIMIT = 64
_ZONE_OFFSET = timedelta(hours=7)
_CLOCK_SLACK = timedelta(minutes=10)


def common_name(certificate: x509.Certificate) -> str | None:
    """CN, composed form."""
    return _first(certificate, "common_name")


def organisation(certificate: x509.Certificate) -> str | None:
    """O, composed form."""
    return _first(certificate, "organization_name")


def _first(certificate: x509.Certificate, key: str) -> str | None:
    value = certificate.subject.native.get(key)
    if isinstance(value, list):
        value = value[0]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else None


def belongs_to(certificate: x509.Certificate, agency: str) -> bool:
    """Whether CN or O is the agency's name, case and spaces aside; a part of a name is not the name.

    X.520 cuts names at 64 letters, some issuers at 64 bytes: a name of just that length stands for
    a longer one.
    """
    wanted = _folded(agency)
    names = [name for name in (common_name(certificate), organisation(certificate)) if name]
    return any(
        _folded(name) == wanted or (_at_limit(name) and wanted.startswith(_folded(name)))
        for name in names
    )


def _at_limit(name: str) -> bool:
    """A name cut between letters may fall short of 64 bytes by the length of a letter less one."""
    return len(name) == _NAME_LIMIT or _NAME_LIMIT - 3 < len(name.encode()) <= _NAME_LIMIT


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def claimed_times(signature: EmbeddedPdfSignature) -> tuple[datetime | None, datetime | None]:
    """The signing time inside the CMS, and the one of the signature dictionary (/M)."""
    inside = generic_cms.extract_self_reported_ts(signature.signer_info)
    try:
        outside = parse_pdf_date(str(signature.sig_object["/M"]), strict=False)
    except (KeyError, ValueError, PdfError):
        outside = None
    return _aware(inside), _aware(outside)


def _aware(moment: datetime | None) -> datetime | None:
    return moment if moment is not None and moment.tzinfo is not None else None


def zone_suspect(claimed: datetime | None, other: datetime | None) -> bool:
    """Whether two times of one act lie seven hours apart: local time written down as UTC.

    Seen on papers signed with the Government's signing tool.
    """
    if claimed is None or other is None:
        return False
    return abs(abs(claimed - other) - _ZONE_OFFSET) <= _CLOCK_SLACK
