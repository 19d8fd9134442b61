"""TO_SIGN → SIGNED: the agency's signature, time stamp and text mark on the digitized copy."""

import io
from pathlib import Path

from dossiers.models import Paper, Rendition
from dossiers.states import State
from ingest.errors import NoSigningKey
from ingest.signing import mark_lines
from ingest.steps import given
from ingest.steps.compose import add_rendition, next_version
from ingest.steps.files import rendition
from ingest.tools import Done, Tools
from ocr.errors import OcrError
from signing.ports import Mark
from signing.prepare import Appearance
from signing.print_map import PrintMap, see_print

LOOK_S = 20.0


def sign(paper: Paper, tools: Tools) -> Done:
    """Sign the newest composed copy with the key of the agency, or put in the signature that a person gave.

    Raises:
        NoSigningKey: no key of this agency here.
        SignatureLost: what a person gave no longer fits the copy.
        signing.errors.SigningError: a token, key or time-stamp service that does not answer is tried again.
    """
    session = given.given_for(paper)
    signed = given.put_in(session, tools) if session else _by_key(paper, tools)
    held = tools.store.put(io.BytesIO(signed), media_type="application/pdf")
    version = next_version(paper, Rendition.Kind.SIGNED)
    pages = paper.page_texts.count()

    def save(current: Paper) -> None:
        add_rendition(current, Rendition.Kind.SIGNED, version, held, pages)
        given.close(current)

    return Done(State.SIGNED, save, {"level": tools.signer.level()})


def _by_key(paper: Paper, tools: Tools) -> bytes:
    agency = paper.agency
    if not tools.signer.has_key(agency.code):
        raise NoSigningKey
    with rendition(paper, Rendition.Kind.COMPOSED, tools) as path:
        look = Appearance(Mark(agency.name, mark_lines(paper)), printed=_print_of(path, tools))
        return tools.signer.sign(path, agency_code=agency.code, mark=look)


def _print_of(path: Path, tools: Tools) -> PrintMap | None:
    """What the mark must not cover; a page that takes too long to show is signed all the same."""
    try:
        return tools.sandbox.run(see_print, path, timeout_s=LOOK_S)
    except OcrError:
        return None
