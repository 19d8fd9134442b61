"""Servers that Debian does not have: built or fetched once into the user's cache, checked before every use."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.services import maven
from tests.services.processes import spawn
from tests.services.server import Missing

_BUILD_SECONDS = 25 * 60


class Altered(Exception):
    """A file of the cache is not what was put there; it is not used. Remove it to have it made anew."""


@dataclass(frozen=True)
class GoProgram:
    """A program built from its Go module; the module's checksum database vouches for the source."""

    name: str
    package: str
    version: str


@dataclass(frozen=True)
class MavenFile:
    """A file of the Maven repository, known by its SHA-256."""

    artifact: str  # group:name:version:type
    file: str
    sha256: str


MINIO = GoProgram("minio", "github.com/minio/minio", "v0.0.0-20260212201848-7aac2a2c5b7c")
TOXIPROXY = GoProgram("toxiproxy", "github.com/Shopify/toxiproxy/v2/cmd/server", "v2.5.0")
ELASTICSEARCH = MavenFile(
    artifact="org.elasticsearch.distribution.integ-test-zip:elasticsearch:9.2.0:zip",
    file="elasticsearch-9.2.0.zip",
    sha256="bf44938a0490ba2a303d39c9cb64b38963dd08c812ce93e10816e878585bcb6b",
)


def folder() -> Path:
    """Where they are kept: below XDG_CACHE_HOME, else ~/.cache."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "motlan"


def program(wanted: GoProgram) -> Path:
    """The built program; the first call builds it.

    Raises:
        Missing: it is not built yet, and Go or the network is not here.
        Altered: the cached file is not the one that was built.
    """
    go = shutil.which("go")
    if go is None:
        raise Missing(f"Go is not installed; {wanted.name} is built with it")
    compiler = _output(go, "env", "GOVERSION")
    target = folder() / "bin" / f"{wanted.name}-{wanted.version}-{compiler}"
    seal = target.with_name(f"{target.name}.sha256")
    with _alone(target):
        if not (target.exists() and seal.exists()):
            with _scratch(target.parent) as scratch:
                _build(go, wanted, scratch)
                [built] = [path for path in (scratch / "bin").iterdir() if path.is_file()]
                seal.write_text(_sha256(built) + "\n")
                built.rename(target)
        _check(target, seal.read_text().strip())
    return target


def fetched(wanted: MavenFile) -> Path:
    """The fetched file; the first call fetches it.

    Raises:
        Missing: it is not fetched yet, and Maven or the network is not here.
        Altered: the file is not the one that is pinned.
    """
    target = folder() / "files" / wanted.file
    with _alone(target):
        if not target.exists():
            maven = shutil.which("mvn")
            if maven is None:
                raise Missing(f"Maven is not installed; {wanted.file} is fetched with it")
            with _scratch(target.parent) as scratch:
                _fetch(maven, wanted, scratch)
                _check(scratch / wanted.file, wanted.sha256)
                (scratch / wanted.file).rename(target)
        _check(target, wanted.sha256)
    return target


def warm() -> list[str]:
    """Build and fetch all of them, so that no test waits for it; returns why some could not be made."""
    reasons = []
    for wanted in (ELASTICSEARCH, TOXIPROXY, MINIO):
        try:
            if isinstance(wanted, MavenFile):
                fetched(wanted)
            else:
                program(wanted)
        except Missing as missing:
            reasons.append(str(missing))
    for judge in (maven.VERAPDF, maven.DSS):
        try:
            maven.class_path(judge)
        except Missing as missing:
            reasons.append(str(missing))
    return reasons


def _build(go: str, wanted: GoProgram, scratch: Path) -> None:
    command = [go, "install", "-trimpath", "-ldflags", "-s -w"]
    command.append(f"{wanted.package}@{wanted.version}")
    into = {"CGO_ENABLED": "0", "GOBIN": str(scratch / "bin")}
    _work(command, scratch=scratch, variables=into, failing=f"{wanted.name} could not be built")


def _fetch(maven: str, wanted: MavenFile, scratch: Path) -> None:
    command = [maven, "-q", "-B", "dependency:copy", f"-Dartifact={wanted.artifact}"]
    command.append(f"-DoutputDirectory={scratch}")
    _work(command, scratch=scratch, variables={}, failing=f"{wanted.file} could not be fetched")


def _work(command: list[str], *, scratch: Path, variables: dict[str, str], failing: str) -> None:
    """Run a long command that ends when this process ends; raises Missing with the end of what it printed."""
    log = scratch / "log.txt"
    process = spawn(command, log=log, environment={**os.environ, **variables}, folder=scratch)
    try:
        status: int | None = process.wait(_BUILD_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        status = None
    if status != 0:
        told = log.read_text(errors="replace").strip().splitlines()[-3:]
        raise Missing(f"{failing}: {' / '.join(told)[-400:] or 'it took too long'}")


@contextlib.contextmanager
def _alone(target: Path) -> Iterator[None]:
    """One process at a time makes or checks a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_name(f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """A folder on the same disk, so that what is made there can be renamed into its place."""
    with tempfile.TemporaryDirectory(prefix=".making-", dir=parent) as made:
        yield Path(made)


def _check(path: Path, sha256: str) -> None:
    found = _sha256(path)
    if found != sha256:
        raise Altered(f"{path} has SHA-256 {found}, expected {sha256}; it is not used")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit("\n".join(warm()) or 0)
