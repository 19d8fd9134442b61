"""Judges of others on what is signed here: EU DSS (level and validity), veraPDF (PDF/A-2u), pdfsig (coverage)."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pkcs11
import pytest

from ocr.textlayer import PageSource, compose
from signing.adapters.pkcs11 import Pkcs11KeyHolder
from signing.deferred import check_signature, restore, state_of
from signing.extend import extend_pdf
from signing.ports import KeyHolder, Level, Mark
from signing.prepare import Appearance, prepare
from signing.print_map import see_print
from signing.sign import finish, sign_pdf
from tests.ocr.paper_drawings import ABOUT, FONT, drawing, reading, received
from tests.services.maven import DSS, VERAPDF, class_path, judged
from tests.services.server import Missing
from tests.signing.test_pkcs11 import KEYS, LIBRARY, PIN, put_certificate, put_key, tool
from tests.signing.years import AGENCY, Years

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FONT.exists(), reason="fonts-liberation is not installed"),
    pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils is not installed"),
    pytest.mark.skipif(
        not (LIBRARY.exists() and shutil.which("softhsm2-util")), reason="softhsm2 is not installed"
    ),
]
NOW = datetime.now(UTC).replace(microsecond=0)
YEAR = timedelta(days=365)
HELD = (NOW - timedelta(days=1), NOW + 2 * YEAR)
# Renewed in four and in eight years, judged in ten.
FIRST, SECOND, LATE = NOW + 4 * YEAR, NOW + 8 * YEAR, NOW + 10 * YEAR
LEVELS: tuple[Level, ...] = ("B-B", "B-T", "B-LT", "B-LTA")


@dataclass(frozen=True)
class Case:
    """A signed file, and what DSS has to find in it."""

    path: Path
    levels: tuple[Level, ...]  # of its signatures, in order
    at: datetime


@dataclass(frozen=True)
class Bench:
    """Keys in a token, the authorities, and a scan of each kind as the walk composes it."""

    years: Years
    keys: dict[str, KeyHolder]
    scans: dict[str, bytes]

    def signed(self, kind: str, level: Level, *, scan: str = "upright") -> bytes:
        """With the agency's mark, and at B-LT or B-LTA with what proves it."""
        pdf = self.scans[scan]
        look = Appearance(Mark(AGENCY, ("Bản số hóa từ bản giấy",)), printed=see_print(pdf))
        clock = None if level == "B-B" else self.years.timestamper(*self._clock(NOW), now=NOW)
        base: Level = "B-B" if level == "B-B" else "B-T"
        made = sign_pdf(
            pdf, key=self.keys[kind], mark=look, timestamper=clock, level=base, signed_at=NOW
        )
        return self.raised(made, level)

    def raised(self, pdf: bytes, level: Level, *, at: datetime = NOW) -> bytes:
        if level in ("B-B", "B-T"):
            return pdf
        clock = self.years.timestamper(*self._clock(at), now=at) if level == "B-LTA" else None
        return extend_pdf(pdf, trust=self.years.trust(at), timestamper=clock, at=at)

    def deferred(self, kind: str) -> bytes:
        """By a key elsewhere: what is kept between the halves is written down and read again."""
        key, pdf = self.keys[kind], self.scans["upright"]
        begun = prepare(
            pdf,
            certificate_der=key.certificate_der,
            chain_der=key.chain_der,
            mark=Mark(AGENCY),
            signed_at=NOW,
        )
        prepared = restore(json.loads(json.dumps(state_of(begun, pdf))), pdf)
        value = key.sign_digest_input(prepared.to_be_signed)
        fitting = check_signature(prepared.certificate_der, prepared.to_be_signed, value)
        clock = self.years.timestamper(*self._clock(NOW), now=NOW)
        return finish(prepared, fitting, timestamper=clock)

    def by_two(self) -> bytes:
        """An officer signs, then the agency, each with a mark."""
        pdf, clock = self.scans["upright"], self.years.timestamper(*self._clock(NOW), now=NOW)
        officer = self.years.agency(*HELD)
        for key, name, more in (
            (officer, "Nguyễn Thị Lan", True),
            (self.keys["p-256"], AGENCY, False),
        ):
            look = Appearance(Mark(name), printed=see_print(pdf), more_follow=more)
            pdf = sign_pdf(pdf, key=key, mark=look, timestamper=clock, signed_at=NOW)
        return pdf

    def _clock(self, now: datetime) -> tuple[datetime, datetime]:
        return now - timedelta(days=1), now + 5 * YEAR


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("judged")
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    tool("--init-token", "--free", "--label", "motlan", "--pin", PIN, "--so-pin", "5678")
    years, keys = Years(), {}
    for number, (kind, make) in enumerate(KEYS.items()):
        issued = years.agency(*HELD, key=make())
        put_key(folder, issued, label=kind, number=number)
        keys[kind] = issued
    if str(LIBRARY) in pkcs11._loaded:  # another module's tokens
        pkcs11.lib(str(LIBRARY)).reinitialize()
    with pkcs11.lib(str(LIBRARY)).get_token(token_label="motlan").open(rw=True, user_pin=PIN) as s:
        for kind, issued in keys.items():
            put_certificate(s, issued, kind)
        put_certificate(s, years.issuer, "chain")
    holders = {
        kind: Pkcs11KeyHolder(LIBRARY, token="motlan", key_label=kind, pin=PIN) for kind in KEYS
    }
    yield Bench(years, holders, scans(folder))
    del os.environ["SOFTHSM2_CONF"]


def scans(folder: Path) -> dict[str, bytes]:
    """Upright, lying on its side, and with print where the mark would stand."""
    upright, side, full = (folder / f"{name}.jpg" for name in ("upright", "side", "full"))
    drawing().save(upright, dpi=(200, 200), quality=50)
    received(90).convert("RGB").save(side, quality=50)
    crowded = drawing().convert("RGB")
    width, height = crowded.size
    crowded.paste((0, 0, 0), (width // 2, 0, width, height // 12))
    crowded.save(full, dpi=(200, 200), quality=50)
    pages = {
        "upright": PageSource(upright, 1, reading()),
        "side": PageSource(side, 1, reading(90)),
        "full": PageSource(full, 1, reading()),
    }
    return {
        name: compose([page], about=ABOUT, out=folder / f"{name}.pdf").path.read_bytes()
        for name, page in pages.items()
    }


@pytest.fixture(scope="module")
def cases(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """Every level by every kind of key, deferred, by two, on every scan, renewed once and twice."""
    made = {f"{kind}-{level}": bench.signed(kind, level) for kind in KEYS for level in LEVELS}
    by_two = bench.by_two()
    archived = made["rsa-2048-B-LTA"]
    once = bench.raised(archived, "B-LTA", at=FIRST)
    twice = bench.raised(once, "B-LTA", at=SECOND)
    assert twice.startswith(once)
    assert once.startswith(archived)
    levels: dict[str, tuple[Level, ...]] = {
        f"{kind}-{level}": (level,) for kind in KEYS for level in LEVELS
    }
    for kind in KEYS:
        made[f"deferred-{kind}"] = bench.deferred(kind)
        levels[f"deferred-{kind}"] = ("B-T",)
    made["deferred-archived"] = bench.raised(made["deferred-p-256"], "B-LTA")
    made["by-two"], made["by-two-archived"] = by_two, bench.raised(by_two, "B-LTA")
    made["side"] = bench.signed("p-256", "B-LTA", scan="side")
    made["moved"] = bench.signed("p-256", "B-LTA", scan="full")
    made["renewed"], made["renewed-twice"] = once, twice
    levels |= {
        "deferred-archived": ("B-LTA",),
        "by-two": ("B-T", "B-T"),
        "by-two-archived": ("B-LTA", "B-LTA"),
        "side": ("B-LTA",),
        "moved": ("B-LTA",),
        "renewed": ("B-LTA",),
        "renewed-twice": ("B-LTA",),
    }
    folder = tmp_path_factory.mktemp("cases")
    ages = {"renewed": FIRST + YEAR, "renewed-twice": LATE}
    found = []
    for name, pdf in made.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(pdf)
        found.append(Case(path, levels[name], ages.get(name, NOW + timedelta(minutes=1))))
    return found


@pytest.fixture(scope="module", autouse=True)
def judges() -> None:
    try:
        class_path(DSS)
        class_path(VERAPDF)
    except Missing as missing:
        pytest.skip(str(missing))


def trusted(years: Years, folder: Path, at: datetime) -> Path:
    """The root and the lists of that day, for DSS."""
    here = folder / f"{at:%Y%m%d}"
    here.mkdir(exist_ok=True)
    trust = years.trust(at)
    (here / "root.der").write_bytes(trust.roots[0])
    for number, der in enumerate(trust.crls):
        (here / f"{number}.crl").write_bytes(der)
    return here


def test_dss_agrees_on_level_and_validity(bench: Bench, cases: list[Case], tmp_path: Path) -> None:
    arguments: list[str | Path] = []
    for case in cases:
        at = case.at.isoformat().replace("+00:00", "Z")
        arguments += [trusted(bench.years, tmp_path, case.at), at, case.path]
    lines = judged(DSS, *arguments)
    found = [tuple(line.split("\t")[:4]) for line in lines]
    expected = [
        (str(case.path), f"PAdES-BASELINE-{level[2:]}", "TOTAL_PASSED", "null")
        for case in cases
        for level in case.levels
    ]
    assert found == expected, "\n".join(lines)


def test_dss_would_tell(bench: Bench, cases: list[Case], tmp_path: Path) -> None:
    """The judge is awake: a byte changed, a root that nobody trusts, and a proof that has ended."""
    whole = cases[0].path.read_bytes()
    changed, at = tmp_path / "changed.pdf", NOW.isoformat().replace("+00:00", "Z")
    place = whole.index(b"/MediaBox")
    changed.write_bytes(whole[:place] + b"/mediaBox" + whole[place + 9 :])
    late = LATE.isoformat().replace("+00:00", "Z")
    archived = next(case.path for case in cases if case.path.stem == "p-256-B-LTA")
    strange = tmp_path / "strange"
    strange.mkdir()
    lines = judged(
        DSS,
        *(trusted(bench.years, tmp_path, NOW), at, changed),
        *(trusted(Years("nơi khác"), strange, NOW), at, archived),
        *(trusted(bench.years, tmp_path, LATE), late, archived),
    )
    told = [line.split("\t")[2:4] for line in lines]
    assert told[:2] == [
        ["TOTAL_FAILED", "HASH_FAILURE"],
        ["INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND"],
    ]
    assert told[2][0] == "INDETERMINATE"


def test_verapdf_accepts_all(cases: list[Case]) -> None:
    lines = judged(VERAPDF, *(case.path for case in cases))
    verdicts = [line for line in lines if not line.startswith("FINDING")]
    assert verdicts == [f"PASS\t{case.path}" for case in cases], "\n".join(lines)


def test_pdfsig_says_that_all_is_signed(cases: list[Case]) -> None:
    for case in cases:
        if any(level == "B-LT" for level in case.levels):
            continue  # what proves it stands behind the signature
        done = subprocess.run(
            ["pdfsig", "-nocert", str(case.path)], capture_output=True, text=True, timeout=60
        )
        last = re.split(r"^Signature #\d+:", done.stdout, flags=re.MULTILINE)[-1]
        assert "Total document signed" in last, (case.path.name, done.stdout)
        assert "Not total document signed" not in last
