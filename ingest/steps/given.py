"""What a person gave for a paper in TO_SIGN: put into the copy with its time-stamp, by the worker."""

import base64

from django.db import transaction

from dossiers.models import Paper, SigningSession
from ingest.errors import SignatureLost
from ingest.signing import end
from ingest.steps.files import scratch_folder
from ingest.tools import Tools
from signing.deferred import check_signature, restore
from signing.errors import SignatureWrong, StateBroken
from signing.ports import Level
from signing.sign import finish

GIVEN, KEY = SigningSession.Stage.GIVEN, SigningSession.Means.KEY


def given_for(paper: Paper) -> SigningSession | None:
    """The signature that waits to be put in; None where no person gave one, or released the server's key."""
    found = paper.signing_sessions.filter(stage=GIVEN).exclude(means=KEY)
    return found.select_related("rendition").first()


def put_in(session: SigningSession, tools: Tools, *, level: Level) -> bytes:
    """The copy with the person's signature, B-B or time-stamped (B-T).

    Raises:
        signing.errors.TimestampUnavailable: tried again; the signature is kept.
        SignatureLost: it no longer fits; the session is ended and the paper waits for another one.
    """
    copy = session.rendition
    if copy is None:
        raise SignatureLost
    try:
        with scratch_folder(tools) as folder:
            source = tools.store.local_copy(copy.key, folder=folder).read_bytes()
        prepared = restore(session.state, source)
        signature = base64.b64decode(session.signature, validate=True)
        fitting = check_signature(prepared.certificate_der, prepared.to_be_signed, signature)
    except (StateBroken, SignatureWrong) as error:
        with transaction.atomic():
            end(session, code=SignatureLost.code)
        raise SignatureLost(str(error)) from error
    return finish(prepared, fitting, timestamper=tools.timestamper if level == "B-T" else None)


def close(paper: Paper) -> None:
    """The signed copy is there: what a person gave for it is done with."""
    for session in paper.signing_sessions.filter(stage=GIVEN):
        end(session)
