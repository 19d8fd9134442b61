"""Signatures a CPU-second: ours at every level, with a token, in two processes, and plain pyHanko beside them."""

# mypy: disable-error-code="no-untyped-call"

import io
import logging
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.stamp import TextStampStyle

from benchmarks.reading_report import Figure
from benchmarks.trust_office import AGENCY, CODE, LIBRARY, MARK, PIN, TOKEN, Office
from signing.adapters.pkcs11 import Pkcs11KeyHolder
from signing.adapters.tsa_http import HttpTimestamper
from signing.extend import extend_pdf
from signing.font import FONT_FILES
from signing.pki import DemoPki
from signing.ports import KeyHolder
from signing.prepare import Appearance
from signing.print_map import see_print
from signing.sign import sign_pdf

WARM_UP = 2
ROUNDS = 3
RATE = "signatures/CPU-s"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process did."""

    count: int
    cpu_s: float
    wall_s: float

    @property
    def a_cpu_second(self) -> float:
        """Signatures a CPU-second of the signing process."""
        return self.count / self.cpu_s

    @property
    def a_second(self) -> float:
        """Signatures a second on the clock."""
        return self.count / self.wall_s


def signing(office: Office, *, seconds: float) -> Iterator[Figure]:
    """All figures of signing, each kind in a fresh process."""
    measure = partial(_measured, office, seconds=seconds)
    visible = measure("B-T").a_cpu_second
    yield Figure("visible B-T, key in memory", visible, RATE, at_least=6, note="aim 8")
    yield Figure("visible B-B, key in memory", measure("B-B").a_cpu_second, RATE)
    yield Figure("B-T, invisible", measure("invisible").a_cpu_second, RATE)
    yield Figure("visible B-LTA", measure("B-LTA").a_cpu_second, RATE)
    if office.token:
        yield Figure("visible B-T, key in SoftHSM", measure("token").a_cpu_second, RATE)
    else:
        yield Figure("visible B-T, key in SoftHSM", None, RATE, note="SoftHSM is not installed")
    yield Figure(
        "the look for free room on page 1", 1000 * _look_s(office), "ms CPU", note="in the sandbox"
    )
    naive = measure("naive B-T").a_cpu_second
    yield Figure("plain pyHanko, visible B-T", naive, RATE, note="SimpleSigner, whole font file")
    yield Figure("plain pyHanko, visible B-B", measure("naive B-B").a_cpu_second, RATE)
    yield Figure("ours over plain pyHanko, visible B-T", visible / naive, "×")
    yield from _scaling(office, seconds)


def _scaling(office: Office, seconds: float) -> Iterator[Figure]:
    """Two processes beside one, in turn, so that what else runs here weighs on both."""
    gains, rates, costs = [], [], []
    for _ in range(ROUNDS):
        (alone,) = _together(office, "B-T", seconds, jobs=1)
        both = _together(office, "B-T", seconds, jobs=2)
        rates.append(sum(each.a_second for each in both))
        gains.append(rates[-1] / alone.a_second)
        costs.append(statistics.fmean(each.a_cpu_second for each in both) / alone.a_cpu_second)
    note = f"by the clock, {statistics.median(rates):.1f} signatures/s, authority on the same cores"
    yield Figure("two processes over one", statistics.median(gains), "×", at_least=1.8, note=note)
    told = "twice what each does a CPU-second beside the other, over what one does alone"
    yield Figure("the same by CPU", 2 * statistics.median(costs), "×", note=told)


def _look_s(office: Office) -> float:
    began = time.process_time()
    for _ in range(5):
        see_print(office.scan)
    return (time.process_time() - began) / 5


def _measured(office: Office, kind: str, *, seconds: float) -> Measured:
    (measured,) = _together(office, kind, seconds, jobs=1)
    return measured


def _together(office: Office, kind: str, seconds: float, *, jobs: int) -> list[Measured]:
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs) as pool:
        ready = [(office, kind, seconds)] * jobs
        return pool.starmap(_sign_for, ready, chunksize=1)


def _sign_for(office: Office, kind: str, seconds: float) -> Measured:
    """Sign until so much of the clock is used, after a few that do not count."""
    once = _work(office, kind)
    for _ in range(WARM_UP):
        once()
    count, cpu, wall = 0, time.process_time(), time.perf_counter()
    while time.perf_counter() - wall < seconds or count < 3:
        once()
        count += 1
    return Measured(count, time.process_time() - cpu, time.perf_counter() - wall)


def _work(office: Office, kind: str) -> Callable[[], object]:
    pdf = office.scan.read_bytes()
    if kind.startswith("naive"):
        return _naive(office, pdf, stamped=kind.endswith("B-T"))
    key = _key(office, kind)
    look = None if kind == "invisible" else Appearance(MARK, printed=see_print(pdf))
    stamper = None if kind == "B-B" else HttpTimestamper(office.authority)
    sign = partial(
        sign_pdf, pdf, key=key, mark=look, timestamper=stamper, level="B-T" if stamper else "B-B"
    )
    if kind != "B-LTA":
        return sign
    trust = office.trust
    return lambda: extend_pdf(sign(), trust=trust, timestamper=stamper)


def _key(office: Office, kind: str) -> KeyHolder:
    if kind == "token":
        return Pkcs11KeyHolder(LIBRARY, token=TOKEN, key_label="agency", pin=PIN)
    return office.key()


def _naive(office: Office, pdf: bytes, *, stamped: bool) -> Callable[[], object]:
    """As pyHanko's own pages have it: its signer, a text stamp with a font file, its HTTP client."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns at each font it cuts
    path = office.pki.agency_p12[CODE]
    password = DemoPki.password_file(path).read_bytes()
    signer = signers.SimpleSigner.load_pkcs12(path, passphrase=password)
    stamper = timestamps.HTTPTimeStamper(office.authority) if stamped else None
    font = str(next(each for each in FONT_FILES if each.exists()))

    def once() -> object:
        style = TextStampStyle(
            stamp_text=f"{AGENCY}\n%(ts)s",
            text_box_style=TextBoxStyle(font=GlyphAccumulatorFactory(font)),
        )
        about = signers.PdfSignatureMetadata(
            field_name="Signature1",
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
            certify=True,
            docmdp_permissions=MDPPerm.FILL_FORMS,
        )
        field = SigFieldSpec("Signature1", on_page=0, box=(380, 770, 570, 830))
        made = signers.PdfSigner(
            about, signer=signer, timestamper=stamper, stamp_style=style, new_field_spec=field
        )
        return made.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))

    return once
