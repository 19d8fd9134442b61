"""The acts as tests ask for them: name only what the test is about."""

from typing import Any

from dossiers.models import DataSource, Paper, PaperRefusal, PaperRequest, Reuse, ReuseMode
from reuse.services import (
    Grounds,
    Refused,
    ask_for_paper,
    record_reference,
    record_reuse,
    refuse_paper,
)
from tests.reuse.cases import Case

GROUNDS = Grounds("Giải quyết hồ sơ H98.1-260302-0001", "Luật Chuyển đổi số số 148/2025/QH15")


def reuse(case: Case, *papers: Paper, **facts: Any) -> list[Reuse] | Refused:
    return record_reuse(
        **{**_place(case), "papers": papers or (case.paper,), "grounds": GROUNDS, **facts}
    )


def recorded(case: Case, *papers: Paper, **facts: Any) -> list[Reuse]:
    done = reuse(case, *papers, **facts)
    assert isinstance(done, list), done
    return done


def refer(case: Case, source: DataSource | None = None, **facts: Any) -> Reuse | Refused:
    mode = ReuseMode.DATA_LOOKUP if source else ReuseMode.CITIZEN_STORE
    asked = {"mode": mode, "source": source, "reference": "TC-2026-0001", "grounds": GROUNDS}
    return record_reference(**{**_place(case), **asked, **facts})


def refuse(case: Case, reason: str = "unreadable", **facts: Any) -> PaperRefusal | Refused:
    asked = {"paper": case.paper, "reason": reason, "note": ""}
    return refuse_paper(**{**_place(case), **asked, **facts})


def ask(case: Case, reason: str = "unreadable", **facts: Any) -> PaperRequest | Refused:
    return ask_for_paper(**{**_place(case), "reason": reason, "note": "", **facts})


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def _place(case: Case) -> dict[str, Any]:
    return {"dossier": case.dossier, "component": case.component, "officer": case.officer}
