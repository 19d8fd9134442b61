"""Executes the Dockerfile's own steps in folders instead of layers, since no container engine is needed for that.

FROM is a fresh Debian of the same suite, made from the host's package sources; RUN runs in a chroot in
namespaces of its own; COPY takes what .dockerignore lets through. Not done: pulling the pinned image itself.
"""

import shutil
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path

from tests.deploy.dockerfile import Instruction, Stage, is_sent, stages
from tests.faults.fresh_machine import Ended, FreshMachine, unpack_bare

# Mounts the root read-only, a folder of the host over MOTLAN_HOME and memory over /tmp, as the compose file does.
_ENTER_READ_ONLY = """
root="$1"; home="$2"; inside="$3"; shift 3
mount --bind "$root" "$root" && mount --bind "$home" "$root$inside" || exit 125
mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" || exit 125
mount -t tmpfs tmpfs "$root/tmp" && mount -o remount,bind,ro "$root" || exit 125
exec "$@"
"""


@dataclass(frozen=True)
class Image:
    """What a build left: the root, its environment, user and entry point."""

    root: Path
    environment: dict[str, str]
    user: str
    entrypoint: list[str]
    command: list[str]

    def run(self, *arguments: str, home: Path, timeout: float = 300) -> Ended:
        """Run the entry point with these arguments: the image's user, a read-only root, `home` as MOTLAN_HOME."""
        started = time.monotonic()
        done = subprocess.run(
            self.as_started(*arguments, home=home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=timeout,
        )
        return Ended(done.returncode, done.stdout, time.monotonic() - started)

    def as_started(
        self, *arguments: str, home: Path, entrypoint: list[str] | None = None
    ) -> list[str]:
        """The command of the host that starts the image's entry point, or another program, in it."""
        inside = self.environment["MOTLAN_HOME"]
        uid, gid = self.user.split(":")
        return [
            *("unshare", "--mount", "--pid", "--fork", "--kill-child"),
            *("sh", "-c", _ENTER_READ_ONLY, "sh", str(self.root), str(home), inside),
            *("chroot", str(self.root), "setpriv", f"--reuid={uid}", f"--regid={gid}"),
            *("--clear-groups", "--no-new-privs", "--bounding-set=-all"),
            *("env", "-i", *(f"{name}={value}" for name, value in self.environment.items())),
            *("env", "-C", inside, *(entrypoint or self.entrypoint), *arguments),
        ]


def build(dockerfile: Path, *, archive: Path, folder: Path) -> Image:
    """Execute every stage; `folder` holds their roots, `archive` is the fresh Debian."""
    machines: dict[str, FreshMachine] = {}
    found = stages(dockerfile)
    for number, stage in enumerate(found):
        machine = unpack_bare(archive, folder / f"stage-{number}")
        machines[stage.name or str(number)] = _Build(
            stage, machine, machines, dockerfile.parent
        ).run()
    last, machine = found[-1], machines[found[-1].name or str(len(found) - 1)]
    return Image(
        root=machine.root,
        environment={
            name: value for each in last.instructions for name, value in _set(each).items()
        },
        user=_text(last, "USER"),
        entrypoint=_words(last, "ENTRYPOINT"),
        command=_words(last, "CMD"),
    )


class _Build:
    """One stage while it is built."""

    def __init__(
        self, stage: Stage, machine: FreshMachine, others: dict[str, FreshMachine], context: Path
    ) -> None:
        self._stage, self._machine, self._others, self._context = stage, machine, others, context
        self._folder, self._path = "/", ""

    def run(self) -> FreshMachine:
        for each in self._stage.instructions:
            if each.name == "RUN":
                self._do(each.text)
            elif each.name == "COPY":
                self._copy(each.words)
            elif each.name == "WORKDIR":
                self._folder = each.text
                (self._machine.root / each.text[1:]).mkdir(parents=True, exist_ok=True)
            elif each.name == "ENV":
                environment = {**self._machine.environment, **_set(each)}
                self._path = environment.pop("PATH", self._path)
                self._machine = replace(self._machine, environment=environment)
        return self._machine

    def _do(self, script: str) -> None:
        before = f"PATH={self._path}; export PATH; " if self._path else ""
        done = self._machine.run("sh", "-c", before + script, folder=self._folder)
        assert done.status == 0, f"RUN {script}\n{done.text[-4000:]}"

    def _copy(self, words: list[str]) -> None:
        options = [word for word in words if word.startswith("--")]
        *sources, target = [word for word in words if not word.startswith("--")]
        place = self._machine.root / (Path(self._folder) / target).relative_to("/")
        if options:
            [stage] = [each.removeprefix("--from=") for each in options]
            [source] = sources
            subprocess.run(["cp", "-a", self._others[stage].root / source[1:], place], check=True)
            return
        for source in sources:
            self._copy_in(source, place)

    def _copy_in(self, source: str, place: Path) -> None:
        listed = subprocess.run(
            ["git", "ls-files", "--", source],
            cwd=self._context,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        sent = [name for name in listed if is_sent(self._context / ".dockerignore", name)]
        assert sent, f"COPY {source} brings nothing"
        for name in sent:
            if (self._context / name).exists():  # else it is being moved
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self._context / name, place / name)


def _set(instruction: Instruction) -> dict[str, str]:
    if instruction.name != "ENV":
        return {}
    return dict(word.split("=", 1) for word in instruction.words)


def _text(stage: Stage, name: str) -> str:
    found = stage.last(name)
    assert found is not None, f"no {name}"
    return found.text


def _words(stage: Stage, name: str) -> list[str]:
    found = stage.last(name)
    return found.words if found else []
