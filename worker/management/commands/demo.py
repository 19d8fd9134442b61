"""`motlan demo`: the whole life of the sample papers on this machine, then the pages."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from config import wiring
from dossiers.models import Dossier
from ingest.tools import Tools
from samples.model import SampleFile, SampleSet
from worker.command import RecordsCommand, agency_named, dossier_named, operator
from worker.demo.citizen import ensure_citizen
from worker.demo.clerk import retire_replaced, review_samples
from worker.demo.logins import ensure_logins
from worker.demo.officer import reuse_samples
from worker.demo.prepare import prepare
from worker.demo.summary import tell_files, tell_logins, tell_rates, tell_totals
from worker.digitizing import Taken, jobs_or_cores, outcome, run_life, take_in

ADDRESS = "http://127.0.0.1:8000"


class Command(RecordsCommand):
    help = "Số hóa bộ giấy tờ mẫu từ đầu đến cuối rồi mở các trang."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--no-serve", action="store_true", help="dừng sau phần tổng kết")
        parser.add_argument("--jobs", type=int, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        home, jobs = Path(settings.MOTLAN_HOME), jobs_or_cores(options["jobs"])
        self.tell("Chuẩn bị tỉnh mẫu: danh mục, khóa thử nghiệm, giấy tờ mẫu…")
        samples = prepare(home)
        logins = ensure_logins(home / "demo-logins.json")
        with wiring.tools(jobs=jobs) as tools:
            taken = list(self._take_in(samples, home / "samples" / "scans", tools))
            run_life(tools, jobs=jobs, on_warning=self.tell)
            compared = review_samples(samples)
            run_life(tools, jobs=jobs, on_warning=self.tell)
            retire_replaced(samples)
            reuse_samples()
            run_life(tools, jobs=jobs, on_warning=self.tell, show=False)
        tell_files(self.say, ({**outcome(each), "name": each.path.name} for each in taken))
        tell_totals(self.say, seconds=time.monotonic() - started, compared=compared)
        tell_rates(self.say, year=_newest_year())
        citizen = ensure_citizen(home / "demo-citizen.json")
        tell_logins(self.say, logins, citizen=citizen, address=ADDRESS)
        if not options["no_serve"]:
            call_command("serve")

    def _take_in(self, samples: SampleSet, scans: Path, tools: Tools) -> Iterator[Taken]:
        """The files of each dossier in a batch of its own, the rest as backlog of their agency."""

        def place(sample: SampleFile) -> tuple[str, str]:
            return sample.agency, sample.dossier or ""

        for (agency, dossier), group in groupby(samples.files, key=place):
            paths = [scans / sample.name for sample in group]
            yield from take_in(
                paths,
                agency=agency_named(agency),
                dossier=dossier_named(dossier),
                created_by=operator(),
                tools=tools,
            ).files


def _newest_year() -> int:
    """The year of the newest sample dossier: later years hold nothing to count."""
    received = Dossier.objects.filter(received_at__isnull=False).dates("received_at", "year")
    return received.reverse()[0].year
