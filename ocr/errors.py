"""Errors of reading. Each has a stable code, says whether a retry helps, and what a person can do.

OcrError
├── DocumentError            the file cannot be taken as a paper
│   ├── DocumentUnreadable   document.unreadable: missing, or no right to open it
│   ├── DocumentEmpty        document.empty
│   ├── UnknownFormat        document.unknown_format
│   ├── DocumentTruncated    document.truncated
│   ├── DocumentEncrypted    document.encrypted
│   ├── NoPages              document.no_pages
│   ├── NoSuchPage           document.no_such_page
│   ├── TooManyPages         document.too_many_pages
│   ├── DocumentTooLarge     document.too_large
│   └── DocumentDamaged      document.damaged
├── NoTextLines              ocr.no_text_lines
├── EngineError
│   ├── EngineMissing        ocr.engine_missing
│   ├── LanguageMissing      ocr.language_missing
│   ├── NetworkUnsupported   ocr.network_unsupported
│   └── EngineFailed         ocr.engine_failed
├── ComposeFailed            ocr.compose_failed
├── SandboxTimeout           sandbox.timeout
└── SandboxDied              sandbox.died
"""


class OcrError(Exception):
    """Base of all errors of this package."""

    code = "ocr.failed"
    retry = False
    remedy = "Scan the paper again and send the new file."

    def __init__(self, message: str = "", **facts: object) -> None:
        super().__init__(message or self.code)
        self.facts = facts


class DocumentError(OcrError):
    """The file cannot be taken as a paper."""

    code = "document.failed"


class DocumentUnreadable(DocumentError):
    """The file is missing or may not be opened."""

    code = "document.unreadable"
    retry = True
    remedy = "Check that the file exists and that it may be read, then try again."


class DocumentEmpty(DocumentError):
    """The file has no bytes."""

    code = "document.empty"
    remedy = "Scan the paper again: the file that arrived holds nothing."


class UnknownFormat(DocumentError):
    """The content is none of PDF, TIFF, JPEG, PNG, WEBP, HEIC."""

    code = "document.unknown_format"
    remedy = "Send the paper as PDF, TIFF, JPEG, PNG, WEBP or HEIC."


class DocumentTruncated(DocumentError):
    """The end of the file is missing."""

    code = "document.truncated"
    remedy = "Copy or send the file again: its end did not arrive."


class DocumentEncrypted(DocumentError):
    """The PDF asks for a password."""

    code = "document.encrypted"
    remedy = "Save the PDF without a password and send it again."


class NoPages(DocumentError):
    """The document holds no page."""

    code = "document.no_pages"
    remedy = "Scan the paper again: the file holds no page."


class NoSuchPage(DocumentError):
    """A page number outside the document was asked for."""

    code = "document.no_such_page"
    remedy = "Ask for a page that the document has; pages count from 1."


class TooManyPages(DocumentError):
    """More pages than the limit allows."""

    code = "document.too_many_pages"
    remedy = "Split the file into papers and send them one by one."


class DocumentTooLarge(DocumentError):
    """The file or one of its pages is over the size limit; nothing was decoded."""

    code = "document.too_large"
    remedy = "Scan at 200 to 300 dpi and send the paper again."


class DocumentDamaged(DocumentError):
    """The file is of a known format, yet cannot be decoded."""

    code = "document.damaged"
    remedy = "Scan the paper again: the file is damaged."


class NoTextLines(OcrError):
    """Too few text lines to tell how the page lies; the caller keeps the page as it is."""

    code = "ocr.no_text_lines"
    remedy = "Nothing to do: the page is read as it lies."


class EngineError(OcrError):
    """The reading engine is at fault, not the paper."""

    code = "ocr.engine"
    remedy = "Tell the operator of the system."


class EngineMissing(EngineError):
    """The reading engine is not installed."""

    code = "ocr.engine_missing"
    remedy = "Install Tesseract (Debian package tesseract-ocr)."


class LanguageMissing(EngineError):
    """The Vietnamese language data is not installed."""

    code = "ocr.language_missing"
    remedy = (
        "Install the Vietnamese data (Debian package tesseract-ocr-vie) or set TESSDATA_PREFIX "
        "to the folder that holds vie.traineddata."
    )


class NetworkUnsupported(EngineError):
    """The Vietnamese language data holds a network of another kind than the fast one."""

    code = "ocr.network_unsupported"
    remedy = (
        "Install the fast Vietnamese data (Debian package tesseract-ocr-vie), or set MOTLAN_ENGINE "
        "to tesserocr."
    )


class NetworksMissing(EngineError):
    """The libraries that run the reading networks are not installed, or do not run here."""

    code = "ocr.networks_missing"
    remedy = "Install what requirements.lock names (onnxruntime, onnx, trueocr)."


class EngineFailed(EngineError):
    """The engine could not read the page at all."""

    code = "ocr.engine_failed"
    retry = True
    remedy = "Try again; if it fails again, scan the paper again."


class ComposeFailed(OcrError):
    """The searchable PDF/A could not be written from its page images and readings."""

    code = "ocr.compose_failed"
    remedy = "Check that the original file opens and that the disk has room, then try again."


class SandboxTimeout(OcrError):
    """Work on this file took longer than it may; its process was ended."""

    code = "sandbox.timeout"
    remedy = "Split the file or scan it again at 200 to 300 dpi."


class SandboxBroken(OcrError):
    """The processes ended while this file waited or was under way, through no fault of its own."""

    code = "sandbox.broken"
    retry = True
    remedy = "Nothing to do: it is tried again."


class SandboxNotStarted(SandboxBroken):
    """No process can be started: the machine has none left, or no memory for one."""

    code = "sandbox.not_started"
    remedy = "See that the machine has memory and processes left, then try again."


class SandboxDied(OcrError):
    """The process that worked on this file ended: too much memory, or a fault in a library."""

    code = "sandbox.died"
    remedy = "Scan the paper again; if it happens twice, give the file to the administrator."
