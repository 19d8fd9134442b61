"""One set drawn for all tests of the room: drawing takes seconds."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from samples.draw import draw_samples
from samples.model import SampleSet

SEED = 7
SIGNED_TAIL = b"\n% signed by a test\n"


@dataclass(frozen=True)
class Drawn:
    folder: Path
    samples: SampleSet


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    folder = tmp_path_factory.mktemp("samples") / "set"
    samples = draw_samples(folder, seed=SEED, sign=lambda pdf: pdf + SIGNED_TAIL)
    return Drawn(folder, samples)
