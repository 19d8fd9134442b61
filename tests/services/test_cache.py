"""What is built or fetched is made once, and used only when it is still what was made."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.services import cache
from tests.services.cache import Altered, GoProgram, MavenFile
from tests.services.server import Missing

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = GoProgram("tool", "example.org/tool", "v1.2.3")
# The SHA-256 of "distribution".
FILE = MavenFile(
    "group:name:1:zip",
    "name-1.zip",
    "93354845030274cd4bf1686abd60ab28ec52e1a792fa6f7ccb9cbd0ddff53d12",
)
GO = """\
[ "$1" = env ] && echo go9.9 && exit
echo "$*" >> "{calls}"
sleep 0.2
mkdir -p "$GOBIN" && echo built > "$GOBIN/tool"
"""


class Tools:
    """A cache of its own, and a PATH with stand-ins for go and mvn."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.cache = folder / "cache"
        self.calls = folder / "calls"
        for name in ("sh", "sleep", "mkdir", "setpriv", "cat"):
            found = next(
                path for path in (Path("/bin") / name, Path("/usr/bin") / name) if path.exists()
            )
            (self.bin / name).symlink_to(found)

    def put(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text("#!/bin/sh\n" + script.replace("{calls}", str(self.calls)))
        path.chmod(0o755)

    def made(self) -> list[str]:
        return sorted(
            path.name
            for path in self.cache.rglob("*")
            if path.is_file() and not path.name.endswith(".lock")
        )


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    tools = Tools(tmp_path)
    monkeypatch.setenv("PATH", str(tools.bin))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tools.cache))
    return tools


def test_a_program_is_built_once(tools: Tools) -> None:
    tools.put("go", GO)
    built = cache.program(PROGRAM)
    assert built.read_text() == "built\n"
    assert built.name == "tool-v1.2.3-go9.9"
    assert cache.program(PROGRAM) == built
    assert len(tools.calls.read_text().splitlines()) == 1
    assert tools.made() == [built.name, f"{built.name}.sha256"]


def test_two_runs_at_once_build_once(tools: Tools) -> None:
    tools.put("go", GO)
    code = f"from tests.services import cache; cache.program(cache.{PROGRAM!r})"
    runs = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(2)]
    assert [run.wait(30) for run in runs] == [0, 0]
    assert len(tools.calls.read_text().splitlines()) == 1


def test_an_altered_program_is_refused(tools: Tools) -> None:
    tools.put("go", GO)
    built = cache.program(PROGRAM)
    built.write_text("something else\n")
    with pytest.raises(Altered, match=r"tool-v1\.2\.3"):
        cache.program(PROGRAM)


def test_a_failed_build_leaves_nothing_and_tells_why(tools: Tools) -> None:
    tools.put("go", '[ "$1" = env ] && echo go9.9 && exit\necho no route to the proxy\nexit 1\n')
    with pytest.raises(Missing, match="tool could not be built: no route to the proxy"):
        cache.program(PROGRAM)
    assert tools.made() == []


def test_without_go_or_maven_the_reason_is_told(tools: Tools) -> None:
    with pytest.raises(Missing, match="Go is not installed"):
        cache.program(PROGRAM)
    with pytest.raises(Missing, match="Maven is not installed"):
        cache.fetched(FILE)
    assert len(cache.warm()) == 5


def test_a_fetched_file_must_be_the_pinned_one(tools: Tools) -> None:
    into = 'for each; do case "$each" in -DoutputDirectory=*) to="${each#*=}";; esac; done\n'
    tools.put("mvn", into + 'printf another > "$to/name-1.zip"\n')
    with pytest.raises(Altered, match="name-1"):
        cache.fetched(FILE)
    assert tools.made() == []

    tools.put("mvn", into + 'printf distribution > "$to/name-1.zip"\n')
    fetched = cache.fetched(FILE)
    assert fetched.read_text() == "distribution"
    fetched.write_text("altered later")
    with pytest.raises(Altered):
        cache.fetched(FILE)
