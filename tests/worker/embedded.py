"""Makes an embedded installation worth moving: run as `python -m tests.worker.embedded` with MOTLAN_HOME set."""

import os
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
django.setup()

from django.core.management import call_command  # noqa: E402

from config import wiring  # noqa: E402
from dossiers import events  # noqa: E402
from dossiers.models import Paper, PaperType, ReceivedFile  # noqa: E402
from dossiers.states import State  # noqa: E402
from ingest.indexing import follow  # noqa: E402
from tests.records import make_agency, make_dossier, make_paper, make_user  # noqa: E402

UNTIL = datetime(2999, 1, 1, tzinfo=UTC)


def main() -> None:
    """Agencies whose parents came later, papers that name each other, objects under retention, events."""
    call_command("migrate", verbosity=0)
    child, parent = make_agency("H26.01.01"), make_agency("H26.01", level="province")
    child.parent = parent
    child.save()
    PaperType.objects.filter(code="giay_khai_sinh").update(retention_years=70)
    PaperType.objects.filter(code="khac").delete()
    make_user("clerk", child)
    store = wiring.store()
    for number in range(30):
        state = [State.TO_REVIEW, State.AVAILABLE, State.KEPT][number % 3]
        content = f"%PDF-1.7 giấy {number}".encode()
        paper = make_paper(child, state, store=store, content=content)
        for each in paper.renditions.all():
            if state is State.AVAILABLE:
                store.retain(each.key, until=UNTIL)
        events.record(
            agency=child,
            actor="cli:thu",
            verb="paper.received",
            about=paper,
            purpose="đưa vào kho",
            facts={"number": number, "rate": 0.25},
        )
    first, last = Paper.objects.earliest("pk"), Paper.objects.latest("pk")
    Paper.objects.filter(pk=first.pk).update(replaced_by=last)
    ReceivedFile.objects.filter(pk=first.received_file_id).update(duplicate_of=last)
    make_dossier(child)
    follow(wiring.index())


if __name__ == "__main__":
    main()
