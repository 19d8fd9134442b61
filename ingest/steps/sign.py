"""TO_SIGN → SIGNED: the agency's signature, time stamp and text mark on the digitized copy."""

import io

from dossiers.models import Paper, Rendition
from dossiers.states import State
from ingest.errors import NoSigningKey
from ingest.steps.compose import add_rendition, next_version
from ingest.steps.files import rendition
from ingest.tools import Done, Tools

# Law on E-Transactions 20/2023, Art. 12: a copy converted from paper carries its own marker.
DEFAULT_MARK = "Bản số hóa từ bản giấy"


def sign(paper: Paper, tools: Tools) -> Done:
    """Sign the newest composed copy with the key of the agency that keeps the paper.

    Raises:
        NoSigningKey: no key of this agency here.
        signing.errors.SigningError: a token, key or time-stamp service that does not answer is tried again.
    """
    agency = paper.agency
    if not tools.signer.has_key(agency.code):
        raise NoSigningKey
    text = (paper.paper_type.mark_text if paper.paper_type else "") or DEFAULT_MARK
    with rendition(paper, Rendition.Kind.COMPOSED, tools) as path:
        signed = tools.signer.sign(
            path, agency_code=agency.code, agency_name=agency.name, lines=(text,)
        )
    held = tools.store.put(io.BytesIO(signed), media_type="application/pdf")
    version = next_version(paper, Rendition.Kind.SIGNED)
    pages = paper.page_texts.count()
    return Done(
        State.SIGNED,
        lambda current: add_rendition(current, Rendition.Kind.SIGNED, version, held, pages),
        {"level": tools.signer.level()},
    )
