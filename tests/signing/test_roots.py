"""The table of trust: a root counts by its pinned digest only, for what and when the table says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import pem

from signing.errors import TrustUnreadable
from signing.pki import make_demo_pki
from signing.ports import Report
from signing.roots import (
    TABLE,
    Entry,
    add,
    digest_of,
    lists_end,
    load_folder,
    read_table,
    standings,
)
from signing.trust import Trust, load_trust
from signing.verify import verify_pdf
from tests.signing.conftest import AGENCY, Office


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Path:
    """A folder of trust without a table."""
    made = tmp_path / "trust"
    made.mkdir()
    for path in (office.pki.root_pem, office.pki.intermediate_pem, *office.pki.crls):
        (made / path.name).write_bytes(path.read_bytes())
    return made


def entry(**more: object) -> Entry:
    return replace(Entry(name="Gốc thử", file="root.pem", sha256=""), **more)


@pytest.fixture
def judged(signed: bytes, tmp_path: Path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)

    def judge(trust: Trust) -> Report:
        return verify_pdf(path, trust=trust)

    return judge


def test_without_a_table_every_root_counts(folder: Path, judged) -> None:
    assert judged(load_folder(folder)).outcome == "valid"
    assert [each.standing for each in standings(folder)] == ["intermediate", "unpinned"]
    assert load_folder(folder / "nowhere") == Trust()


def test_a_pinned_root_counts_and_pinning_twice_is_once(
    office: Office, folder: Path, judged
) -> None:
    first = add(folder, office.pki.root_pem, entry(crl=("http://crl.example/a.crl",)))
    assert add(folder, office.pki.root_pem, entry()) == first
    assert read_table(folder) == (first,)
    assert [each.standing for each in standings(folder)] == ["intermediate", "trusted"]
    assert judged(load_folder(folder)).outcome == "valid"


def test_a_root_behind_a_pin_that_is_exchanged_is_refused(
    office: Office, folder: Path, judged, tmp_path: Path
) -> None:
    add(folder, office.pki.root_pem, entry())
    fake = make_demo_pki(tmp_path / "fake", agencies={"H19.1": AGENCY})
    (folder / "root.pem").write_bytes(fake.root_pem.read_bytes())
    assert [each.standing for each in standings(folder)] == ["intermediate", "changed"]
    assert load_folder(folder).roots == ()
    assert judged(load_folder(folder)).outcome == "indeterminate"


def test_a_root_that_is_dropped_beside_the_table_is_not_trusted(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    add(folder, office.pki.root_pem, entry())
    fake = make_demo_pki(tmp_path / "fake", agencies={"H19.1": AGENCY})
    (folder / "dropped.pem").write_bytes(fake.root_pem.read_bytes())
    assert len(load_folder(folder).roots) == 1
    assert {each.file: each.standing for each in standings(folder)}["dropped.pem"] == "unpinned"


@pytest.mark.parametrize(
    ("purpose", "sub_indication"),
    [("timestamp", "NO_CERTIFICATE_CHAIN_FOUND"), ("signer", "NO_CERTIFICATE_CHAIN_FOUND")],
)
def test_a_root_counts_for_its_purpose_only(
    office: Office, folder: Path, judged, purpose: str, sub_indication: str
) -> None:
    add(folder, office.pki.root_pem, entry(purpose=purpose))
    report = judged(load_folder(folder))
    assert report.outcome == "indeterminate"
    assert report.signatures[0].sub_indication == sub_indication


@pytest.mark.parametrize(("days", "outcome"), [(-2, "indeterminate"), (2, "valid")])
def test_a_root_counts_while_it_is_relied_on(
    office: Office, folder: Path, judged, days: int, outcome: str
) -> None:
    ends = datetime.now(UTC) + timedelta(days=days)
    add(folder, office.pki.root_pem, entry(valid_to=ends))
    assert judged(load_folder(folder)).outcome == outcome


def test_the_trial_keys_count_beside_a_table(office: Office, folder: Path, tmp_path: Path) -> None:
    fake = make_demo_pki(tmp_path / "fake", agencies={"H19.1": AGENCY})
    add(folder, office.pki.root_pem, entry())
    trust = load_folder(folder, more=[tmp_path / "fake"])
    (root,) = load_trust([fake.root_pem]).roots
    assert root in trust.roots
    assert root in trust.tsa_roots


def test_a_digest_that_the_authority_does_not_publish_is_refused(
    office: Office, folder: Path
) -> None:
    with pytest.raises(TrustUnreadable):
        add(folder, office.pki.root_pem, entry(sha256="0" * 64))
    with pytest.raises(TrustUnreadable):
        add(folder, office.pki.intermediate_pem, entry(file="intermediate.pem"))
    assert read_table(folder) is None


@pytest.mark.parametrize(
    "text",
    [
        "[[certificate]]",
        "not toml = = =",
        '[[certificate]]\nname="a"\nfile="../a.pem"\nsha256=""',
        '[[certificate]]\nname="a"\nfile="a.pem"\nsha256="abc"',
        f'[[certificate]]\nname="a"\nfile="a.pem"\nsha256="{"0" * 62}"',
        '[[certificate]]\nname="a"\nfile="a.pem"\nsha256=""\npurpose="all"',
        '[[certificate]]\nname="a"\nfile="a.pem"\nsha256=""\ncrl=["file:///etc/passwd"]',
        '[[certificate]]\nname="a"\nfile="a.pem"\nsha256=""\nvalid_to=7',
        "certificate = 7",
    ],
)
def test_a_table_that_is_not_understood_trusts_nobody(folder: Path, text: str) -> None:
    (folder / TABLE).write_text(text)
    with pytest.raises(TrustUnreadable):
        load_folder(folder)


def test_the_delivered_pattern_is_a_table_that_trusts_nobody(folder: Path) -> None:
    delivered = Path(__file__).parents[2] / "signing" / TABLE
    (folder / TABLE).write_text(delivered.read_text())
    assert load_folder(folder).roots == ()
    assert {each.standing for each in standings(folder)} == {"intermediate", "unpinned", "missing"}


def test_lists_that_end_are_named(office: Office) -> None:
    now = datetime.now(UTC)
    assert lists_end(office.trust, within=timedelta(days=2), now=now) == []
    ended = lists_end(office.trust, within=timedelta(days=4000), now=now)
    assert len(ended) == 2
    (der,) = [der for _, _, der in pem.unarmor(office.pki.root_pem.read_bytes(), multiple=True)]
    assert len(digest_of(der)) == 64
