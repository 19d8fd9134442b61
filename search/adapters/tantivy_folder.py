"""The folder of an embedded index: one folder for each index ever built, and a link to the one in use.

    index/current -> 2-20261122T075439-5b1c9a02    the index in use
    index/2-20261122T081200-c0ffee00               being built, or left over by a build that broke off
    index/writing                                  locked by whoever writes

A link is replaced in one step, so that an index is whole or not there. Files that are in use by a
reader are only ever unlinked: one that is cut short under a memory map ends the reader's process.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from search.errors import IndexBusy, IndexDamaged, IndexOutdated, IndexUnreachable

_LINK = "current"
_LOCK = "writing"


class IndexFolder:
    """Which index is in use, who may write, and what is left over."""

    def __init__(self, folder: Path, *, schema: int) -> None:
        self._folder = folder
        self._schema = schema

    def current(self) -> Path | None:
        """The index in use; None while there is none.

        Raises:
            IndexOutdated: it was written with another schema.
            IndexDamaged: the link leads nowhere.
        """
        name = self._linked()
        if name is None:
            if (self._folder / "meta.json").exists():
                raise IndexOutdated("an index of an early version, without folders")
            return None
        if not name.startswith(f"{self._schema}-"):
            raise IndexOutdated(f"index {name}, schema {self._schema}")
        if (self._folder / name).is_dir():
            return self._folder / name
        if self._linked() != name:
            # Replaced and removed between the two looks.
            return self.current()
        raise IndexDamaged(f"no index {name}")

    def make(self) -> Path:
        """A new, empty folder for an index that nobody uses yet."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        made = self._folder / f"{self._schema}-{stamp}-{secrets.token_hex(4)}"
        with disk_errors():
            self._folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            made.mkdir(mode=0o750)
        return made

    def use_first(self, made: Path) -> None:
        """Put the first index in use, unless another process has just done the same."""
        try:
            with disk_errors():
                (self._folder / _LINK).symlink_to(made.name)
        except FileExistsError:
            shutil.rmtree(made)

    def use(self, made: Path) -> None:
        """Put an index in the place of the one in use, in one step that outlives a power cut."""
        with disk_errors():
            fresh = self._folder / f"{_LINK}.{made.name}"
            fresh.symlink_to(made.name)
            fresh.replace(self._folder / _LINK)
            descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def remove_leftovers(self) -> None:
        """Unlink all but the index in use. Whoever still reads in one reads on."""
        kept = {_LINK, _LOCK, self._linked()}
        with disk_errors():
            for path in self._folder.iterdir():
                if path.name in kept:
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """The one writer over all processes; the lock ends with the process that holds it.

        Raises:
            IndexBusy: another one writes.
        """
        with disk_errors():
            self._folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            descriptor = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o640)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusy from error
            yield
        finally:
            os.close(descriptor)

    def _linked(self) -> str | None:
        try:
            return (self._folder / _LINK).readlink().name
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IndexUnreachable(str(error), errno=error.errno) from error


@contextlib.contextmanager
def disk_errors() -> Iterator[None]:
    """What the disk refuses, as an error of search; a file that is there already passes through."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise IndexUnreachable(str(error), errno=error.errno) from error
