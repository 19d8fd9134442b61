"""`motlan search QUERY`: what a person types, found in the papers that they may see."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from config import wiring
from config.messages import message
from dossiers.states import State
from reuse.finding import Found, Wanted, find
from worker.command import RecordsCommand, agency_named, papers_for, user_named


class Command(RecordsCommand):
    help = "Tra cứu giấy tờ theo chữ, tên, số hiệu hoặc số định danh."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("query", help="chữ, tên, số hiệu hoặc số định danh")
        parser.add_argument("--type", metavar="T", help="mã loại giấy tờ")
        parser.add_argument("--agency", metavar="CODE", help="cơ quan giữ, kể cả cấp dưới")
        parser.add_argument(
            "--valid-on", type=date.fromisoformat, metavar="DATE", help="còn hiệu lực ngày này"
        )
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="số kết quả tối đa")

    def handle(self, *args: Any, **options: Any) -> None:
        agency = agency_named(options["agency"]) if options["agency"] else None
        wanted = Wanted(
            query=options["query"],
            paper_type=options["type"],
            agency=agency,
            valid_on=options["valid_on"],
            limit=max(1, options["limit"]),
        )
        papers = papers_for(user_named(options["as_user"])).select_related("received_file")
        results = find(wanted, papers=papers, index=wiring.index())
        if results.code:
            told = message(results.code)
            self.tell(
                f"{told.sentence} Chỉ tìm theo số định danh và số hiệu. {told.remedy} [{results.code}]"
            )
        for rank, each in enumerate(results.found, start=1):
            self._tell(rank, each, as_json=options["json"])
        if not (results.found or results.code or options["json"]):
            self.say("Không tìm thấy giấy tờ nào. Thử bớt từ, hoặc gõ số hiệu, tên không dấu.")

    def _tell(self, rank: int, each: Found, *, as_json: bool) -> None:
        paper = each.paper
        if as_json:
            self.put(
                {
                    "rank": rank,
                    "paper": paper.pk,
                    "file_name": paper.received_file.name,
                    "paper_type": paper.paper_type_id,
                    "title": paper.title or None,
                    "number": paper.number or None,
                    "issued_on": paper.issued_on.isoformat() if paper.issued_on else None,
                    "state": paper.state,
                    "snippet": each.plain_snippet,
                    "score": round(each.score, 4),
                }
            )
            return
        self.say(f"{rank}. [{paper.pk}] {paper} {paper.number} · {State(paper.state).label}")
        if each.plain_snippet:
            self.say(f"   {each.plain_snippet}")
