"""Makes the demo's province ready: trial keys, sample papers, catalogues, people."""

import tempfile
from pathlib import Path

from django.core.management import call_command

from accounts.models import Agency
from config import wiring
from samples.draw import draw_samples, load_samples
from samples.model import SampleSet
from signing.pki import make_demo_pki
from signing.ports import Mark

SEED = 1
KINDS = ("agencies", "paper_types", "procedures", "holders", "dossiers", "stock_counts")
SIGNER = ("H90.10", "Sở Xây dựng tỉnh Nam Giang")


def prepare(home: Path, *, verbosity: int = 0) -> SampleSet:
    """Everything before the first file is taken in; doing it again changes nothing."""
    call_command("migrate", verbosity=verbosity, interactive=False)
    keys = home / "keys"
    make_demo_pki(keys, agencies=dict([SIGNER]))
    folder = home / "samples"
    samples = load_samples(folder) or draw_samples(folder, seed=SEED, sign=_sign_elsewhere)
    for kind in KINDS:
        call_command(
            "import", kind, str(folder / "catalogue" / f"{kind}.csv"), verbosity=0, quiet=True
        )
    make_demo_pki(keys, agencies=dict(Agency.objects.values_list("code", "name")))
    return samples


def _sign_elsewhere(pdf: bytes) -> bytes:
    """The sample that arrives signed: the department's own signature, made before it reaches us."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        code, name = SIGNER
        return wiring.signer().sign(Path(file.name), agency_code=code, mark=Mark(name))
