"""A paper signed in 2026 is proven in 2040, as long as its proofs are renewed in time; no clock is waited for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signing.algorithms import Algorithm, Algorithms, delivered, load_algorithms
from signing.errors import InputNotSignable, LevelUnsupported, TrustUnreadable
from signing.extend import extend_pdf
from signing.renew import renew_before
from signing.roots import load_folder
from signing.sign import sign_pdf
from tests.signing.conftest import page_pdf
from tests.signing.years import Years, day

SIGNED, FIRST, SECOND, LATE = day(2026, 12), day(2030, 6), day(2035, 6), day(2040, 6)
# As if no end of P-256 were ever published.
UNENDING = Algorithms(
    tuple(
        Algorithm(each.name, each.from_bits, None, certain=False, source="test")
        for each in delivered().entries
    )
)


@pytest.fixture(scope="module")
def years() -> Years:
    return Years()


@pytest.fixture(scope="module")
def stamped(years: Years) -> bytes:
    """B-T of 2026: the agency's certificate ends in 2029, that of the time-stamp in 2031."""
    return sign_pdf(
        page_pdf(),
        key=years.agency(day(2026), day(2029)),
        mark=None,
        timestamper=years.timestamper(day(2026), day(2031), now=SIGNED),
        signed_at=SIGNED,
    )


@pytest.fixture(scope="module")
def archived(years: Years, stamped: bytes) -> bytes:
    clock = years.timestamper(day(2026), day(2031), now=SIGNED)
    return extend_pdf(stamped, trust=years.trust(SIGNED), timestamper=clock, at=SIGNED)


def renewed(pdf: bytes, years: Years, ends: datetime, *, at: datetime) -> bytes:
    clock = years.timestamper(day(at.year), ends, now=at)
    return extend_pdf(pdf, trust=years.trust(at), timestamper=clock, at=at)


def test_renewed_in_time_it_is_valid_in_2040(years: Years, archived: bytes, check) -> None:
    first = renewed(archived, years, day(2036, 6), at=FIRST)
    second = renewed(first, years, day(2041), at=SECOND)
    assert second.startswith(first)
    assert first.startswith(archived)
    for pdf, at in (
        (archived, day(2028)),
        (archived, day(2030)),
        (first, day(2033)),
        (second, LATE),
    ):
        report = check(pdf, trust=years.trust(at), at=at)
        assert (report.outcome, report.signatures[0].level) == ("valid", "B-LTA"), at
        assert report.signatures[0].signed_at == SIGNED
        assert report.signatures[-1].covers_whole_file


def test_what_proves_it_ends_later_after_each_renewal(years: Years, archived: bytes) -> None:
    first = renewed(archived, years, day(2036, 6), at=FIRST)
    second = renewed(first, years, day(2041), at=SECOND)
    ends = [renew_before(pdf, UNENDING) for pdf in (archived, first, second)]
    assert ends == [day(2031), day(2036, 6), day(2041)]
    # The delivered table ends the curve before the certificate ends.
    expected = delivered().end_of("ecdsa", 256)
    assert renew_before(first, delivered()) == expected
    assert expected is not None
    assert expected < day(2036, 6)


def test_the_verdict_tells_the_end_by_the_table_of_the_office(
    years: Years, archived: bytes, tmp_path: Path, check
) -> None:
    at, own = day(2027), tmp_path / "algorithms.toml"
    assert check(archived, trust=years.trust(at), at=at).renew_before == day(2031)
    own.write_text(
        '[[algorithm]]\nname = "ecdsa"\nfrom_bits = 256\nends = 2030-01-01\nsource = "Thông tư"\n'
    )
    trust = replace(years.trust(at), algorithms=load_folder(tmp_path).algorithms)
    report = check(archived, trust=trust, at=at)
    assert report.renew_before == datetime(2030, 1, 1, tzinfo=UTC)
    assert "01/01/2030" in report.checks[9].message


def test_once_skipped_it_cannot_be_proven_and_was_told_before(
    years: Years, archived: bytes, check
) -> None:
    before, after = day(2030, 12), day(2032)
    told = renew_before(archived, delivered())
    assert told is not None
    assert before < told < after
    assert check(archived, trust=years.trust(before), at=before).outcome == "valid"
    report = check(archived, trust=years.trust(after), at=after)
    assert report.outcome == "indeterminate"
    assert report.signatures[-1].sub_indication == "OUT_OF_BOUNDS_NO_POE"
    with pytest.raises(LevelUnsupported):
        renewed(archived, years, day(2037), at=after)


def test_without_an_archive_the_signers_certificate_counts(
    years: Years, stamped: bytes, archived: bytes
) -> None:
    assert renew_before(stamped, UNENDING) == day(2029)
    assert renew_before(archived, UNENDING) == day(2031)
    store_only = extend_pdf(stamped, trust=years.trust(SIGNED), at=SIGNED)
    assert renew_before(store_only, UNENDING) == day(2029)


def test_a_copy_of_2026_is_raised_after_its_signers_certificate_has_ended(
    years: Years, stamped: bytes, check
) -> None:
    """The time-stamp still proves that it was signed before."""
    at = day(2030)
    late = renewed(stamped, years, day(2036), at=at)
    assert check(late, trust=years.trust(day(2034)), at=day(2034)).outcome == "valid"


def test_a_certificate_revoked_later_does_not_take_the_paper_along(check) -> None:
    years = Years()
    key = years.agency(day(2026), day(2029))
    clock = years.timestamper(day(2026), day(2031), now=SIGNED)
    pdf = sign_pdf(page_pdf(), key=key, mark=None, timestamper=clock, signed_at=SIGNED)
    years.revoked[key.certificate.serial_number] = day(2027)
    late = renewed(pdf, years, day(2036), at=day(2028))
    assert check(late, trust=years.trust(day(2034)), at=day(2034)).outcome == "valid"
    years.revoked[key.certificate.serial_number] = SIGNED - timedelta(days=1)
    report = check(pdf, trust=years.trust(day(2028)), at=day(2028))
    assert (report.outcome, report.signatures[0].sub_indication) == ("invalid", "REVOKED")


def test_lists_that_have_ended_or_are_of_others_prove_nothing(
    years: Years, stamped: bytes, archived: bytes
) -> None:
    clock = years.timestamper(day(2026), day(2031), now=SIGNED)
    for trust in (years.trust(SIGNED - timedelta(days=90)), Years().trust(SIGNED)):
        with pytest.raises(LevelUnsupported):
            extend_pdf(stamped, trust=trust, timestamper=clock, at=SIGNED)
    with pytest.raises(LevelUnsupported):
        extend_pdf(archived, trust=years.trust(FIRST, lists=False), timestamper=clock, at=FIRST)


def test_lists_of_strangers_do_not_swell_the_file(years: Years, stamped: bytes) -> None:
    ours, theirs = years.trust(SIGNED), Years("nơi khác").trust(SIGNED)
    both = type(ours)(ours.roots, ours.intermediates, crls=(*theirs.crls, *ours.crls))
    found = extend_pdf(stamped, trust=both, at=SIGNED)
    assert len(found) == len(extend_pdf(stamped, trust=ours, at=SIGNED))


def test_an_unsigned_file_has_no_proofs_and_a_broken_one_is_told() -> None:
    assert renew_before(page_pdf(), delivered()) is None
    with pytest.raises(InputNotSignable):
        renew_before(b"%PDF-1.7 broken", delivered())


def test_the_table_knows_each_algorithm_by_its_size() -> None:
    table = delivered()
    assert table.end_of("rsa", 2048) == datetime.fromisoformat("2029-01-01T00:00+00:00")
    assert table.end_of("sha256") is None
    ended = table.end_of("sha1"), table.end_of("rsa", 1024), table.end_of("nobody-knows")
    assert all(end is not None and end < SIGNED for end in ended)
    assert all(each.source for each in table.entries)


def test_an_office_sets_its_own_ends(tmp_path: Path) -> None:
    own = tmp_path / "algorithms.toml"
    assert load_algorithms(own) is delivered()
    own.write_text(
        '[[algorithm]]\nname = "rsa"\nfrom_bits = 1900\nends = 2031-01-01\nsource = "Thông tư"\n'
    )
    table = load_algorithms(own)
    assert table.end_of("rsa", 2048) == datetime.fromisoformat("2031-01-01T00:00+00:00")
    assert table.end_of("rsa", 3072) == delivered().end_of("rsa", 3072)
    assert len(table.entries) == len(delivered().entries)


@pytest.mark.parametrize(
    "text",
    ["ends =", "[[algorithm]]\nname = 'x'\n", "[[algorithm]]\nname='x'\nsource='y'\nends='2030'"],
)
def test_a_table_that_cannot_be_read_is_told(text: str, tmp_path: Path) -> None:
    own = tmp_path / "algorithms.toml"
    own.write_text(text)
    with pytest.raises(TrustUnreadable):
        load_algorithms(own)
