"""The `motlan` command whose pages are read by `misbehaving.read_here`, in the processes of its sandbox."""

import sys

from ocr import sandbox
from tests.ocr import misbehaving
from worker import cli

if __name__ == "__main__":
    vars(sandbox)["read_page_here"] = misbehaving.read_here
    sys.exit(cli.main())
