"""Attacks on time-stamps, security stores and archived files: each is rejected, for its own reason.

The table names what the forger does, and the sub-indication of ETSI EN 319 102-1 that must come of it.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest
from asn1crypto import cms, crl, x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic

from signing.checks import against_record
from signing.extend import extend_pdf
from signing.ports import Report
from signing.sign import sign_pdf
from signing.trust import Trust
from signing.verify import verify_pdf
from tests.signing import hostile
from tests.signing.conftest import page_pdf
from tests.signing.years import AGENCY, Years, day

SIGNED, LATER = day(2026, 3), day(2026, 3, 10)
MOST_SECONDS = 20.0  # a good file takes a tenth of one; a hang would take for ever


@dataclass(frozen=True)
class World:
    """Good files of every level, made once, and an authority that a forger made look like the real one."""

    years: Years
    fake: Years

    @cached_property
    def agency(self):
        return self.years.agency(day(2025), day(2028))

    @cached_property
    def stamper(self):
        return self.years.timestamper(day(2025), day(2032), now=SIGNED)

    @cached_property
    def false_stamper(self):
        return self.fake.timestamper(day(2025), day(2032), now=SIGNED)

    def signed(self, *, stamper=None, page: bytes | None = None) -> bytes:
        return sign_pdf(
            page or page_pdf(),
            key=self.agency,
            mark=None,
            timestamper=stamper,
            level="B-T" if stamper else "B-B",
            signed_at=SIGNED,
        )

    @cached_property
    def bb(self) -> bytes:
        return self.signed()

    @cached_property
    def bt(self) -> bytes:
        return self.signed(stamper=self.stamper)

    @cached_property
    def lt(self) -> bytes:
        return extend_pdf(self.bt, trust=self.trust, at=SIGNED)

    @cached_property
    def lta(self) -> bytes:
        return extend_pdf(self.bt, trust=self.trust, timestamper=self.stamper, at=SIGNED)

    @cached_property
    def other_bt(self) -> bytes:
        return self.signed(stamper=self.stamper, page=page_pdf(size=(600, 850)))

    @cached_property
    def other_lta(self) -> bytes:
        return extend_pdf(self.other_bt, trust=self.trust, timestamper=self.stamper, at=SIGNED)

    @cached_property
    def trust(self) -> Trust:
        return self.years.trust(SIGNED)

    @property
    def bare(self) -> Trust:
        """The certificates without any list of revocation."""
        return replace(self.trust, crls=())

    def certificate(self, der: bytes) -> x509.Certificate:
        return x509.Certificate.load(der)


@pytest.fixture(scope="module")
def world() -> World:
    return World(Years(), Years())


@pytest.fixture
def look(world: World, tmp_path: Path) -> Callable[..., Report]:
    def run(data: bytes, *, trust: Trust | None = None, at: datetime = LATER, **more) -> Report:
        path = tmp_path / "file.pdf"
        path.write_bytes(data)
        began = time.process_time()
        report = verify_pdf(path, trust=trust or world.trust, at=at, **more)
        assert time.process_time() - began < MOST_SECONDS
        return report

    return run


@dataclass(frozen=True)
class Hostile:
    """A forged file, how it is looked at, and what was done to which signature."""

    data: bytes
    trust: Trust | None = None
    at: datetime = LATER
    agency: str | None = None


def lists(trust: Trust) -> list[crl.CertificateList]:
    return [crl.CertificateList.load(der) for der in trust.crls]


def stale_store(w: World) -> Hostile:
    """A list of revocation that ended before the signature was made."""
    old = w.years.trust(SIGNED - timedelta(days=90))
    chain = [w.certificate(der) for der in (*w.trust.intermediates, w.agency.certificate_der)]
    return Hostile(hostile.store_with(w.bt, certificates=chain, crls=lists(old)), w.bare)


def forged_list(w: World) -> Hostile:
    """An empty list in the real issuer's name, signed by the forger's key, hides a revocation."""
    return Hostile(hostile.store_with(w.lt, crls=lists(w.fake.trust(SIGNED))))


def damaged_certificate(w: World) -> Hostile:
    issuer = w.trust.intermediates[0]
    wrong = w.certificate(hostile.flipped(issuer, len(issuer) - 5))
    return Hostile(hostile.store_with(w.bt, certificates=[wrong], crls=lists(w.trust)))


def no_certificate(w: World) -> Hostile:
    def change(writer, _page) -> None:
        store = writer.root["/DSS"]
        junk = generic.StreamObject(stream_data=b"no certificate")
        store["/Certs"].append(writer.add_object(junk))
        writer.update_container(store["/Certs"])

    return Hostile(hostile.updated(w.lt, change))


def second_store(w: World) -> Hostile:
    """A second store in place of the first, with nothing in it."""
    return Hostile(hostile.updated(w.lta, hostile.in_root("/DSS", generic.DictionaryObject())))


def revoked_signer(w: World) -> Hostile:
    years = replace_revoked(w.years, w.agency.certificate.serial_number, SIGNED - timedelta(days=1))
    return Hostile(w.lta, years)


def revoked_clock(w: World) -> Hostile:
    serial = w.certificate(w.stamper._certificate.dump()).serial_number
    return Hostile(w.bt, replace_revoked(w.years, serial, SIGNED - timedelta(days=1)))


def replace_revoked(years: Years, serial: int, when: datetime) -> Trust:
    years.revoked[serial] = when
    try:
        return years.trust(SIGNED + timedelta(hours=1))
    finally:
        del years.revoked[serial]


def without_time_stamp(w: World) -> bytes:
    """The B-T file with the time-stamp taken out of what nobody signed: it looks like B-B."""
    return hostile.with_unsigned(w.bt, cms.CMSAttributes([]))


def renamed_time_stamp(w: World) -> Hostile:
    """One bit of the name of the attribute: a reader that passes over what it does not know sees B-B."""
    ((start, end),) = hostile.holes(w.bt)
    name = bytes.fromhex("2a864886f70d010910020e").hex().encode()
    place = w.bt.lower().rindex(name, start, end) + len(name) - 1
    return Hostile(w.bt[:place] + b"f" + w.bt[place + 1 :])


ATTACKS: dict[str, tuple[Callable[[World], Hostile], str]] = {
    "store taken away": (
        lambda w: Hostile(hostile.updated(w.lt, hostile.in_root("/DSS"))),
        "FORMAT_FAILURE",
    ),
    "second store": (second_store, "FORMAT_FAILURE"),
    "list in the store forged": (forged_list, "FORMAT_FAILURE"),
    "list in the store ended before": (stale_store, "TRY_LATER"),
    "certificate in the store altered": (damaged_certificate, "FORMAT_FAILURE"),
    "something else in the store": (no_certificate, "FORMAT_FAILURE"),
    "archive: content changed after": (
        lambda w: Hostile(hostile.updated(w.lta, hostile.new_content)),
        "FORMAT_FAILURE",
    ),
    "archive: time-stamp taken away": (
        lambda w: Hostile(hostile.updated(w.lta, hostile.without_stamp)),
        "FORMAT_FAILURE",
    ),
    "archive: time-stamp of another file": (
        lambda w: Hostile(hostile.transplanted(w.lta, w.other_lta, which=1)),
        "HASH_FAILURE",
    ),
    "archive: signature of another file": (
        lambda w: Hostile(hostile.transplanted(w.lta, w.other_lta, which=0)),
        "HASH_FAILURE",
    ),
    "archive: byte of the content": (
        lambda w: Hostile(hostile.flipped(w.lta, w.lta.index(b"marker-in-content"))),
        "HASH_FAILURE",
    ),
    "archive: byte of the store": (
        lambda w: Hostile(hostile.flipped(w.lta, w.lta.index(b"/CRLs") + 2)),
        "HASH_FAILURE",
    ),
    "archive: garbage behind": (lambda w: Hostile(w.lta + b"garbage"), "FORMAT_FAILURE"),
    "archive: bare object behind": (
        lambda w: Hostile(w.lta + b"\n4 0 obj\n<</Length 0>>\nendobj\n"),
        "FORMAT_FAILURE",
    ),
    "archive: time-stamp by a forger's clock": (
        lambda w: Hostile(extend_pdf(w.bt, trust=w.trust, timestamper=w.false_stamper, at=SIGNED)),
        "NO_CERTIFICATE_CHAIN_FOUND",
    ),
    "archive: looked at when all has ended": (
        lambda w: Hostile(w.lta, w.years.trust(day(2040)), at=day(2040)),
        "OUT_OF_BOUNDS_NO_POE",
    ),
    "archive: another agency": (
        lambda w: Hostile(w.lta, agency="Sở Xây dựng tỉnh Đồng Nai"),
        "SIG_CONSTRAINTS_FAILURE",
    ),
    "archive: look-alike root": (
        lambda w: Hostile(w.lta, w.fake.trust(SIGNED)),
        "NO_CERTIFICATE_CHAIN_FOUND",
    ),
    "archive: signer revoked before": (revoked_signer, "REVOKED"),
    "time-stamp: by a forger's clock": (
        lambda w: Hostile(w.signed(stamper=w.false_stamper)),
        "NO_CERTIFICATE_CHAIN_FOUND",
    ),
    "time-stamp: of another file": (
        lambda w: Hostile(hostile.with_unsigned(w.bt, hostile.unsigned_of(w.other_bt))),
        "GENERIC",
    ),
    "time-stamp: in the future": (
        lambda w: Hostile(w.bt, at=SIGNED - timedelta(hours=1)),
        "TIMESTAMP_ORDER_FAILURE",
    ),
    "time-stamp: clock revoked before": (revoked_clock, "REVOKED_NO_POE"),
    "time-stamp: renamed": (renamed_time_stamp, "FORMAT_FAILURE"),
    "shadow: hidden content uncovered": (
        lambda w: Hostile(
            hostile.updated(
                w.signed(stamper=w.stamper, page=hostile.shadow_pdf()), hostile.uncovered
            )
        ),
        "FORMAT_FAILURE",
    ),
    "shadow: value of a field replaced": (
        lambda w: Hostile(
            hostile.updated(
                w.signed(stamper=w.stamper, page=hostile.form_pdf()), hostile.other_amount
            )
        ),
        "FORMAT_FAILURE",
    ),
    "certification taken out of /Perms": (
        lambda w: Hostile(hostile.updated(w.bt, hostile.in_root("/Perms"))),
        "FORMAT_FAILURE",
    ),
    "two fields of one name": (
        lambda w: Hostile(hostile.updated(w.bt, hostile.second_field)),
        "FORMAT_FAILURE",
    ),
    "cross-reference into other bytes": (
        lambda w: Hostile(hostile.pointed_elsewhere(w.bt)),
        "FORMAT_FAILURE",
    ),
    "cross-reference frees the content": (
        lambda w: Hostile(hostile.freed(w.bt)),
        "FORMAT_FAILURE",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_is_rejected_for_its_reason(
    world: World, look: Callable[..., Report], name: str
) -> None:
    make, sub_indication = ATTACKS[name]
    case = make(world)
    report = look(case.data, trust=case.trust, at=case.at, agency=case.agency)
    assert report.outcome in ("invalid", "indeterminate")
    told = {each.sub_indication for each in report.signatures}
    assert sub_indication in told, (told, report.message)
    assert any(each.outcome in ("failed", "unknown") for each in report.checks)


def controls(w: World) -> dict[str, tuple[bytes, datetime, str | None]]:
    renewed_at = day(2031)
    newer = w.years.timestamper(day(2030), day(2042), now=renewed_at)
    renewed = extend_pdf(w.lta, trust=w.years.trust(renewed_at), timestamper=newer, at=renewed_at)
    twice = sign_pdf(
        w.bt, key=w.agency, mark=None, timestamper=w.stamper, level="B-T", signed_at=SIGNED
    )
    return {
        "B-B": (w.bb, LATER, "B-B"),
        "B-T": (w.bt, LATER, "B-T"),
        "B-LT": (w.lt, LATER, "B-LT"),
        "B-LTA": (w.lta, LATER, "B-LTA"),
        "B-LTA, the signer's certificate has ended": (w.lta, day(2030), "B-LTA"),
        "B-LTA renewed, the first clock has ended": (renewed, day(2034), "B-LTA"),
        "two signatures": (twice, LATER, "B-T"),
    }


def test_good_files_are_accepted(world: World, look: Callable[..., Report]) -> None:
    for name, (data, at, level) in controls(world).items():
        report = look(data, trust=world.years.trust(at), at=at, agency=AGENCY)
        assert (name, report.outcome) == (name, "valid"), report.message
        own = next(each for each in report.signatures if each.level)
        assert (name, own.level) == (name, level)
        assert {each.outcome for each in report.checks} <= {"ok", "not_asked"}, name
        assert report.renew_before is not None
        assert report.renew_before > at


def test_what_is_gone_without_a_trace_is_told_by_the_records(
    world: World, look: Callable[..., Report]
) -> None:
    """A file cut back to a lower level is good by itself; the records know that it is another file."""
    for whole, left in [(world.bt, without_time_stamp(world)), (world.lta, world.lt)]:
        recorded = look(whole).sha256
        alone = look(left)
        assert alone.outcome == "valid"
        held = against_record(alone, sha256=recorded)
        assert (held.outcome, held.checks[0].outcome) == ("invalid", "failed")
        assert held.checks[0].sub_indication == "HASH_FAILURE"


def test_another_signer_than_expected_is_told(world: World, look: Callable[..., Report]) -> None:
    report = look(world.lta)
    assert against_record(report, signers=[AGENCY]).checks[8].outcome == "ok"
    for expected in ([], [AGENCY, AGENCY], ["Ai đó"]):
        held = against_record(report, signers=expected)
        assert (held.outcome, held.checks[8].outcome) == ("invalid", "failed")


@given(data=st.data())
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("level", ["bb", "bt", "lt", "lta"])
def test_a_changed_byte_is_found_at_every_level(
    world: World, tmp_path: Path, level: str, data: st.DataObject
) -> None:
    whole: bytes = getattr(world, level)
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != whole[at]))
    path = tmp_path / "changed.pdf"
    path.write_bytes(whole[:at] + bytes([byte]) + whole[at + 1 :])
    report = verify_pdf(path, trust=world.trust, at=LATER)
    # What the records say of the file finds every change, also where no signature stands over it.
    recorded = hashlib.sha256(whole).hexdigest()
    assert against_record(report, sha256=recorded).outcome != "valid"
    last_end = hostile.signed_end(whole)
    if at < last_end:
        assert report.outcome != "valid", at


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("level", ["bb", "bt", "lta"])
def test_a_changed_digit_of_a_signature_is_found(
    world: World, tmp_path: Path, level: str, data: st.DataObject
) -> None:
    """No signature stands over the signatures themselves: certificates, lists of digests, attributes."""
    whole: bytes = getattr(world, level)
    start, end = data.draw(st.sampled_from(hostile.holes(whole)))
    used = len(whole[start + 1 : end - 1].rstrip(b"0"))
    at = start + 1 + data.draw(st.integers(0, used - 1))
    digit = data.draw(st.sampled_from(b"0123456789abcdefABCDEF").filter(lambda d: d != whole[at]))
    path = tmp_path / "changed.pdf"
    path.write_bytes(whole[:at] + bytes([digit]) + whole[at + 1 :])
    assert verify_pdf(path, trust=world.trust, at=LATER).outcome != "valid", at
