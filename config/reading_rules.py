"""The rules by which papers are told and read here: the delivered ones, and an office's own over them."""

import logging
from collections.abc import Collection
from functools import cache

from config import places
from config.messages import message
from ocr.rules import GENERAL, Rules, load

log = logging.getLogger(__name__)
BROKEN, UNLISTED = "ocr.rules_broken", "ocr.rules_unlisted"


@cache
def rules() -> Rules:
    """Loaded once a process; what is broken is told in the log and left out."""
    found, broken = load([places.rules()])
    said = message(BROKEN)
    for each in broken:
        log.warning(
            "Tệp luật %s, dòng %d: %s. %s %s [%s]",
            each.file,
            each.line,
            each.cause,
            said.sentence,
            said.remedy,
            BROKEN,
        )
    return found


def tell_unlisted(codes: Collection[str]) -> None:
    """Say which types of an office's own are not in its catalogue, so no paper can be of them."""
    own = rules().types.keys() - load([])[0].types.keys() - {GENERAL}
    said = message(UNLISTED)
    for code in sorted(own - set(codes)):
        log.warning("%s: %s %s [%s]", code, said.sentence, said.remedy, UNLISTED)
