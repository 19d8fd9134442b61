"""veraPDF finds nothing against PDF/A-2u in any form of any edition."""

from pathlib import Path

import pytest

from counter.press import html_of
from dossiers.models import FormEdition, IssuedForm
from printing.pdfa import html_to_pdfa
from tests.counter.desk import Desk
from tests.counter.test_forms import HOSTILE, issued, said
from tests.services.maven import VERAPDF, class_path, judged
from tests.services.server import Missing

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def judge() -> None:
    try:
        class_path(VERAPDF)
    except Missing as missing:
        pytest.skip(str(missing))


def test_every_form_is_pdfa_2u(desk: Desk, tmp_path: Path) -> None:
    facts = {**issued(desk).facts, **said(HOSTILE[:1000])}
    files = []
    for edition in FormEdition.objects.all():
        form = IssuedForm(edition=edition, kind=edition.kind, facts=facts)
        file = tmp_path / f"{edition.template}-{edition.kind}.pdf"
        file.write_bytes(html_to_pdfa(html_of(form), title=edition.title))
        files.append(file)
    assert len(files) == 12
    assert judged(VERAPDF, *files) == [f"PASS\t{file}" for file in files]
