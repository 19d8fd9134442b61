"""A throw-away PKI and small PDFs, made once a run; no key is kept."""

import io
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.adapters.tsa_local import LocalTimestamper
from signing.pki import DemoPki, make_demo_pki
from signing.ports import Level, Mark, Report
from signing.sign import sign_pdf
from signing.trust import Trust, load_trust
from signing.verify import verify_pdf

AGENCY = "Ủy ban nhân dân xã Tân Phú"
OTHER = "Sở Xây dựng tỉnh Đồng Nai"
MARK = Mark(agency_name=AGENCY, lines=("Bản số hóa từ bản giấy",), trial=True)


def holder(path: Path) -> Pkcs12KeyHolder:
    return Pkcs12KeyHolder(path, password=DemoPki.password_file(path).read_bytes())


def page_pdf(*, rotate: int = 0, size: tuple[float, float] = (595, 842)) -> bytes:
    """One page with a frame and a sentence, uncompressed so that a test can flip its bytes."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=size)
        page.obj.Rotate = rotate
        content = f"0.5 G 20 20 {size[0] - 40} {size[1] - 40} re S % marker-in-content"
        page.obj.Contents = pdf.make_stream(content.encode())
        with pdf.open_metadata() as meta:
            meta["dc:title"] = "Giấy phép"
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    return out.getvalue()


@dataclass(frozen=True)
class Office:
    """An agency with its key, a trial time-stamper and the trust that knows both."""

    pki: DemoPki
    key: Pkcs12KeyHolder
    other_key: Pkcs12KeyHolder
    timestamper: LocalTimestamper
    trust: Trust

    def sign(
        self, pdf: bytes, *, mark: Mark | None = MARK, level: Level = "B-T", other: bool = False
    ) -> bytes:
        key = self.other_key if other else self.key
        return sign_pdf(pdf, key=key, mark=mark, timestamper=self.timestamper, level=level)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    pki = make_demo_pki(tmp_path_factory.mktemp("pki"), agencies={"H19.1": AGENCY, "H19.2": OTHER})
    trust = load_trust([pki.root_pem, pki.intermediate_pem], crls=pki.crls)
    return Office(
        pki=pki,
        key=holder(pki.agency_p12["H19.1"]),
        other_key=holder(pki.agency_p12["H19.2"]),
        timestamper=LocalTimestamper(holder(pki.tsa_p12)),
        trust=trust,
    )


@pytest.fixture(scope="session")
def signed(office: Office) -> bytes:
    return office.sign(page_pdf())


@pytest.fixture
def check(office: Office, tmp_path: Path):
    def run(pdf: bytes, *, trust: Trust | None = None, **options: object) -> Report:
        path = tmp_path / "file.pdf"
        path.write_bytes(pdf)
        return verify_pdf(path, trust=trust or office.trust, **options)

    return run
