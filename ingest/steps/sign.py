"""TO_SIGN → SIGNED: the agency's signature, time stamp and text mark on the digitized copy."""

import io

from dossiers.models import Paper, Rendition
from dossiers.states import State
from ingest.errors import NoSigningKey, NoTimestamper, TrustMissing
from ingest.levels import level_for
from ingest.print_of import print_of
from ingest.signing import mark_lines
from ingest.steps import given
from ingest.steps.compose import add_rendition, next_version
from ingest.steps.files import rendition
from ingest.tools import Done, Tools
from signing.errors import LevelUnsupported
from signing.extend import extend_pdf
from signing.ports import Level, Mark
from signing.prepare import Appearance
from signing.trust import Trust


def sign(paper: Paper, tools: Tools) -> Done:
    """Sign the newest composed copy with the key of the agency, or put in the signature that a person gave.

    Raises:
        NoSigningKey: no key of this agency here.
        NoTimestamper: the level that is set takes a time-stamp, and nobody gives one.
        TrustMissing: the level that is set takes lists of revocation, and one is missing.
        SignatureLost: what a person gave no longer fits the copy.
        signing.errors.SigningError: a token, key or time-stamp service that does not answer is tried again.
    """
    trust = tools.trust()
    level = level_for(paper, tools.levels, trust=trust, stamps=tools.timestamper is not None)
    if level != "B-B" and tools.timestamper is None:
        raise NoTimestamper
    base: Level = "B-B" if level == "B-B" else "B-T"
    session = given.given_for(paper)
    if session:
        given.fetch(session, paper, tools)
    signed = (
        given.put_in(session, tools, level=base) if session else _by_key(paper, tools, level=base)
    )
    if level != base:
        signed = _extended(signed, level, trust, tools)
    held = tools.store.put(io.BytesIO(signed), media_type="application/pdf")
    version = next_version(paper, Rendition.Kind.SIGNED)
    pages = paper.page_texts.count()

    def save(current: Paper) -> None:
        add_rendition(current, Rendition.Kind.SIGNED, version, held, pages)
        given.close(current)

    return Done(State.SIGNED, save, {"level": level})


def _extended(signed: bytes, level: Level, trust: Trust, tools: Tools) -> bytes:
    """At B-LT or B-LTA. A list of revocation that is missing is waited for: no paper gets less than was set."""
    try:
        return extend_pdf(
            signed, trust=trust, timestamper=tools.timestamper if level == "B-LTA" else None
        )
    except LevelUnsupported as error:
        raise TrustMissing(str(error)) from error


def _by_key(paper: Paper, tools: Tools, *, level: Level) -> bytes:
    agency = paper.agency
    if not tools.signer.has_key(agency.code):
        raise NoSigningKey
    with rendition(paper, Rendition.Kind.COMPOSED, tools) as path:
        look = Appearance(
            Mark(agency.name, mark_lines(paper)), printed=print_of(path, sandbox=tools.sandbox)
        )
        return tools.signer.sign(path, agency_code=agency.code, mark=look, level=level)
