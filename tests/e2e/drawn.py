"""Fresh pages for the clerk's scanner, drawn for people whom the demo's records know."""

import random
from datetime import date
from pathlib import Path

from samples import scenario
from samples.containers import encode
from samples.forms import Form
from samples.forms_civil import residence
from samples.issuers import police
from samples.sheet import draw_page
from worker.demo.prepare import SEED

# The open dossier that the demo leaves to the visitor; its holder lacks a proof of residence.
DOSSIER, HOLDER = "D20", "bride"


def fresh_residence(*, day: date, until: date) -> Form:
    """A confirmation of residence that the demo's set does not hold."""
    stage = scenario.build(SEED)
    household = (stage.holders[HOLDER],)
    return residence(stage, issuer=police("Suối Vàng"), day=day, until=until, household=household)


def dossier_number() -> str:
    """The number of the visitor's dossier."""
    return scenario.build(SEED).dossiers[DOSSIER].number


def save_scan(form: Form, path: Path) -> Path:
    """Draw the form's first page as a clean scan of 200 dpi."""
    page = draw_page(form.pages[0], dice=random.Random(path.name), number=1)
    path.write_bytes(encode([page.image], suffix=".jpg"))
    return path
