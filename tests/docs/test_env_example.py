"""`.env.example` names every variable that the settings read, with the default they have."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = {
    "text",
    "flag",
    "number",
    "folder",
    "words",
    "addresses",
    "secret",
    "url",
    "confidential",
    "file",
    "choice",
}
COMPUTED = {"MOTLAN_HOME": "var", "MOTLAN_SECRET_KEY": ""}


def variables_read() -> dict[str, str]:
    """Name to default, as it would be written in the environment."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "config").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            reader = node.func
            if not (isinstance(reader.value, ast.Name) and reader.value.id == "env"):
                continue
            if reader.attr in READERS:
                name = ast.literal_eval(node.args[0])
                found[name] = COMPUTED[name] if name in COMPUTED else written(node)
    return found


def written(call: ast.Call) -> str:
    named = [each.value for each in call.keywords if each.arg == "default"]
    value = ast.literal_eval((call.args[1:] + named)[0]) if call.args[1:] + named else ""
    if isinstance(value, bool):
        return str(int(value))
    return ",".join(value) if isinstance(value, list) else str(value)


def test_example_and_settings_agree() -> None:
    text = (ROOT / ".env.example").read_text()
    told = dict(re.findall(r"^#?(MOTLAN_[A-Z0-9_]+)=(.*)$", text, re.MULTILINE))
    assert told == variables_read()


def test_every_line_is_off() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert all(line.startswith("#") or not line for line in lines)


def test_only_env_reads_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "config").rglob("*.py")
        if re.search(r"os\.(environ\.get|environ\[|getenv)", path.read_text())
    ]
    assert readers == ["config/env.py"]
