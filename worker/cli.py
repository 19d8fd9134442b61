"""The `motlan` command: maps a verb to the module that does it and imports that module only."""

import importlib
import io
import os
import sys
from collections.abc import Sequence

# verb → module with `main(argv) -> exit status`; these never import Django.
DIRECT = {
    "read": "worker.direct.read",
    "pdf": "worker.direct.pdf",
    "sign": "worker.direct.sign",
    "verify": "worker.direct.verify",
    "make_samples": "worker.direct.make_samples",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status (0 done, 1 all failed, 2 wrong use, 3 some failed)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file name may hold bytes that are no UTF-8. Escaped, the line stays UTF-8 and valid
            # JSON, and os.fsencode of what JSON gives back is the name as given.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if arguments and arguments[0] in DIRECT:
        module = importlib.import_module(DIRECT[arguments[0]])
        return int(module.main(arguments[1:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    management = importlib.import_module("django.core.management")
    management.execute_from_command_line(["motlan", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
