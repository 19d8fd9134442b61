"""The pages that readings are judged on: drawn by the project with seeds nobody tuned on, and shared ones.

Own pages: eleven paper types in five looks, each paper from a seed of its own (even, from 4000 on), so
that no person, number or pen stands on two of them. Shared pages and real papers lie in a folder that is
not part of the repository; without it they are left out, and the results say so.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from samples.distort import distort
from samples.fonts import DPI
from samples.forms import Form
from samples.item import Item
from samples.scenario import Scenario, build
from samples.sheet import PAPER, blank_page, draw_page
from samples.shelf import items

LOOKS = ("clean", "noisy", "phone", "rotated", "faded")
FIRST_SEED = 4000
LAST_TUNED_PAGE = 10024
_SHARED_LOOKS = {"scan-clean": "clean", "scan-noisy": "noisy"}
_SHARED_FIELDS = {
    "title": "title",
    "number": "number",
    "date": "issued_on",
    "agency": "issuer",
    "person_name": "holder_name",
    "personal_id": "personal_id",
}
# Where the truth of a drawn paper does not name these, they do not stand on it.
_ALWAYS_TOLD = (
    "number",
    "issued_on",
    "holder_name",
    "personal_id",
    "tax_code",
    "birth_date",
    "valid_to",
)
# A contract has two parties; which of them is meant the dossier tells, not the paper.
_OF_A_PARTY = ("holder_name", "personal_id", "birth_date", "address", "tax_code")
_BLANKS_A_LOOK = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A file with all that is true of it.

    `lines` has one tuple a page. `fields` holds what stands on the paper; an empty value says that the
    field does not. `by_hand` names the fields that were written or stamped after printing.
    """

    path: Path
    look: str
    paper_type: str
    lines: tuple[tuple[str, ...], ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    by_hand: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return not any(self.lines)


def own_papers(folder: Path, *, repeats: int, jobs: int = 2) -> list[Judged]:
    """Draw every type in every look, `repeats` times, and some blank pages in every look."""
    folder.mkdir(parents=True, exist_ok=True)
    rounds = [(number, look) for number in range(repeats) for look in LOOKS]
    seeds = [(FIRST_SEED + 2 * at, look) for at, (_, look) in enumerate(rounds)]
    with ProcessPoolExecutor(max_workers=jobs) as processes:
        drawn = processes.map(partial(_round, folder), *zip(*seeds, strict=True))
        return [paper for papers in drawn for paper in papers]


def shared_pages(folder: Path) -> list[Judged]:
    """The shared generated pages, in order of their number."""
    return [_shared(path) for path in sorted(folder.glob("*.jpg"))]


def tuned_on(paper: Judged) -> bool:
    """Whether this shared page was open to those who tuned."""
    return int(paper.path.name.split("_")[0]) <= LAST_TUNED_PAGE


def real_papers(folder: Path) -> list[Judged]:
    """The real papers of which page 1 is transcribed; `lines` holds that page alone."""
    return [_real(path) for path in sorted(folder.glob("*.p1.json"))]


def _round(folder: Path, seed: int, look: str) -> list[Judged]:
    """One paper of each type from one seed, and the blank pages of a look's first round."""
    scenario = build(seed)
    by_type: dict[str, list[Item]] = {}
    for item in items(scenario):
        if item.form is not None:
            by_type.setdefault(item.form.paper_type, []).append(item)
    papers = [
        draw_paper(
            folder, scenario.dice(f"judged {name}").choice(found), scenario=scenario, look=look
        )
        for name, found in sorted(by_type.items())
    ]
    if seed < FIRST_SEED + 2 * len(LOOKS):
        papers += _blanks(folder, scenario=scenario, look=look)
    return papers


def draw_paper(folder: Path, item: Item, *, scenario: Scenario, look: str) -> Judged:
    """Draw one paper of the shelf as it comes in: a JPEG, or a PDF of scans where it has several pages."""
    if item.form is None:
        raise ValueError(f"{item.name} is a copy")
    hand, dice = scenario.dice(f"hand {item.stem}"), scenario.dice(f"judged look {item.stem}")
    pages = [draw_page(page, dice=hand, number=n) for n, page in enumerate(item.form.pages, 1)]
    path = folder / f"{scenario.seed}_{look}_{item.form.paper_type}"
    return Judged(
        path=_write(path, [page.image for page in pages], look=look, dice=dice),
        look=look,
        paper_type=item.form.paper_type,
        lines=tuple(page.lines for page in pages),
        fields=_true_fields(item.form),
    )


def _true_fields(form: Form) -> dict[str, str]:
    fields = {**dict.fromkeys(_ALWAYS_TOLD, ""), **form.fields}
    left_out = _OF_A_PARTY if form.paper_type == "hop_dong" else ()
    return {name: value for name, value in fields.items() if name not in left_out}


def _blanks(folder: Path, *, scenario: Scenario, look: str) -> Iterator[Judged]:
    for number in range(1, _BLANKS_A_LOOK + 1):
        dice = scenario.dice(f"judged blank {number}")
        path = folder / f"{scenario.seed}_{look}_blank{number}"
        yield Judged(
            path=_write(path, [blank_page().image], look=look, dice=dice),
            look=look,
            paper_type="",
            lines=((),),
        )


def _write(path: Path, pages: Sequence[Image.Image], *, look: str, dice: random.Random) -> Path:
    """Write one page as JPEG, several as a PDF of scans."""
    turn = dice.choice((90, 180, 270)) if look == "rotated" else 0
    seen = [_seen(page, look=look, dice=dice).rotate(turn, expand=True) for page in pages]
    quality = dice.randrange(35, 58) if look == "noisy" else dice.randrange(60, 90)
    if len(seen) == 1:
        path = path.with_suffix(".jpg")
        told = {} if look == "phone" else {"dpi": (DPI, DPI)}
        seen[0].save(path, "JPEG", quality=quality, **told)
        return path
    path = path.with_suffix(".pdf")
    first, *rest = seen
    first.save(path, "PDF", save_all=True, append_images=rest, quality=quality, resolution=DPI)
    return path


def _seen(page: Image.Image, *, look: str, dice: random.Random) -> Image.Image:
    """The page as it comes in: noisy ones are tilted and grainy, faded ones keep a third to half of their ink."""
    if look in {"clean", "phone"}:
        return distort(page, look="clean" if look == "clean" else "phone", dice=dice)
    if look == "noisy":
        tilted = page.rotate(
            dice.uniform(-2.0, 2.0), resample=Image.Resampling.BICUBIC, fillcolor=PAPER
        )
        return _grainy(distort(tilted, look="scan", dice=dice), dice=dice)
    if look == "faded":
        ink_left = dice.uniform(0.35, 0.5)
        page = page.point([round(250 - (250 - value) * ink_left) for value in range(256)] * 3)
    return distort(page, look="scan", dice=dice)


def _grainy(page: Image.Image, *, dice: random.Random) -> Image.Image:
    chance = np.random.default_rng(dice.getrandbits(64))
    pixels = np.asarray(page, dtype=np.float32) * dice.uniform(0.84, 0.92)
    pixels += chance.standard_normal(pixels.shape[:2], dtype=np.float32)[:, :, None] * (
        dice.uniform(8, 15)
    )
    for _ in range(dice.randrange(40, 160)):  # dust
        spot = (dice.randrange(pixels.shape[1]), dice.randrange(pixels.shape[0]))
        cv2.circle(pixels, spot, dice.randrange(1, 3), (60, 60, 60), -1)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _shared(path: Path) -> Judged:
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    kind = told["kind"]
    return Judged(
        path=path,
        look=_SHARED_LOOKS.get(kind, kind),
        paper_type="" if kind == "blank" else told["paper_type"],
        lines=(tuple(line for line in text.splitlines() if line.strip()),),
        fields={
            ours: told[theirs] or "" for theirs, ours in _SHARED_FIELDS.items() if theirs in told
        },
    )


def _real(truth: Path) -> Judged:
    told = json.loads(truth.read_text(encoding="utf-8"))
    text = truth.with_suffix(".txt").read_text(encoding="utf-8")
    by_hand = {"number": told["number_handwritten"], "issued_on": told["date_handwritten"]}
    if "stamp" in (told.get("number_fill") or ""):
        by_hand["number"] = True
    return Judged(
        path=truth.with_name(truth.name.removesuffix(".p1.json") + ".pdf"),
        look="real",
        paper_type=told["paper_type"],
        lines=(tuple(text.splitlines()),),
        by_hand=tuple(name for name, written in by_hand.items() if written),
    )
