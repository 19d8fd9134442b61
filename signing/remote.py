"""The port of a remote signer: a digest out, a signature back, at once or minutes later."""

from dataclasses import dataclass
from typing import Protocol

from signing.deferred import Certificates


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking: the signature, or by which ticket it can be fetched."""

    signature: bytes | None = None
    ticket: str = ""


class RemoteSigner(Protocol):
    """Signs with a key that a service keeps, perhaps after its owner has agreed on a telephone."""

    def certificates(self) -> Certificates:
        """Who signs.

        Raises:
            signing.errors.KeyUnavailable: the service does not answer; tried again.
            signing.errors.CertificateUnreadable: what it answers is no certificate.
        """

    def ask(self, digest: bytes) -> Answer:
        """Ask for the signature of a SHA-256; asked again, it may sign again.

        Raises:
            signing.errors.KeyUnavailable: see above; also where the service refuses.
        """

    def fetch(self, ticket: str) -> bytes | None:
        """The signature that was asked for; None while it is not there.

        Raises:
            signing.errors.KeyUnavailable: see above; also where the owner has refused.
        """
