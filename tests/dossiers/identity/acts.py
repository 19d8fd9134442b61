"""The acts of the tests, with what most of them leave out."""

from typing import Any

from dossiers.answers import Refused
from dossiers.identity.changes import Grounds
from dossiers.identity.correcting import Amendment, correct_holder
from dossiers.identity.merging import merge_holders
from dossiers.identity.relinking import relink_paper
from dossiers.identity.undoing import undo_change
from dossiers.models import Holder, HolderChange
from tests.dossiers.identity.cases import (
    TWICE,
    TYPED,
    WRONG,
    Case,
)


def correct(
    case: Case, values: dict[str, Any], grounds: Grounds = TYPED, **facts: Any
) -> HolderChange | Refused:
    return correct_holder(
        holder_id=case.holder.pk,
        amendment=Amendment(values, **facts),
        grounds=grounds,
        officer=case.clerk,
    )


def merge(case: Case, grounds: Grounds = TWICE, **facts: Any) -> HolderChange | Refused:
    return merge_holders(
        kept_id=case.holder.pk,
        other_id=facts.pop("other", case.old_row).pk,
        grounds=grounds,
        officer=facts.pop("by", case.officer),
        **facts,
    )


def relink(case: Case, to: Holder | None, **facts: Any) -> HolderChange | Refused:
    return relink_paper(
        paper_id=facts.pop("paper", case.paper).pk,
        to=to,
        grounds=facts.pop("grounds", WRONG),
        officer=facts.pop("by", case.clerk),
    )


def done(change: HolderChange | Refused) -> HolderChange:
    assert isinstance(change, HolderChange), change
    return change


def take_back(case: Case, change: HolderChange | Refused) -> HolderChange | Refused:
    return undo_change(change_id=done(change).pk, reason="Nhầm.", officer=case.clerk)
