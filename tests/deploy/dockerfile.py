"""Reads a Dockerfile as far as ours goes, and tells what of the checkout the builder sees."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path


@dataclass(frozen=True)
class Instruction:
    """One instruction, its continued lines joined: RUN and what follows."""

    name: str
    text: str

    @property
    def words(self) -> list[str]:
        """The text as a shell would part it, or the JSON list that it is."""
        return list(json.loads(self.text)) if self.text.startswith("[") else shlex.split(self.text)


@dataclass
class Stage:
    """What follows one FROM."""

    image: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)

    def last(self, name: str) -> Instruction | None:
        found = [each for each in self.instructions if each.name == name]
        return found[-1] if found else None


def stages(dockerfile: Path) -> list[Stage]:
    """The stages of a Dockerfile in their order."""
    found: list[Stage] = []
    for instruction in _instructions(dockerfile.read_text()):
        if instruction.name == "FROM":
            image, *named = instruction.text.split()
            found.append(Stage(image, named[1] if named else ""))
        else:
            found[-1].instructions.append(instruction)
    return found


def _instructions(text: str) -> Iterator[Instruction]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    for line in joined.splitlines():
        name, _, rest = line.partition(" ")
        yield Instruction(name, rest.strip())


def is_sent(ignore: Path, name: str) -> bool:
    """Whether .dockerignore lets a file of the checkout (a path relative to it) go to the builder."""
    sent = True
    for line in ignore.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        pattern, again = line.removeprefix("!"), line.startswith("!")
        parents = [name, *(str(each) for each in Path(name).parents)]
        short = pattern.removeprefix("**/")
        hit = any(fnmatch(each, pattern) for each in parents)
        if short != pattern:
            hit = hit or any(fnmatch(Path(each).name, short) for each in parents)
        sent = again if hit else sent
    return sent
