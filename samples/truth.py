"""The truth beside the scans: one JSON file a scan, and an index that marks the folder as ours."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from samples.model import PageTruth, SampleFile, SampleSet

FOLDER = "truth"
MAKER = "motlan make_samples 1"


@dataclass(frozen=True, slots=True)
class Index:
    """What truth/index.json tells before any truth is read: seed, files and their SHA-256."""

    seed: int
    signed: bool
    catalogue: dict[str, str]
    files: dict[str, str]


def write_file(folder: Path, *, file: SampleFile) -> None:
    """Write truth/<stem>.json; lines and fields are NFC as printed."""
    record = asdict(file)
    record = {"file": record.pop("name"), **record}
    _write(folder / FOLDER / f"{Path(file.name).stem}.json", record)


def write_index(folder: Path, *, samples: SampleSet, signed: bool) -> None:
    """Write truth/index.json: every file with its outcome, every catalogue with its SHA-256."""
    record = {
        "maker": MAKER,
        "seed": samples.seed,
        "signed": signed,
        "catalogue": {name: _sha256(folder / "catalogue" / name) for name in samples.catalogue},
        "files": [
            {
                "file": file.name,
                "truth": f"{Path(file.name).stem}.json",
                "sha256": file.sha256,
                "outcome": file.outcome,
                "pages": len(file.pages),
            }
            for file in samples.files
        ],
    }
    _write(folder / FOLDER / "index.json", record)


def read_index(folder: Path) -> Index | None:
    """Return the index of a set drawn before, or None if the folder holds none of ours."""
    try:
        record = json.loads((folder / FOLDER / "index.json").read_text(encoding="utf-8"))
        if record["maker"] != MAKER:
            return None
        return Index(
            seed=record["seed"],
            signed=record["signed"],
            catalogue=record["catalogue"],
            files={file["file"]: file["sha256"] for file in record["files"]},
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def load_whole(folder: Path, *, index: Index) -> SampleSet | None:
    """Return the set if every file of it is there byte for byte, else None."""
    if not index.files:
        return None
    named = {f"catalogue/{name}": digest for name, digest in index.catalogue.items()}
    named |= {f"scans/{name}": digest for name, digest in index.files.items()}
    try:
        if any(_sha256(folder / name) != digest for name, digest in named.items()):
            return None
        files = tuple(_read(folder / FOLDER / f"{Path(name).stem}.json") for name in index.files)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return SampleSet(seed=index.seed, catalogue=tuple(index.catalogue), files=files)


def _read(path: Path) -> SampleFile:
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    pages = tuple(
        PageTruth(blank=page["blank"], turn_deg=page["turn_deg"], lines=tuple(page["lines"]))
        for page in record.pop("pages")
    )
    return SampleFile(name=record.pop("file"), pages=pages, **record)


def _write(path: Path, record: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n"
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
