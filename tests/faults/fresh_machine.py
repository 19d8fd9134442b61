"""A fresh Debian 12 with only git, make and Python 3, in a folder, for tests.

The host's ways to its package sources (apt sources, proxies, certificate authorities, pip's settings) are
read when the test runs and carried in, so that it works behind a mirror too. Commands run in mount and
process namespaces of their own: nothing stays mounted or running when they end, however they end.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

SUITE = "bookworm"
PACKAGES = "git,make,python3,ca-certificates"
USER = "newcomer"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_APT_FILES = ("sources.list", "sources.list.d/*.list", "sources.list.d/*.sources")
_APT_DEBIAN = re.compile(
    rf"^(deb\s.*\sbookworm\s.*\bmain\b|Suites:.*(?<![\w-]){SUITE}(\s|$))", re.MULTILINE
)
_APT_OPTIONS = ("Acquire::http", "Acquire::https", "Acquire::Check-", "Acquire::Retries")
_ENVIRONMENT = re.compile(
    r"(ssl_cert_file|(requests|curl)_ca_bundle|(https?|all|no)_proxy)", re.IGNORECASE
)
_AUTHORITIES = Path("/usr/local/share/ca-certificates")

# Private mounts under the root given as $1; $2 lists folders of the host to be seen inside, one a line.
_ENTER = """
root="$1"; folders="$2"; shift 2
mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount --rbind /sys "$root/sys" || exit 125
printf '%s' "$folders" | while read -r folder; do
  mkdir -p "$root/$folder" && mount --bind "$folder" "$root/$folder" || exit 125
done
exec "$@"
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit status, everything it printed, and the seconds it took."""

    status: int
    text: str
    seconds: float


@dataclass(frozen=True)
class FreshMachine:
    """A root folder, the environment of its commands, and the folders of the host seen inside."""

    root: Path
    environment: dict[str, str]
    folders: tuple[Path, ...]

    def run(
        self, *command: str, folder: str = "/", user: str = "root", timeout: float = 900
    ) -> Ended:
        """Run a command inside; a time-out kills all it started."""
        home = "/root" if user == "root" else f"/home/{user}"
        inside = [
            *("chroot", f"--userspec={user}:{user}", "--groups=", str(self.root)),
            *("env", "-i", *(f"{name}={value}" for name, value in self.environment.items())),
            *(f"HOME={home}", f"USER={user}", f"PATH={PATH}"),
            *("env", "-C", folder, *command),
        ]
        folders = "".join(f"{each}\n" for each in self.folders)
        started = time.monotonic()
        done = subprocess.run(
            [
                *("unshare", "--mount", "--pid", "--fork", "--kill-child"),
                *("sh", "-c", _ENTER, "sh", str(self.root), folders, *inside),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=timeout,
        )
        return Ended(done.returncode, done.stdout, time.monotonic() - started)


def why_not_here() -> str:
    """The reason why no fresh machine can be made here; empty where one can."""
    if not shutil.which("mmdebstrap"):
        return "not here: mmdebstrap is not installed"
    if os.geteuid() != 0:
        return "not here: a fresh root is made by root"
    if subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "true"], capture_output=True
    ).returncode:
        return "not here: no namespaces may be made"
    return ""


def make_archive(archive: Path, *, packages: str = PACKAGES) -> None:
    """Write the fresh root as a tar file, from the host's Debian sources or, without them, from Debian's."""
    options = [f"--aptopt={line}" for line in _apt_options()]
    command = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={packages}", *options]
    subprocess.run(
        [*command, SUITE, str(archive), *map(str, _apt_sources())], check=True, timeout=600
    )


def unpack(archive: Path, root: Path, checkout: Path) -> FreshMachine:
    """A machine of its own, with a user and with the committed state of the checkout at /srv/motlan.git."""
    machine = unpack_bare(archive, root)
    assert machine.run("useradd", "--create-home", USER).status == 0
    clone = [
        "git",
        "clone",
        "-q",
        "--bare",
        "--depth",
        "1",
        checkout.as_uri(),
        root / "srv" / "motlan.git",
    ]
    subprocess.run(clone, check=True)
    return machine


def unpack_bare(archive: Path, root: Path) -> FreshMachine:
    """A machine with nothing but the host's ways to its package sources."""
    root.mkdir()
    subprocess.run(["tar", "-xf", archive, "-C", root], check=True)
    for name in ("resolv.conf", "hosts"):
        shutil.copyfile(Path("/etc") / name, root / "etc" / name)
    if _AUTHORITIES.is_dir():
        shutil.copytree(_AUTHORITIES, root / _AUTHORITIES.relative_to("/"), dirs_exist_ok=True)
    environment = _carried_environment()
    values = [
        Path(word)
        for value in environment.values()
        for word in value.split()
        if word.startswith("/")
    ]
    folders = tuple(path for path in values if path.is_dir())
    machine = FreshMachine(root, environment, folders)
    assert machine.run("update-ca-certificates").status == 0
    for path in values:
        if path.is_file():
            inside = root / path.relative_to("/")
            inside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, inside)
    return machine


def _apt_sources() -> list[Path]:
    found = [path for pattern in _APT_FILES for path in sorted(Path("/etc/apt").glob(pattern))]
    return [path for path in found if _APT_DEBIAN.search(path.read_text())]


def _apt_options() -> list[str]:
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    return [
        line for line in dump.splitlines() if line.startswith(_APT_OPTIONS) and '""' not in line
    ]


def _carried_environment() -> dict[str, str]:
    """Proxies and authorities of the environment, and pip's settings, wherever the host keeps them."""
    carried = {name: value for name, value in os.environ.items() if _ENVIRONMENT.fullmatch(name)}
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
    # Sections come in this order, so that the environment wins over files, as in pip itself.
    for section in ("global", "install", ":env:"):
        for line in listed.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(f"{section}."):
                setting = name.removeprefix(f"{section}.").upper().replace("-", "_")
                carried[f"PIP_{setting}"] = " ".join(ast.literal_eval(value).split())
    return carried
