"""Draw the whole sample set: the one door of the room."""

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PIL import Image

from samples import scenario as stage
from samples import truth
from samples.containers import encode
from samples.distort import distort
from samples.errors import FolderNotOurs
from samples.fonts import DPI
from samples.forms import Form
from samples.item import Item
from samples.model import PageTruth, SampleFile, SampleSet
from samples.scenario import Scenario
from samples.sheet import DrawnPage, blank_page, draw_page
from samples.shelf import items
from samples.tables import write_catalogue

Sign = Callable[[bytes], bytes]
# What reading answers to a JPEG that breaks off; the code is the reading room's.
TRUNCATED = "document.truncated"
_PART_KEPT = 0.37


def draw_samples(folder: Path, *, seed: int, sign: Sign | None) -> SampleSet:
    """Write catalogue, scans and truth into folder; a set that is whole already is left as it is.

    Args:
        folder: new, empty, or one that this function filled before (then it is filled again).
        seed: the same seed gives the same bytes, but for what `sign` makes.
        sign: takes a PDF, gives it signed; None leaves that file unsigned, and its truth says so.
    Raises:
        FolderNotOurs: the folder holds other files.
        FontMissing: the Liberation fonts are not installed.
    """
    held = truth.read_index(folder)
    if held is None and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotOurs(str(folder))
    if held and held.seed == seed and held.signed == (sign is not None):
        whole = truth.load_whole(folder, index=held)
        if whole:
            return whole
    # The mark comes first: a run that breaks off leaves a folder that the next one may fill.
    empty = SampleSet(seed=seed, catalogue=())
    truth.write_index(folder, samples=empty, signed=sign is not None)
    (folder / "scans").mkdir(exist_ok=True)
    scenario = stage.build(seed)
    catalogue = write_catalogue(folder / "catalogue", scenario=scenario)
    files: dict[str, SampleFile] = {}
    for item in items(scenario):
        data, pages = _bytes_of(item, scenario=scenario, sign=sign, folder=folder)
        files[item.name] = _describe(item, data=data, pages=pages, signed=sign is not None)
        if item.twin_of:
            files[item.name] = _twin(files[item.name], files=files, twin_of=item.twin_of)
        (folder / "scans" / item.name).write_bytes(data)
        truth.write_file(folder, file=files[item.name])
    drawn = SampleSet(seed=seed, catalogue=catalogue, files=tuple(files.values()))
    truth.write_index(folder, samples=drawn, signed=sign is not None)
    return drawn


def load_samples(folder: Path) -> SampleSet | None:
    """Return the whole set that lies in folder, or None if there is none or a byte has changed."""
    index = truth.read_index(folder)
    return truth.load_whole(folder, index=index) if index else None


def _bytes_of(
    item: Item, *, scenario: Scenario, sign: Sign | None, folder: Path
) -> tuple[bytes, tuple[PageTruth, ...]]:
    if item.form is None:
        return (folder / "scans" / (item.twin_of or "")).read_bytes(), ()
    drawn = _pages(item, form=item.form, scenario=scenario)
    dice = scenario.dice(f"look {item.stem}")
    images = [_seen(page, item=item, look_dice=dice) for page in drawn]
    data = encode(images, suffix=item.suffix, dpi=None if item.look == "phone" else DPI)
    if item.twist == "truncate":
        return data[: int(len(data) * _PART_KEPT)], ()
    if item.twist == "sign" and sign is not None:
        data = sign(data)
    turn = 180 if item.turned else 0
    pages = tuple(
        PageTruth(blank=not page.lines, turn_deg=turn if page.lines else 0, lines=page.lines)
        for page in drawn
    )
    return data, pages


def _pages(item: Item, *, form: Form, scenario: Scenario) -> list[DrawnPage]:
    dice = scenario.dice(f"hand {item.stem}")
    drawn = [draw_page(page, dice=dice, number=n) for n, page in enumerate(form.pages, 1)]
    return [*drawn, blank_page()] if item.blank_back else drawn


def _seen(page: DrawnPage, *, item: Item, look_dice: random.Random) -> Image.Image:
    image = distort(page.image, look=item.look, dice=look_dice)
    return image.transpose(Image.Transpose.ROTATE_180) if item.turned else image


def _describe(item: Item, *, data: bytes, pages: tuple[PageTruth, ...], signed: bool) -> SampleFile:
    fields: Mapping[str, str] = item.form.fields if item.form else {}
    failed = item.twist == "truncate"
    return SampleFile(
        name=item.name,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        outcome="failed" if failed else "paper",
        code=TRUNCATED if failed else None,
        duplicate_of=None,
        dossier=item.dossier,
        component=item.component,
        agency=item.agency,
        paper_type=item.form.paper_type if item.form else None,
        signed=signed and item.twist == "sign",
        holder=item.holder,
        fields=fields,
        pages=pages,
        note=item.note,
        replaces=item.replaces,
    )


def _twin(file: SampleFile, *, files: Mapping[str, SampleFile], twin_of: str) -> SampleFile:
    """Return the truth of a byte copy: what it shows is what the first shows."""
    first = files[twin_of]
    return replace(
        file,
        outcome="duplicate_of",
        duplicate_of=twin_of,
        paper_type=first.paper_type,
        holder=first.holder,
        fields=first.fields,
        pages=first.pages,
    )
