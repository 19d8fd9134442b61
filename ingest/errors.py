"""Errors of the walk. Tools raise their own; these are the walk's."""


class IngestError(Exception):
    """Base: `code` is stable, `retry` says whether waiting helps, `remedy` what a person can do."""

    code = "ingest.failed"
    retry = False
    remedy = "Tell the administrator; the original is kept."


class NoText(IngestError):
    """No page of the paper holds a readable word."""

    code = "paper.no_text"
    remedy = "Check the scan: unreadable or blank pages are scanned again."


class NoSigningKey(IngestError):
    """The agency has no signing key on this machine."""

    code = "signing.no_key"
    remedy = "Install the agency's key, then press retry."


class OwnSignatureNotValid(IngestError):
    """A copy that was just signed here does not verify; it is not stored as available."""

    code = "signing.own_signature_not_valid"
    remedy = "Check the agency's certificate and the time-stamp service, then press retry."


class TrustMissing(IngestError):
    """Nothing is wrong with the copy just signed, but its issuer's root or a list of revocation is not loaded."""

    code = "signing.trust_missing"
    retry = True
    remedy = "Load the issuer's root and its newest list of revocation (CRL); the paper waits and is tried again."


class ArrivedSignatureInvalid(IngestError):
    """The paper arrived with a signature that is broken."""

    code = "signing.arrived_invalid"
    remedy = "Ask the issuing agency for an intact file."


class OriginalMissing(IngestError):
    """The store does not hold an original that the records name."""

    code = "storage.original_missing"
    remedy = "Restore the object from backup; nothing else is done to this paper."


class ArchiveBusy(IngestError):
    """Another check of the archive is under way."""

    code = "archive.busy"
    retry = True
    remedy = "Wait until it has ended; a check that was killed frees its place within two minutes."


class SigningRefused(IngestError):
    """A person's act of signing that does not fit what is true now; `code` says why, nothing was changed."""

    code = "signing.not_waiting"
    remedy = "Reload the page of papers that wait for their signature."

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SignatureLost(IngestError):
    """The signature that was given no longer fits the paper's copy; the paper waits for another one."""

    code = "signing.signature_lost"
    retry = True
    remedy = "Sign the paper again."


class NoTimestamper(IngestError):
    """A time-stamp is needed, by the level that is set or to renew proofs, and no service gives one."""

    code = "signing.no_timestamper"
    retry = True
    remedy = "Set MOTLAN_TSA_URL."


class RenewalBusy(IngestError):
    """Another renewal is under way."""

    code = "signing.renewal_busy"
    retry = True
    remedy = (
        "Wait until it has ended; a renewal that was killed frees its place within two minutes."
    )


class RenewalUseless(IngestError):
    """A time-stamp of the service that is set would not prove a paper for longer than it is proven now."""

    code = "signing.renewal_useless"
    remedy = "Set a time-stamping service whose certificate and algorithm end later."
