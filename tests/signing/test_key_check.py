"""A certificate that may not sign is refused before anything is signed, and says why."""

from datetime import timedelta

import pytest

from signing.errors import (
    CertificateExpires,
    CertificateOfAnother,
    CertificateRevoked,
    CertificateUnfit,
    SigningError,
)
from signing.key_check import CHAIN_UNPROVEN, ENDS_SOON, check_certificate
from signing.trust import Trust
from tests.signing.authority import NOW, Authority, Issued
from tests.signing.conftest import AGENCY, OTHER


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def asked(key: Issued, trust: Trust, **options: object) -> tuple[str, ...]:
    facts: dict[str, object] = {"agency": AGENCY, "at": NOW, "stop_days": 1}
    return check_certificate(key.certificate_der, trust=trust, **(facts | options))  # type: ignore[arg-type]


def test_a_good_one_passes_and_its_end_is_told(authority: Authority) -> None:
    trust = authority.trust(crls=(authority.crl(),))
    assert asked(authority.issue(AGENCY), trust) == ()
    assert asked(authority.issue(AGENCY.upper(), usage=None), trust) == ()
    assert asked(authority.issue(AGENCY, usage=frozenset({"content_commitment"})), trust) == ()
    assert asked(authority.issue(AGENCY, days=(-1, 20)), trust) == (ENDS_SOON,)
    assert asked(authority.issue(OTHER), trust, agency=None) == ()


@pytest.mark.parametrize(
    ("days", "stop_days", "refused"),
    [
        ((-30, -1), 0, True),
        ((-30, 0), 0, True),  # to the second
        ((1, 30), 0, True),  # does not count yet
        ((-30, 1), 1, True),
        ((-30, 1.01), 1, False),
        ((-30, 6), 7, True),
        ((-30, 0.01), 0, False),
    ],
)
def test_the_end_and_the_days_before_it(
    authority: Authority, days: tuple[float, float], stop_days: int, refused: bool
) -> None:
    key, trust = authority.issue(AGENCY, days=days), authority.trust(crls=(authority.crl(),))
    if not refused:
        assert asked(key, trust, stop_days=stop_days) == (ENDS_SOON,)
        return
    with pytest.raises(CertificateExpires) as caught:
        asked(key, trust, stop_days=stop_days)
    assert caught.value.retry


def test_one_of_another_agency(authority: Authority) -> None:
    for name in (OTHER, AGENCY + " 2", "tân phú"):
        with pytest.raises(CertificateOfAnother):
            asked(authority.issue(name), authority.trust())


def test_a_revoked_one_by_list_or_by_answer(authority: Authority) -> None:
    key, other = authority.issue(AGENCY), authority.issue(AGENCY)
    listed = authority.trust(crls=(authority.crl(key),))
    with pytest.raises(CertificateRevoked):
        asked(key, listed)
    assert asked(other, listed) == ()
    with pytest.raises(CertificateRevoked):
        asked(key, authority.trust(ocsps=(authority.answer(key, revoked=True),)))
    assert asked(key, authority.trust(ocsps=(authority.answer(key, revoked=False),))) == ()


def test_a_list_of_another_issuer_revokes_nothing(authority: Authority) -> None:
    key, forger = authority.issue(AGENCY), Authority()
    trust = authority.trust(crls=(forger.crl(key), authority.crl()))
    assert asked(key, trust) in ((), (CHAIN_UNPROVEN,))


def test_what_is_not_loaded_does_not_stop_signing(authority: Authority) -> None:
    key = authority.issue(AGENCY)
    assert asked(key, Trust()) == (CHAIN_UNPROVEN,)
    stale = authority.trust(crls=(authority.crl(next_days=-0.05),))
    assert asked(key, stale, at=NOW + timedelta(days=1)) == (CHAIN_UNPROVEN,)


@pytest.mark.parametrize(
    "options", [{"usage": frozenset({"key_encipherment"})}, {"usage": frozenset()}, {"ca": True}]
)
def test_one_that_is_not_for_signing(authority: Authority, options: dict[str, object]) -> None:
    with pytest.raises(CertificateUnfit):
        asked(authority.issue(AGENCY, **options), authority.trust())  # type: ignore[arg-type]


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"\x30\x80" * 400, b"none"])
def test_what_is_no_certificate(der: bytes) -> None:
    with pytest.raises(SigningError):
        check_certificate(der, agency=None, trust=Trust(), at=NOW, stop_days=1)
