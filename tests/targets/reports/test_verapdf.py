"""veraPDF finds nothing against PDF/A-2u in a printed report."""

from pathlib import Path

import pytest

from printing.pdfa import html_to_pdfa
from targets.reports.press import as_pdf
from tests.services.maven import VERAPDF, class_path, judged
from tests.services.server import Missing
from tests.targets.reports.sample import sample_report

pytestmark = pytest.mark.slow


def test_a_report_is_pdfa_2u(tmp_path: Path) -> None:
    try:
        class_path(VERAPDF)
    except Missing as missing:
        pytest.skip(str(missing))
    file = tmp_path / "bao-cao.pdf"
    file.write_bytes(as_pdf(sample_report(), to_pdf=html_to_pdfa))
    assert judged(VERAPDF, file) == [f"PASS\t{file}"]
