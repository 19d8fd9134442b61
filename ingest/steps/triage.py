"""KEPT → PREPARED: what kind of file it is, how many pages, and whether and by whom it is signed.

Nothing in the file is run: scripts, attachments and launch actions are reported as warnings. A file is
one paper unless separator sheets part it; what arrived signed stays whole.
"""

from pathlib import Path

from dossiers.models import CopyKind, Paper, Rendition
from dossiers.states import State
from ingest.steps.files import original
from ingest.steps.stack import look, part_by_sheets
from ingest.steps.verify import bounds, keep_verdict
from ingest.tools import Done, Tools
from ocr.documents import Document, open_document
from signing.checks import against_record
from signing.ports import Report
from signing.verify import verify_pdf


def triage(paper: Paper, tools: Tools) -> Done:
    """Open the file within limits, verify its signatures and look for separator sheets.

    Raises:
        ocr.errors.OcrError: empty, damaged, encrypted, too many pages, a decompression bomb …
    """
    with original(paper, tools) as path:
        document = tools.sandbox.run(open_document, path, limits=tools.limits)
        report = _report(path, document, tools, recorded=paper.received_file.sha256)
        is_signed = report is not None and bool(report.signatures)
        signs = [] if is_signed else look(paper, path, document, tools)

    def save(current: Paper) -> None:
        file = current.received_file
        file.media_type = document.media_type
        file.warnings = _warnings(file.name, document)
        file.save(update_fields=["media_type", "warnings"])
        current.last_page = current.last_page or len(document.pages)
        Rendition.objects.filter(paper=current, kind=Rendition.Kind.ORIGINAL).update(
            media_type=document.media_type, pages=len(document.pages)
        )
        if is_signed:
            current.arrived_signed = True
            current.copy_kind = CopyKind.ELECTRONIC
        if report is not None:
            keep_verdict(current, report)
        if signs:
            part_by_sheets(current, signs)

    facts: dict[str, object] = {"pages": len(document.pages)}
    if report is not None:
        facts["signature"] = report.outcome
    return Done(State.PREPARED, save, facts)


def _report(path: Path, document: Document, tools: Tools, *, recorded: str) -> Report | None:
    if document.kind != "pdf":
        return None
    report = tools.sandbox.run(verify_pdf, path, trust=tools.trust(), limits=bounds(tools))
    return against_record(report, sha256=recorded)


EXTENSIONS = {
    "pdf": {"pdf"},
    "tiff": {"tif", "tiff"},
    "jpeg": {"jpg", "jpeg", "jpe", "jfif"},
    "png": {"png"},
    "webp": {"webp"},
    "heic": {"heic", "heif"},
}


def _warnings(name: str, document: Document) -> list[str]:
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    wrong = extension not in EXTENSIONS[document.kind]
    found = [code for code in document.warnings if code != "document.wrong_extension"]
    return [*found, *(["document.wrong_extension"] if wrong else [])]
