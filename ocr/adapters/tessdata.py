"""Finds the folder of Tesseract's language data."""

import os
from pathlib import Path

from ocr.errors import LanguageMissing

LANGUAGE = "vie"
_PLACES = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


def tessdata_folder(given: Path | None = None) -> Path:
    """The folder of vie.traineddata: the given one, else TESSDATA_PREFIX, else the usual places.

    Raises:
        LanguageMissing: no such folder holds the Vietnamese data.
    """
    if given is not None:
        candidates = [given]
    elif prefix := os.environ.get("TESSDATA_PREFIX"):
        candidates = [Path(prefix), Path(prefix) / "tessdata"]
    else:
        candidates = [Path(place) for place in _PLACES]
    for folder in candidates:
        if (folder / f"{LANGUAGE}.traineddata").is_file():
            return folder
    raise LanguageMissing(looked_in=[str(folder) for folder in candidates])
