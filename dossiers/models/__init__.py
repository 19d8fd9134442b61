"""The nouns. One file a subject; import them from here."""

from dossiers.models.dossier import Channel, Dossier, DossierStatus
from dossiers.models.event import Event
from dossiers.models.holder import Holder
from dossiers.models.lease import Lease
from dossiers.models.paper import Batch, CopyKind, Paper, PaperQuerySet, ReceivedFile
from dossiers.models.procedure import AcceptedPaper, Component, MandatoryClass, PaperType, Procedure
from dossiers.models.reading import Field, PageText, Rendition, Verification
from dossiers.models.reuse import PaperRequest, Reuse, ReuseMode

__all__ = [
    "AcceptedPaper",
    "Batch",
    "Channel",
    "Component",
    "CopyKind",
    "Dossier",
    "DossierStatus",
    "Event",
    "Field",
    "Holder",
    "Lease",
    "MandatoryClass",
    "PageText",
    "Paper",
    "PaperQuerySet",
    "PaperRequest",
    "PaperType",
    "Procedure",
    "ReceivedFile",
    "Rendition",
    "Reuse",
    "ReuseMode",
    "Verification",
]
