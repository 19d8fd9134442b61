"""Every verb that the source records has words where its events are shown, or is known to be shown nowhere."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from counter.letters import SAID, STEPS
from dossiers import events
from dossiers.models import FocalOfficer, OneStopUnit
from dossiers.states import State
from tests.records import make_agency, make_user
from web.administration.history import VERBS as OF_ADMINISTRATION
from web.administration.history import acts_on
from web.campaigns.lines import VERBS as OF_CAMPAIGNS
from web.citizen.uses import WORDS as OF_CITIZENS
from web.papers.history import VERBS as OF_PAPERS

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "api", "counter", "dossiers", "ingest", "reuse", "targets", "web", "worker")
VERB = re.compile(r"[a-z_]+\.[a-z_]+")
IN_WORDS = {*OF_ADMINISTRATION, *OF_CAMPAIGNS, *OF_CITIZENS, *OF_PAPERS, *STEPS, *SAID}
# Kept in the chain and handed over with it (`motlan log`); no page lists them as acts.
SHOWN_NOWHERE = {
    # Pages tell these by their own rows, with whoever did it and when.
    "concealment.applied",
    "concealment.lifted",
    "disposal.approved",
    "disposal.done",
    "disposal.proposed",
    "disposal.refused",
    "period.closed",
    "report.schedule_ended",
    "report.scheduled",
    "report.sent",
    "stock.counted",
    "figures.reported",
    "target.ended",
    "target.read_otherwise",
    "target.set",
    # The chain itself, and what left by a file.
    "log.anchored",
    "log.exported",
    "procedures.imported",
    "report.exported",
    "search.exported",
    # A print of what is on the page already.
    "dossier.control_printed",
    # Who came in, and who tried to.
    "user.sign_in_refused",
    "user.signed_in",
    "user.signed_out",
}


def recorded() -> set[str]:
    """The verbs in the source: handed over as `verb`, kept under such a name, or given to what records."""
    return {
        verb
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        for part in _verbs_stand_in(node)
        for verb in _written(part)
    }


def _verbs_stand_in(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.keyword) and node.arg == "verb":
        yield node.value
    elif isinstance(node, ast.Call) and "record" in ast.unparse(node.func).rpartition(".")[2]:
        yield from node.args
    elif isinstance(node, ast.Assign) and "verb" in ast.unparse(node.targets[0]).lower():
        yield node.value
    elif isinstance(node, ast.FunctionDef):
        for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
            if argument.arg == "verb" and default is not None:
                yield default


def _written(part: ast.AST) -> Iterator[str]:
    for each in ast.walk(part):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield from VERB.findall(each.value) if VERB.fullmatch(each.value) else ()


def test_every_verb_has_its_words() -> None:
    verbs = recorded()
    assert {
        "agency.one_stop_recorded",
        "report.scheduled",
        "dossier.opened",
        "paper.viewed",
    } <= verbs
    assert verbs - IN_WORDS == SHOWN_NOWHERE


def test_every_state_of_a_paper_has_its_words() -> None:
    assert {f"paper.{state.value}" for state in State} <= OF_PAPERS.keys()


@pytest.mark.django_db
def test_the_history_of_an_agency_tells_its_one_stop_unit_and_focal_officer() -> None:
    agency, other = make_agency("H80"), make_agency("H81")
    unit = OneStopUnit.objects.create(agency=agency, compliant=True, source="Báo cáo 12")
    officer = FocalOfficer.objects.create(agency=agency, name="Lê Thị Mối")
    facts = {"from": "2024-01-01", "to": None}
    for verb, about, more in (
        ("agency.one_stop_recorded", unit, {"compliant": True}),
        ("agency.focal_officer_recorded", officer, {"user": None}),
    ):
        events.record(
            agency=agency, actor="cli:thu", verb=verb, about=about, facts={**facts, **more}
        )
    administrator = make_user("administrator", agency)
    told = [(each.what, each.detail) for each in acts_on(agency, seen_by=administrator)]
    since = f"từ {date(2024, 1, 1):%d/%m/%Y}"
    assert told == [
        ("Ghi cán bộ đầu mối", since),
        ("Ghi bộ phận một cửa", f"đạt chuẩn theo quy định, {since}"),
    ]
    assert acts_on(other, seen_by=administrator) == []
