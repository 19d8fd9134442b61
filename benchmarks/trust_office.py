"""What the trust benchmark signs with: a scan, trial keys, an authority in a process of its own, a token."""

import multiprocessing
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pkcs11
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from PIL import Image, ImageDraw, ImageFilter

from ocr.documents import Limits
from ocr.ports import Box, Line, PageReading, Quality, Word
from ocr.textlayer import About, PageSource, compose
from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.adapters.tsa_local import LocalTimestamper
from signing.pki import DemoPki, make_demo_pki
from signing.ports import Mark
from signing.trust import Trust, load_trust

AGENCY, CODE = "Ủy ban nhân dân xã Tân Phú", "H19.1"
MARK = Mark(agency_name=AGENCY, lines=("Bản số hóa từ bản giấy",), trial=True)
LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN, TOKEN = "1234", "motlan"
PAGES, PAGE_PX = 5, (1654, 2339)
SEED = 5


@dataclass(frozen=True, slots=True)
class Office:
    """The folder of everything; small enough to be given to another process."""

    folder: Path
    authority: str = ""  # address of the time-stamping service
    token: bool = False  # whether there is one to sign with

    @property
    def scan(self) -> Path:
        """Five pages, 1.7 MB, as `compose` leaves them."""
        return self.folder / "scan.pdf"

    @property
    def pki(self) -> DemoPki:
        """The trial keys."""
        return make_demo_pki(self.folder / "keys", agencies={CODE: AGENCY})

    @property
    def trust(self) -> Trust:
        """The trial roots and their lists of revocation."""
        return load_trust([self.pki.root_pem, self.pki.intermediate_pem], crls=self.pki.crls)

    def key(self) -> Pkcs12KeyHolder:
        """The agency's key, loaded once."""
        return key_of(self.pki.agency_p12[CODE])


def key_of(path: Path) -> Pkcs12KeyHolder:
    """A key file with its password."""
    return Pkcs12KeyHolder(path, password=DemoPki.password_file(path).read_bytes())


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    """Draw, make keys, start the authority; all ends with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = Office(folder)
    if not plain.scan.exists():
        draw_scan(plain)
    has_token = make_token(plain)
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    authority = context.Process(target=serve_stamps, args=(plain, there), daemon=True)
    authority.start()
    try:
        yield Office(folder, authority=here.recv(), token=has_token)
    finally:
        authority.terminate()
        authority.join()


def draw_scan(office: Office) -> None:
    """Pages with print and the grain of a scanner, composed as the walk does it."""
    sources = []
    for number in range(1, PAGES + 1):
        path = office.folder / f"page-{number}.jpg"
        _page(number).save(path, quality=47, dpi=(200, 200))
        sources.append(PageSource(path, 1, _reading()))
    about = About(title="Quyết định", digitized_at=datetime.now(UTC), creator_agency=AGENCY)
    compose(sources, about=about, out=office.scan, limits=Limits())


def _page(number: int) -> Image.Image:
    chance = np.random.default_rng(SEED + number)
    page = Image.new("L", PAGE_PX, 250)
    pen = ImageDraw.Draw(page)
    for row in range(42):
        left = 200
        while left < PAGE_PX[0] - 260:
            width = int(chance.integers(20, 120))
            pen.rectangle((left, 300 + 44 * row, left + width, 318 + 44 * row), fill=30)
            left += width + 16
    page = page.filter(ImageFilter.GaussianBlur(0.8))
    grain = chance.normal(0, 7, (PAGE_PX[1], PAGE_PX[0]))
    pixels = np.clip(np.asarray(page, dtype=np.float64) + grain, 0, 255).astype(np.uint8)
    return Image.fromarray(pixels).convert("RGB")


def _reading() -> PageReading:
    words = tuple(Word("chữ", Box(200 + 60 * n, 300, 250 + 60 * n, 330), 95.0) for n in range(15))
    lines = tuple(
        Line(
            tuple(
                Word(w.text, Box(w.box.x0, w.box.y0 + 44 * row, w.box.x1, w.box.y1 + 44 * row), 95)
                for w in words
            )
        )
        for row in range(42)
    )
    quality = Quality(dpi=200, colour=True, sharpness=900.0, ink_share=0.05)
    return PageReading(
        number=1,
        width_px=PAGE_PX[0],
        height_px=PAGE_PX[1],
        dpi=200,
        blank=False,
        turn_deg=0,
        angle_deg=0.0,
        lines=lines,
        quality=quality,
        engine="none",
    )


def serve_stamps(office: Office, started: Connection) -> None:
    """A time-stamping service (RFC 3161) on this machine; its CPU is not that of who signs."""
    stamper = LocalTimestamper(key_of(office.pki.tsa_p12))

    class Answers(BaseHTTPRequestHandler):
        # One segment an answer: two small ones would wait for each other's receipt, 40 ms long.
        wbufsize = -1

        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            answer = stamper.respond(asked)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    started.send(f"http://127.0.0.1:{server.server_port}/")
    server.serve_forever()


def make_token(office: Office) -> bool:
    """The agency's key in SoftHSM; False where it is not installed. Children inherit its settings."""
    if not (LIBRARY.exists() and shutil.which("softhsm2-util")):
        return False
    folder = office.folder / "token"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "tokens").mkdir(parents=True)
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    path = office.pki.agency_p12[CODE]
    bundle = pkcs12.load_pkcs12(path.read_bytes(), DemoPki.password_file(path).read_bytes())
    if bundle.key is None or bundle.cert is None:
        raise ValueError(f"{path.name} holds no key with its certificate")
    pem = folder / "key.pem"
    pem.write_bytes(
        bundle.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    _tool("--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", "5678")
    _tool("--import", str(pem), "--token", TOKEN, "--label", "agency", "--id", "01", "--pin", PIN)
    pem.unlink()
    certificates = [("agency", bundle.cert.certificate)]
    certificates += [("chain", each.certificate) for each in bundle.additional_certs]
    token = pkcs11.lib(str(LIBRARY)).get_token(token_label=TOKEN)
    with token.open(rw=True, user_pin=PIN) as session:
        for label, certificate in certificates:
            session.create_object(
                {
                    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    pkcs11.Attribute.TOKEN: True,
                    pkcs11.Attribute.LABEL: label,
                    pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
                    pkcs11.Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
                }
            )
    return True


def _tool(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)  # noqa: S603, S607
