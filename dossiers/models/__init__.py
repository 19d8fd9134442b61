"""The nouns. One file a subject; import them from here."""

from dossiers.models.anchor import Anchor, AnchoredChain
from dossiers.models.citizen import (
    AccessSlip,
    CitizenSession,
    Concealment,
    ConcealmentRule,
    Correction,
)
from dossiers.models.copy_code import CopyCode
from dossiers.models.counter import (
    DayOff,
    DaySerial,
    FormEdition,
    FormKind,
    IssuedForm,
    SupplementItem,
    SupplementReason,
)
from dossiers.models.course import Medium, Pause, Transfer
from dossiers.models.disposal import Disposal, DisposalItem, LegalHold
from dossiers.models.dossier import (
    CLOSED_WITH_CAUSE,
    OPEN_STATUSES,
    Cause,
    Channel,
    Dossier,
    DossierStatus,
)
from dossiers.models.event import ChainHead, Event
from dossiers.models.evidence import EvidenceRequest, IdempotentAnswer
from dossiers.models.feedback import Complaint, Rating, RatingChannel
from dossiers.models.holder import FormerIdentity, Holder, HolderChange, HolderQuerySet
from dossiers.models.importing import EarlierImport, ImportPart, ImportRun
from dossiers.models.lease import Lease
from dossiers.models.notification import Notification
from dossiers.models.offices import FocalOfficer, OneStopUnit
from dossiers.models.paper import (
    Batch,
    CopyKind,
    Paper,
    PaperQuerySet,
    ReceivedFile,
    Splitting,
)
from dossiers.models.procedure import (
    AcceptedData,
    AcceptedPaper,
    CombinedPart,
    Component,
    DataSource,
    MandatoryClass,
    PaperType,
    Procedure,
    ProcedureVersion,
)
from dossiers.models.reading import Field, PageText, Rendition, Verification
from dossiers.models.reuse import (
    HandOver,
    LawfulException,
    PaperRefusal,
    PaperRequest,
    Reuse,
    ReuseMode,
)
from dossiers.models.saved_filter import SavedFilter
from dossiers.models.signing import SigningSession

__all__ = [
    "CLOSED_WITH_CAUSE",
    "OPEN_STATUSES",
    "AcceptedData",
    "AcceptedPaper",
    "AccessSlip",
    "Anchor",
    "AnchoredChain",
    "Batch",
    "Cause",
    "ChainHead",
    "Channel",
    "CitizenSession",
    "CombinedPart",
    "Complaint",
    "Component",
    "Concealment",
    "ConcealmentRule",
    "CopyCode",
    "CopyKind",
    "Correction",
    "DataSource",
    "DayOff",
    "DaySerial",
    "Disposal",
    "DisposalItem",
    "Dossier",
    "DossierStatus",
    "EarlierImport",
    "Event",
    "EvidenceRequest",
    "Field",
    "FocalOfficer",
    "FormEdition",
    "FormKind",
    "FormerIdentity",
    "HandOver",
    "Holder",
    "HolderChange",
    "HolderQuerySet",
    "IdempotentAnswer",
    "ImportPart",
    "ImportRun",
    "IssuedForm",
    "LawfulException",
    "Lease",
    "LegalHold",
    "MandatoryClass",
    "Medium",
    "Notification",
    "OneStopUnit",
    "PageText",
    "Paper",
    "PaperQuerySet",
    "PaperRefusal",
    "PaperRequest",
    "PaperType",
    "Pause",
    "Procedure",
    "ProcedureVersion",
    "Rating",
    "RatingChannel",
    "ReceivedFile",
    "Rendition",
    "Reuse",
    "ReuseMode",
    "SavedFilter",
    "SigningSession",
    "Splitting",
    "SupplementItem",
    "SupplementReason",
    "Transfer",
    "Verification",
]
