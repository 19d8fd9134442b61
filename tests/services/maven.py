"""Judges that run on Java: their libraries, resolved by Maven once and kept beside their pom (not in git)."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from tests.services.server import Missing

VERAPDF = Path(__file__).with_name("verapdf")
DSS = Path(__file__).parents[1] / "signing" / "dss"
_SECONDS = 600


def class_path(folder: Path) -> str:
    """The class path of the judge whose pom lies in the folder; the first call fetches it.

    Raises:
        Missing: it is not here yet, and Maven, a JDK or the network is not here.
    """
    if not (shutil.which("mvn") and shutil.which("java")):
        raise Missing("Maven or a JDK is missing")
    libraries = folder / "target" / "lib"
    seal = libraries / "pom.sha256"
    wanted = hashlib.sha256((folder / "pom.xml").read_bytes()).hexdigest()
    if not seal.exists() or seal.read_text() != wanted:
        shutil.rmtree(libraries, ignore_errors=True)
        command = ["mvn", "-q", "-B", "dependency:copy-dependencies"]
        command.append(f"-DoutputDirectory={libraries}")
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS)
        if done.returncode:
            shutil.rmtree(libraries, ignore_errors=True)
            raise Missing(f"Maven could not fetch {folder.name}: " + done.stdout[-300:])
        seal.write_text(wanted)
    return f"{libraries}/*"


def judged(folder: Path, *arguments: str | Path) -> list[str]:
    """What the judge prints about the files, line by line; one JVM for all of them."""
    command = ["java", "-cp", class_path(folder), "Check.java", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True, timeout=_SECONDS
    )
    return done.stdout.splitlines()
