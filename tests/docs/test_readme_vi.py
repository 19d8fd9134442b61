"""README.vi.md says what README.md says: the same parts, commands, names, links and pictures, section by section."""

import re
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)]+)\)|(https?://[\w.:/-]+[\w/])")
MARKS = {"- ": "item", "| ": "row", "#": "heading", "![": "picture"}


def sections(text: str) -> list[tuple[str, str]]:
    """Heading and body of each."""
    parts = re.split(r"^(#+ .+)$", text, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def skeleton(body: str) -> dict[str, list[str]]:
    """What a translation leaves as it is."""
    prose = FENCE.sub("", body)
    kinds = [
        next((kind for mark, kind in MARKS.items() if line.startswith(mark)), "text")
        for line in prose.splitlines()
        if line.strip()
    ]
    return {
        "shape": kinds,
        "commands": FENCE.findall(body),
        "names": sorted(QUOTED.findall(prose)),
        "links": sorted(one or two for one, two in LINK.findall(prose)),
    }


def differences(english: str, vietnamese: str) -> list[str]:
    """A line for each section that differs, with what differs."""
    found = []
    for ours, theirs in zip_longest(sections(english), sections(vietnamese), fillvalue=("–", "")):
        if len(ours[0].split(" ")[0]) != len(theirs[0].split(" ")[0]):
            found.append(f"«{ours[0]}» and «{theirs[0]}» are headings of different levels")
        one, two = skeleton(ours[1]), skeleton(theirs[1])
        for part in one:
            missing = [each for each in one[part] if one[part].count(each) > two[part].count(each)]
            more = [each for each in two[part] if two[part].count(each) > one[part].count(each)]
            if missing or more:
                found.append(f"«{ours[0]}» {part}: missing {missing}, too much {more}")
    return found


def test_the_two_say_the_same() -> None:
    english, vietnamese = (ROOT / name for name in ("README.md", "README.vi.md"))
    assert differences(english.read_text(), vietnamese.read_text()) == []


def test_a_difference_is_told_with_its_section() -> None:
    text = (ROOT / "README.vi.md").read_text()
    without_row = re.sub(r"^\| `motlan walk`.*\n", "", text, flags=re.MULTILINE)
    told = differences(text, without_row)
    assert told
    assert all("Dòng lệnh" in each for each in told)
    assert any("motlan walk" in each for each in told)
    assert differences(text, text.replace("make demo SERVE=0", "make demo"))
    assert differences(text, text + "\n## Thêm\n\nMột đoạn.\n")
