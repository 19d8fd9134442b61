"""`python -m tests.worker.crashing_move N …`: motlan migrate-to …, which ends at once after N batches of rows."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
django.setup()

from django.db.models import Model  # noqa: E402

from worker.cli import main  # noqa: E402
from worker.moving import records  # noqa: E402

really_insert = records._insert
left = int(sys.argv[1])


def insert(model: type[Model], batch: list[Model]) -> None:
    global left
    left -= 1
    if left < 0:
        os._exit(9)
    really_insert(model, batch)


if __name__ == "__main__":
    records._insert = insert
    main(["migrate-to", *sys.argv[2:]])
