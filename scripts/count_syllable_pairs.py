"""Counts which syllable follows which in law texts and writes the table that reading uses.

    python scripts/count_syllable_pairs.py FOLDER_OF_TXT_FILES

The texts of the table in the repository are named in ocr/fusion/README.md.
"""

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ocr.fusion.syllable_pairs import TABLE, count_pairs, written
from vietnamese.text import nfc


def main(folder: Path) -> None:
    """Count every text of a folder and replace the table."""
    pairs: Counter[tuple[str, str]] = Counter()
    for text in sorted(folder.glob("*.txt")):
        pairs.update(count_pairs(nfc(text.read_text(encoding="utf-8"))))
    TABLE.write_bytes(written(pairs))
    sys.stdout.write(f"{len(pairs)} pairs, {TABLE.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
