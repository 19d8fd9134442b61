"""What a signature covers, and what came after it. These checks are ours.

Libraries call a file with appended garbage or a stray appended object valid, since their reader never
looks at those bytes; another reader might. Here every byte after the last signature must be told by a
cross-reference section, and each hole must hold its signature and nothing else.
"""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.metadata.xmp_xml import parse_xmp
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    MetadataUpdateRule,
    ModificationLevel,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.rules_api import ReferenceUpdate
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signing.ports import ChangesAfter

# Bounded, and begun at no digit's neighbour: signatures are long runs of digits.
_OBJECT = re.compile(rb"(?<!\d)\d{1,10}\s+\d{1,5}\s+obj\b")
_STARTXREF = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*")
# What every tool writes anew when it adds something: dates, its own name, numbers of versions.
_WRITTEN_ANEW = frozenset({"MetadataDate", "ModifyDate", "Producer"})
_VERSIONS = "http://ns.adobe.com/xap/1.0/mm/"


class _SameMetadata(MetadataUpdateRule):
    """Metadata may be written anew, and must tell the same: where a copy comes from, who made it, its title."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        yield from super().apply(old, new)
        before, after = _metadata(old), _metadata(new)
        if before != after and (not before or _told(before) != _told(after)):
            raise SuspiciousModification("the metadata tells something else")
        if _head(old) != _head(new):
            raise SuspiciousModification("the head of the file tells something else")


def _metadata(then: HistoricalResolver) -> bytes:
    if "/Metadata" not in then.root:
        return b""
    return bytes(then.root["/Metadata"].read_data(DecodePurpose.XMP_METADATA))


def _told(xmp: bytes) -> list[tuple[str, str, str]]:
    return sorted(
        (name.ns, name.local_name, repr(value))
        for part in parse_xmp(io.BytesIO(xmp))
        for name, value in part
        if name.local_name not in _WRITTEN_ANEW and name.ns != _VERSIONS
    )


def _head(then: HistoricalResolver) -> dict[str, str]:
    head = then.trailer_view.get("/Info") if "/Info" in then.trailer_view else None
    told = head.get_object() if head is not None else {}
    return {key: str(told[key]) for key in told if key not in ("/ModDate", "/Producer")}


# A certified file (each of our copies) takes no object that nothing refers to, and tells of itself what it
# told. Others' tools are not as tidy, so that files which nobody certified are judged as the library does.
_CERTIFIED = StandardDiffPolicy(
    global_rules=[
        *[
            each
            for each in DEFAULT_DIFF_POLICY.global_rules
            if not isinstance(getattr(each, "rule", None), MetadataUpdateRule)
        ],
        _SameMetadata().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=DEFAULT_DIFF_POLICY.form_rule,
    ignore_orphaned_objects=False,
)


@dataclass(frozen=True, slots=True)
class SignedRange:
    """[0, hole_start) and [hole_end, end) are signed."""

    hole_start: int
    hole_end: int
    end: int


class RangeError(ValueError):
    """The /ByteRange is not one that signs a whole revision around exactly its own signature."""


def signed_range(signature: EmbeddedPdfSignature, data: bytes) -> SignedRange:
    """Read and check /ByteRange against the bytes of the file.

    Raises:
        RangeError: not four plain numbers, out of the file, or the hole holds more than the signature.
    """
    numbers = [item.get_object() for item in signature.byte_range]
    if len(numbers) != 4 or any(type(n).__name__ != "NumberObject" for n in numbers):
        raise RangeError("the byte range is not four numbers")
    start, first, second, last = (int(number) for number in numbers)
    if start != 0 or not 0 < first < second <= second + last <= len(data) or last <= 0:
        raise RangeError("the byte range does not lie in the file")
    hole = data[first:second]
    if not hole.startswith(b"<") or not hole.endswith(b">"):
        raise RangeError("the byte range leaves out more than the signature")
    try:
        digits = hole[1:-1].decode("ascii")
        inside = bytes.fromhex(digits)
    except ValueError as error:
        raise RangeError("the hole holds something that is not a signature") from error
    if digits not in (digits.upper(), digits.lower()):
        raise RangeError("the digits in the hole were touched: no writer mixes their case")
    if len(digits) != 2 * len(inside):
        raise RangeError("the hole holds blanks, which no signature is over")
    if inside != signature.pkcs7_content:
        raise RangeError("the hole does not hold the signature of this field")
    if not _filled(inside, depth=3):
        raise RangeError("the signature claims another length than it has")
    if inside[_der_length(inside) :].strip(b"\0"):
        raise RangeError("something hides behind the signature in its hole")
    return SignedRange(first, second, second + last)


def _der_length(data: bytes) -> int:
    """Length of the first DER value, its header included; whole data when indefinite."""
    if len(data) < 2 or data[1] == 0x80:
        return len(data)
    if data[1] < 0x80:
        return 2 + data[1]
    size = data[1] & 0x7F
    return 2 + size + int.from_bytes(data[2 : 2 + size], "big")


def _filled(data: bytes, *, depth: int) -> bool:
    """Whether the parts of the first DER value fill it, down to the parts of a CMS; no verifier looks."""
    end = _der_length(data)
    if data[1] == 0x80 or not depth:  # indefinite lengths end by a mark of their own
        return True
    at = 2 + (data[1] & 0x7F if data[1] & 0x80 else 0)
    last = b""
    while at < end:
        last = data[at:end]
        if len(last) < 2 or _der_length(last) > len(last):
            return False
        at += _der_length(last)
    return _filled(last, depth=depth - 1) if last else False


def unknown_from(reader: PdfFileReader, data: bytes, ends: Sequence[int]) -> int:
    """Behind which of these ends of signatures, the last one counts, stands what no section tells of; -1: none.

    Each stretch is looked at, not the last only: a time-stamp over the file would else make good what a
    stranger put between it and the signature. Who signed before that end did not sign such a file.
    """
    starts = _known_starts(reader, min(ends))
    stretches = list(pairwise([*sorted(set(ends)), len(data)]))
    for start, end in reversed(stretches):
        if not _accounted([at for at in starts if start <= at < end], data, start=start, end=end):
            return start
    return -1


def shrunk(reader: PdfFileReader) -> bool:
    """Whether a later revision has fewer signatures, or less in the security store, than an earlier one.

    Both may grow only. What proves a file could else be taken away unseen: difference analysis lets it pass.
    """
    held: set[bytes | str] = set()
    for revision in range(reader.xrefs.total_revisions):
        then = reader.get_historical_resolver(revision)
        now = _stored(then.root.get("/DSS")) | _signed_fields(then)
        if held - now:
            return True
        held = now
    return False


def _stored(store: Any) -> set[bytes | str]:
    """What one revision of the store holds."""
    if store is None:
        return set()
    held = store.get_object()
    kinds = [held[key] for key in ("/Certs", "/CRLs", "/OCSPs") if key in held]
    return {bytes(each.get_object().data) for kind in kinds for each in kind}


def _signed_fields(then: Any) -> set[bytes | str]:
    if "/AcroForm" not in then.root:
        return set()
    return {str(name) for name, _, _ in enumerate_sig_fields(then, filled_status=True)}


def changes_after(
    signature: EmbeddedPdfSignature,
    signed: SignedRange,
    *,
    data: bytes,
    answered_end: int,
    tail_known: bool,
) -> ChangesAfter:
    """What followed this signature, told by pyHanko's difference analysis and by our own tail check.

    Args:
        signature: with `compute_integrity_info` not yet called.
        signed: its checked range.
        data: the file.
        answered_end: where the range of the furthest reaching signature ends that is no time-stamp.
        tail_known: whether `unknown_from` found nothing behind this signature.
    """
    certified = signature.docmdp_level is not None
    signature.compute_integrity_info(_CERTIFIED if certified else DEFAULT_DIFF_POLICY)
    if not data[signed.end :].strip(b"\r\n"):
        return "none"
    if signature.coverage is None or signature.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return "forbidden"
    if not tail_known:
        return "forbidden"
    result = signature.diff_result
    if not isinstance(result, DiffResult):
        return "forbidden"
    level = result.modification_level
    if level in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES):
        return "dss"
    # Filling a form, or a mark on a page, is allowed only as far as a later signature answers for it. A
    # time-stamp over the whole file, which anybody can have, answers for nothing.
    covered = signed.end < answered_end and level == ModificationLevel.FORM_FILLING
    return "allowed" if covered else "forbidden"


def _accounted(starts: list[int], data: bytes, *, start: int, end: int) -> bool:
    """Whether every byte of a stretch belongs to an object or section that the reader knows."""
    if not data[start:end].strip(b"\r\n"):
        return True
    if not starts or data[start : starts[0]].strip(b"\r\n"):
        return False
    return all(_one_piece(data[at:to]) for at, to in pairwise([*starts, end]))


def _known_starts(reader: PdfFileReader, start: int) -> list[int]:
    """Offsets from `start` on of the objects and cross-reference sections of all revisions."""
    xrefs = reader.xrefs
    known: set[int] = set()
    for revision in range(xrefs.total_revisions):
        known.add(xrefs.get_startxref_for_revision(revision))
        for reference in xrefs.explicit_refs_in_revision(revision):
            place = xrefs.get_historical_ref(reference, revision)
            if isinstance(place, int):
                known.add(place)
    return sorted(offset for offset in known if offset >= start)


def _one_piece(piece: bytes) -> bool:
    """One object, or one cross-reference section with its trailer, and nothing else."""
    text = piece.strip()
    if text.startswith(b"xref"):
        end = _STARTXREF.search(text)
        return end is not None and end.end() == len(text) and b"endobj" not in text
    if not _OBJECT.match(text):
        return False
    inside, found, rest = text.partition(b"endobj")
    before, stream, _ = inside.partition(b"stream")
    behind = inside.rpartition(b"endstream")[2].strip() if stream else b""
    if not found or behind or len(_OBJECT.findall(before)) > 1:
        return False
    return not rest.strip() or _STARTXREF.fullmatch(rest.strip()) is not None
