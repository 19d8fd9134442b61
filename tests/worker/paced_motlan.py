"""`motlan` with a reader that takes as long as MOTLAN_TEST_READ_S says: so a test meets a step under way."""

import os
import sys
import time
from collections.abc import Sequence

from config import wiring
from ocr.ports import Line, Pixels
from tests.faults.scripted_reader import ScriptedReader
from worker.cli import main


class PacedReader(ScriptedReader):
    """Waits, then reads."""

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        time.sleep(float(os.environ.get("MOTLAN_TEST_READ_S", "0")))
        return super().read(grey, dpi)


def engine(name: str = "") -> PacedReader:
    """As `config.wiring.engine`."""
    del name
    return PacedReader()


if __name__ == "__main__":
    # By the module's own name: the sandbox's processes look it up there.
    from tests.worker import paced_motlan

    wiring.engine = paced_motlan.engine  # type: ignore[assignment]
    sys.exit(main())
