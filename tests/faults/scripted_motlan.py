"""`motlan` with a scripted reader instead of an OCR engine: `python -m tests.faults.scripted_motlan worker`."""

import sys

from config import wiring
from tests.faults import scripted_reader
from worker.cli import main

if __name__ == "__main__":
    # The sandbox's processes find the function by its module's name.
    wiring.engine = scripted_reader.engine  # type: ignore[assignment]
    sys.exit(main())
