"""The bundle of ports that every step gets, and what a step answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from dossiers.models import Paper
from dossiers.states import State
from ingest.levels import Levels
from ocr.documents import Limits
from ocr.rules import Rules, delivered
from ocr.sandbox import Sandbox
from search.ports import Index
from signing.certificates import CertificateFacts
from signing.ports import Level, Mark, Timestamper
from signing.prepare import Appearance
from signing.remote import RemoteSigner
from signing.trust import Trust
from storage.ports import Store


class AgencySigner(Protocol):
    """Signs for an agency with the key that is installed for it."""

    def has_key(self, agency_code: str) -> bool:
        """Whether a key of this agency is installed here."""

    def sign(
        self, path: Path, *, agency_code: str, mark: Mark | Appearance, level: Level | None = None
    ) -> bytes:
        """The PDF with the agency's PAdES signature (B-T, or B-B) and text mark."""

    def check(self, agency_code: str, *, agency_name: str) -> None:
        """Nothing, where the agency's key may sign now; else signing.errors.SigningError says why not."""

    def level(self) -> Level:
        """The PAdES level that is made."""

    def certificate(self, agency_code: str) -> CertificateFacts | None:
        """What the certificate of the agency's key says; None where there is no key."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything outside the records that a step may use."""

    store: Store
    index: Index
    sandbox: Sandbox
    signer: AgencySigner
    trust: Callable[[], Trust]  # read anew each time, since roots may be added while we run
    limits: Limits
    scratch: Path
    timestamper: Timestamper | None = None
    levels: Levels = field(default_factory=Levels)
    remote: Callable[[str], RemoteSigner | None] = lambda _: None  # by the agency's code
    trial: bool = False  # marks say THỬ NGHIỆM
    stop_days: int = 1  # before a certificate's end
    rules: Rules = field(default_factory=delivered)  # by which types and fields are proposed
    check_address: str = ""  # of the public page that checks copies, ending in /; empty: not public


def nothing(_paper: Paper) -> None:
    """A step with nothing to write but the state."""


@dataclass(frozen=True, slots=True)
class Done:
    """A step is done: the next state, and what to write in the runner's transaction."""

    state: State
    save: Callable[[Paper], None] = nothing
    facts: dict[str, object] = field(default_factory=dict)  # ids, codes and numbers, for the event
