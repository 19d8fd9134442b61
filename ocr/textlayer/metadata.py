"""What a composed file says about itself: XMP and its schema, document information, colour.

Source: ISO 19005-2:2011, 6.2.3 (output intent), 6.6 (metadata, extension schemas); Decree
137/2024/ND-CP ch. II (who converted a paper, when, and from what).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import ImageCms

PRODUCER = "Motlan"
NAMESPACE = "urn:motlan:ns:digitized-copy:1#"
PREFIX = "motlan"
# Name in XMP, value type, description: written only for values that are known.
_PROPERTIES = {
    "operator": ("Text", "Who digitized the paper"),
    "digitizedAt": ("Date", "When the paper was digitized"),
    "sourceSha256": ("Text", "SHA-256 of the file as it was received, in hexadecimal"),
    "sourcePages": ("Text", "Pages of that file which stand in this one, counted from 1"),
    "rendition": ("Text", "What this file is beside a signed original"),
    "dossierNo": ("Text", "Number of the dossier the paper belongs to"),
    "paperType": ("Text", "Code of the type of paper"),
    "checkCode": ("Text", "By which anybody can ask whether this copy is genuine and valid"),
    "checkAddress": ("Text", "Where that is asked"),
}
_OF_SIGNED = "searchable rendition without signature; the signed original is kept as it came"
_OF_SIGNED_TOLD = (
    "Bản tra cứu của tệp đã ký số. Bản này không có chữ ký số; tệp gốc được giữ nguyên."
)
_ICC_DATE = slice(24, 36)
_ICC_FIXED_DATE = b"".join(part.to_bytes(2, "big") for part in (2024, 1, 1, 0, 0, 0))


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of its origin; what is None is left out.

    Attributes:
        title: shown as the name of the document.
        digitized_at: aware; also the creation date, so that the same input gives the same bytes.
        creator_agency: the agency that made the copy.
        operator: who digitized (account name, not a personal id).
        source_sha256: hexadecimal digest of the file as received.
        dossier_no: number of the dossier.
        paper_type: code of docs/interfaces.md.
        language: BCP 47.
        check_code, check_address: by which anybody can check the copy, and where.
    """

    title: str
    digitized_at: datetime
    creator_agency: str | None = None
    operator: str | None = None
    source_sha256: str | None = None
    dossier_no: str | None = None
    paper_type: str | None = None
    language: str = "vi-VN"
    check_code: str | None = None
    check_address: str | None = None

    def __post_init__(self) -> None:
        if self.digitized_at.utcoffset() is None:
            raise ValueError("digitized_at needs a time zone")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the pages come from: `pages` of one file ("3-5, 7"), and whether that was signed."""

    pages: str | None = None
    signed: bool = False


def ranges(numbers: Iterable[int]) -> str:
    """Page numbers as a person writes them: 1, 2, 3, 7 becomes "1-3, 7"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


def describe(pdf: Pdf, about: About, *, origin: Origin) -> None:
    """Write catalogue entries, document information, XMP and output intent into `pdf`."""
    root = pdf.Root
    root["/Lang"] = pikepdf.String(about.language)
    root["/ViewerPreferences"] = Dictionary(DisplayDocTitle=True)
    root["/OutputIntents"] = Array([_output_intent(pdf)])
    metadata = Stream(pdf, _xmp(about, origin).encode())
    metadata["/Type"], metadata["/Subtype"] = Name.Metadata, Name.XML
    root["/Metadata"] = pdf.make_indirect(metadata)
    moment = _pdf_date(about.digitized_at)
    information = Dictionary(
        Title=pikepdf.String(_clean(about.title)),
        Creator=pikepdf.String(PRODUCER),
        Producer=pikepdf.String(PRODUCER),
        CreationDate=pikepdf.String(moment),
        ModDate=pikepdf.String(moment),
    )
    if about.creator_agency is not None:
        information["/Author"] = pikepdf.String(_clean(about.creator_agency))
    pdf.docinfo = pdf.make_indirect(information)


def _output_intent(pdf: Pdf) -> Dictionary:
    profile = Stream(pdf, _srgb_profile())
    profile["/N"] = 3
    profile["/Alternate"] = Name.DeviceRGB
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String("sRGB IEC61966-2.1"),
        Info=pikepdf.String("sRGB IEC61966-2.1"),
        RegistryName=pikepdf.String("http://www.color.org"),
        DestOutputProfile=pdf.make_indirect(profile),
    )


@lru_cache(maxsize=1)
def _srgb_profile() -> bytes:
    """The sRGB profile with a fixed creation date: the library stamps the present time into it."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_ICC_DATE] = _ICC_FIXED_DATE
    return bytes(profile)


def _pdf_date(moment: datetime) -> str:
    zone = moment.strftime("%z")
    return f"D:{moment:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"


def _clean(text: str) -> str:
    """Drop what XML cannot hold: controls, lone surrogates and non-characters."""
    return "".join(
        c
        for c in text
        if c in "\t\n"
        or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe")
        or c > "\uffff"
    )


def _text(value: str) -> str:
    return escape(_clean(value), quote=False)


def _xmp(about: About, origin: Origin) -> str:
    """The XMP packet, with PDF/A identification and the description of our own schema."""
    moment = about.digitized_at.isoformat(timespec="seconds")
    creator = ""
    if about.creator_agency is not None:
        agency = _text(about.creator_agency)
        creator = f"<dc:creator><rdf:Seq><rdf:li>{agency}</rdf:li></rdf:Seq></dc:creator>"
    description = ""
    if origin.signed:
        told = _in_language(_OF_SIGNED_TOLD, "vi-VN")
        description = f"<dc:description>{told}</dc:description>"
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:{PREFIX}="{NAMESPACE}">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title>{_in_language(about.title, about.language)}</dc:title>
{creator}{description}
<dc:language><rdf:Bag><rdf:li>{_text(about.language)}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>
{_own_properties(about, origin)}
</rdf:Description>
{_extension_schema()}
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def _in_language(value: str, language: str) -> str:
    """A text with the language it is in; readers that ask for none get the same."""
    items = "".join(
        f'<rdf:li xml:lang="{lang}">{_text(value)}</rdf:li>'
        for lang in ("x-default", _text(language))
    )
    return f"<rdf:Alt>{items}</rdf:Alt>"


def _own_properties(about: About, origin: Origin) -> str:
    values = {
        "operator": about.operator,
        "digitizedAt": about.digitized_at.isoformat(timespec="seconds"),
        "sourceSha256": about.source_sha256,
        "sourcePages": origin.pages,
        "rendition": _OF_SIGNED if origin.signed else None,
        "dossierNo": about.dossier_no,
        "paperType": about.paper_type,
        "checkCode": about.check_code,
        "checkAddress": about.check_address,
    }
    return "\n".join(
        f"<{PREFIX}:{name}>{_text(value)}</{PREFIX}:{name}>"
        for name, value in values.items()
        if value is not None
    )


def _extension_schema() -> str:
    """PDF/A asks that a file explains every metadata schema that is not predefined."""
    properties = "\n".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{value_type}</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
        for name, (value_type, description) in _PROPERTIES.items()
    )
    return f"""<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Digitized copy of a paper</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>{PREFIX}</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>
{properties}
</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""
