"""veraPDF finds nothing against PDF/A-2u in any form of any edition."""

from pathlib import Path

import pytest

from counter.press import html_of
from dossiers.models import FormEdition, IssuedForm
from printing.pdfa import html_to_pdfa
from tests.counter.desk import Desk
from tests.counter.test_forms import HOSTILE, issued, said
from tests.ocr import test_textlayer_verapdf as checker

pytestmark = checker.pytestmark
class_path = checker.class_path


@pytest.mark.django_db
def test_every_form_is_pdfa_2u(desk: Desk, tmp_path: Path, class_path: str) -> None:
    facts = {**issued(desk).facts, **said(HOSTILE[:1000])}
    files = []
    for edition in FormEdition.objects.all():
        form = IssuedForm(edition=edition, kind=edition.kind, facts=facts)
        file = tmp_path / f"{edition.template}-{edition.kind}.pdf"
        file.write_bytes(html_to_pdfa(html_of(form), title=edition.title))
        files.append(file)
    assert len(files) == 12
    assert checker.judge(class_path, files) == [f"PASS\t{file}" for file in files]
