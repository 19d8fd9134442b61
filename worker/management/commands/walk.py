"""`motlan walk [FILE]`: one paper through its life, each state printed with what is done from it."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from config import wiring
from config.messages import message
from dossiers.models import Event, Paper
from dossiers.states import State
from ingest.indexing import follow
from ingest.pipeline import LIFE
from ingest.review import Review, accept
from ingest.runner import run_one
from worker.command import RecordsCommand, agency_named, operator, wrong_use
from worker.demo.prepare import prepare
from worker.digitizing import take_in

SAMPLE = "01-giay-khai-sinh.jpg"


class Command(RecordsCommand):
    help = "Đi cùng một giấy tờ qua mọi trạng thái (mặc định: một giấy khai sinh mẫu)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--agency", metavar="CODE")

    def handle(self, *args: Any, **options: Any) -> None:
        path, code = options["file"], options["agency"]
        if path is None:
            home = Path(settings.MOTLAN_HOME)
            samples = prepare(home)
            path = home / "samples" / "scans" / SAMPLE
            code = next(each.agency for each in samples.files if each.name == SAMPLE)
        elif not path.exists():
            wrong_use("path.missing", str(path))
        with wiring.tools(jobs=1) as tools:
            agency = agency_named(code)
            taken = take_in([path], agency=agency, dossier=None, created_by=operator(), tools=tools)
            file = taken.files[0].file
            paper = file.papers.first() if file else None
            if paper is None:
                told = message(taken.files[0].code or (file.code if file else ""))
                self.say(f"{path}: {told.sentence} {told.remedy}")
                sys.exit(1)
            self._walk(paper, tools)

    def _walk(self, paper: Paper, tools: Any) -> None:
        if paper.state != State.RECEIVED:
            self._past(paper)
        paper = run_one(paper, tools, on_state=self._state)
        if paper.state == State.TO_REVIEW:
            for field in paper.fields.order_by("confidence"):
                self.say(f"             {field.name:<20} {field.value}  ({field.confidence:.0f} %)")
            review = Review(
                paper_type=paper.paper_type_id or "quyet_dinh",
                values=dict(paper.fields.values_list("name", "value")),
                quality_reason="motlan walk",
            )
            self.say("             (ở đây lệnh này đóng vai cán bộ và nhận giấy như đã đọc)")
            for problem in accept(paper.pk, review=review, by=operator()):
                self.say(f"             {message(problem.code).sentence}")
            paper = run_one(Paper.objects.get(pk=paper.pk), tools, on_state=self._state)
        if paper.state == State.FAILED:
            told = message(paper.failure_code)
            self.say(f"             {told.sentence} {told.remedy} [{paper.failure_code}]")
        for each in paper.renditions.all():
            self.say(f"             {each}: {each.sha256}, {each.size_bytes} byte")
        follow(tools.index)

    def _state(self, paper: Paper) -> None:
        self._line(State(paper.state))

    def _line(self, state: State) -> None:
        row = LIFE.get(state)
        after = " hoặc ".join(each.label.lower() for each in row.leads_to) if row else ""
        self.say(f"{state.name:<12} {state.label}" + (f" → {after}" if after else ""))

    def _past(self, paper: Paper) -> None:
        """The states that a paper of an earlier run has gone through, from its events."""
        verbs = Event.objects.filter(object_type="paper", object_id=paper.pk).order_by("id")
        for verb in verbs.values_list("verb", flat=True):
            state = verb.removeprefix("paper.")
            if state in State.values and state != paper.state:
                self._line(State(state))
