"""The walk and the README say what the tree holds: states, steps, paths, verbs, codes."""

import re
from pathlib import Path

import pytest

from config.messages import MESSAGES
from dossiers.states import State
from ingest.pipeline import LIFE
from worker.cli import DIRECT

ROOT = Path(__file__).resolve().parents[2]
DOCS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
]
WALK = (ROOT / "docs" / "walk.md").read_text()

QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
FAMILIES = {code.split(".")[0] for code in MESSAGES}
EVENTS = {"paper.received", "paper.reviewed", "paper.split", "reuse.recorded"}
# Made at run time or by set-up, hence not in the tree.
MADE = ("var/", ".venv/", "trust/", "keys/", "deploy/secrets")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def quoted_paths(text: str) -> list[str]:
    """What stands between backticks and looks like a path of this tree."""
    rooms = {each.name for each in ROOT.iterdir() if each.is_dir()}
    tokens = [token for token in QUOTED.findall(text) if "/" in token and PATH.fullmatch(token)]
    return [
        token
        for token in tokens
        if not token.startswith(MADE)
        and (token.split("/")[0] in rooms or Path(token).suffix in {".py", ".md", ".sh", ".svg"})
    ]


def test_every_state_is_walked_through() -> None:
    missing = [state.name for state in State if state.name not in WALK]
    assert not missing


@pytest.mark.parametrize(
    "state", [state for state, row in LIFE.items() if row.step], ids=lambda state: state.name
)
def test_every_step_has_its_heading(state: State) -> None:
    step = LIFE[state].step
    assert step is not None
    file = step.__module__.replace(".", "/") + ".py"
    target = LIFE[state].leads_to[0].name
    heading = rf"^### {state.name} → {target}.*`{step.__name__}` in `{re.escape(file)}`$"
    assert re.search(heading, WALK, re.MULTILINE)


def test_codes_named_in_the_walk_exist() -> None:
    codes = {token for token in QUOTED.findall(WALK) if re.fullmatch(r"[a-z]+\.[a-z_]+", token)}
    codes = {code for code in codes if code.split(".")[0] in FAMILIES} - EVENTS
    assert len(codes) > 30
    assert not codes - MESSAGES.keys()


@pytest.mark.parametrize("doc", DOCS, ids=named)
def test_paths_named_exist(doc: Path) -> None:
    text = doc.read_text()
    missing = [path for path in quoted_paths(text) if not (ROOT / path).exists()]
    links = [link for link in LINK.findall(text) if "://" not in link]
    missing += [link for link in links if not (doc.parent / link).exists()]
    assert not missing


def test_paths_are_looked_for() -> None:
    assert "ingest/pipeline.py" in quoted_paths(WALK)
    assert quoted_paths("`ingest/no_such_file.py`") == ["ingest/no_such_file.py"]


@pytest.mark.parametrize("doc", DOCS, ids=named)
def test_verbs_named_exist(doc: Path) -> None:
    commands = ROOT / "worker" / "management" / "commands"
    verbs = DIRECT.keys() | {each.stem for each in commands.glob("[a-z]*.py")}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = doc.read_text()
    assert not set(re.findall(r"`motlan ([a-z_]+)", text)) - verbs
    assert not set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)) - targets


def test_the_readme_names_every_verb() -> None:
    commands = ROOT / "worker" / "management" / "commands"
    verbs = DIRECT.keys() | {each.stem for each in commands.glob("[a-z]*.py")}
    named_there = set(re.findall(r"`motlan ([a-z_]+)", (ROOT / "README.md").read_text()))
    assert not verbs - named_there


def test_the_picture_shows_every_state_with_its_label() -> None:
    picture = (ROOT / "docs" / "pictures" / "life.svg").read_text()
    for state in State:
        assert f">{state.name}<" in picture
        assert f">{state.label}<" in picture
