"""Stacks: what is seen on pages before they are read, and what their reading adds to where papers begin.

Separator sheets are certain, and part a file before it is read, so that each paper is read as its type
asks. What reading shows is a proposal: the paper waits in TO_SPLIT until a clerk has looked.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from dossiers.access import dossiers_of
from dossiers.models import Paper, ReceivedFile, Splitting
from ingest.parting import Names, note_split, parting, write
from ingest.split_signs import keep_signs, kept_signs
from ingest.tools import Tools
from ingest.waking import wake
from ocr.documents import Document
from ocr.errors import OcrError
from ocr.ports import PageReading
from ocr.splitting import (
    PageSigns,
    codes_on_page,
    parted_by_sheets,
    propose_split,
    with_reading,
)

ONLY_SHEETS = "split.only_sheets"
MACHINE = "worker"


def look(paper: Paper, path: Path, document: Document, tools: Tools) -> list[PageSigns]:
    """What every page tells before it is read; nothing of a file that is one page, or was looked at before.

    A page that cannot be opened tells nothing here; reading it says why.
    """
    numbers = [page.number for page in document.pages]
    if len(numbers) < 2 or paper.last_page is not None:
        return []
    found = tools.sandbox.run_each(
        partial(codes_on_page, limits=tools.limits), ((path, number) for number in numbers)
    )
    signs = [
        PageSigns(number) if isinstance(each, OcrError) else each
        for number, each in zip(numbers, found, strict=True)
    ]
    return _compared(signs, path, tools)


def _compared(signs: Sequence[PageSigns], path: Path, tools: Tools) -> list[PageSigns]:
    """Read the few pages that must be read to tell sheets and their backs from papers.

    A label on a paper is told from a sheet by the words around it; a page that seems to be the back of a sheet,
    by whether what shines through is its own print.
    """
    known: list[PageSigns] = []
    after_sheet = False
    for page in signs:
        asked = page.bears_text or (after_sheet and page.pale)
        read = _read(page, path, tools) if asked else page
        known.append(read)
        after_sheet = read.parts_only or (after_sheet and read.blank)
    return known


def _read(page: PageSigns, path: Path, tools: Tools) -> PageSigns:
    (reading,) = tools.sandbox.read_each([(path, page.number)], tools.limits)
    # What may be a paper is left out of none.
    return page if isinstance(reading, OcrError) else with_reading(page, reading)


def part_by_sheets(current: Paper, signs: Sequence[PageSigns]) -> None:
    """Write the papers that the sheets announce; the current one takes the first. In the runner's transaction."""
    file = _locked(current)
    keep_signs(file, signs)
    split = parted_by_sheets(signs)
    if not split.sheets:
        are_sheets = [page for page in signs if page.parts_only]
        if are_sheets and all(page.parts_only or page.blank for page in signs):
            file.warnings = [*file.warnings, ONLY_SHEETS]
        file.save(update_fields=["split", "warnings"])
        return
    names = Names.on(split.papers, dossiers=dossiers_of(file.agency))
    found = parting([current], split.papers)
    for row in write(found, file, names=names, by=MACHINE):
        if row is not current:
            wake(row)
    note_split(file, Splitting.SHEETS, by=MACHINE, warnings=names.warnings(split.papers))


def signs_read(paper: Paper, readings: Sequence[PageReading]) -> list[PageSigns]:
    """The signs of the file with what was read of this paper's pages; nothing where a person has parted it."""
    file = paper.received_file
    signs = kept_signs(file)
    if not signs or file.split_state == Splitting.ACCEPTED:
        return []
    read = {reading.number: reading for reading in readings}
    known = [
        with_reading(page, read[page.number]) if page.number in read else page for page in signs
    ]
    first = paper.first_page
    if (
        first > 1
    ):  # the paper begins there, however blank the page looks by now: it is no sheet's back
        known[first - 1] = replace(known[first - 1], blank=False)
    return known


def parts_proposed(paper: Paper, signs: Sequence[PageSigns]) -> int:
    """How many papers the pages of this one seem to make; 0 where all of them make one, as they do now."""
    first, last = paper.first_page, paper.last_page or paper.first_page
    split = propose_split(signs)
    found = [each for each in split.papers if each.first <= last and first <= each.last]
    is_whole = len(found) == 1 and not set(split.sheets) & set(range(first, last + 1))
    return 0 if is_whole else len(found)


def note_signs(current: Paper, signs: Sequence[PageSigns], *, several: bool) -> None:
    """Keep what was read of this paper's pages beside what others keep. In the runner's transaction."""
    file = _locked(current)
    if file.split_state == Splitting.ACCEPTED:
        return
    own = range(current.first_page, (current.last_page or current.first_page) + 1)
    kept = kept_signs(file)
    keep_signs(file, [signs[n] if page.number in own else page for n, page in enumerate(kept)])
    if several:
        file.split_state = Splitting.PROPOSED
    file.save(update_fields=["split", "split_state"])


def _locked(current: Paper) -> ReceivedFile:
    """The file's row as it is now, locked after the paper's."""
    rows = ReceivedFile.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("agency", "batch__dossier").get(pk=current.received_file_id)
