"""Reads environment variables; a wrong or missing value stops start-up with the variable's name."""

import ipaddress
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit


class WrongSetting(SystemExit):
    """A setting is missing or cannot be understood; start-up ends with status 2 and the name."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(2)
        self.name = name
        sys.stderr.write(f"Wrong setting {name}: {message}\n")


def text(name: str, default: str | None = None) -> str:
    """The variable's text; without a default a missing variable stops start-up."""
    value = os.environ.get(name, default)
    if value is None:
        raise WrongSetting(name, "it is required and not set")
    return value


def flag(name: str, *, default: bool) -> bool:
    """1/0, true/false, yes/no."""
    value = text(name, str(default)).strip().lower()
    if value in {"1", "true", "yes"}:
        return True
    if value in {"0", "false", "no", ""}:
        return False
    raise WrongSetting(name, f"{value!r} is neither 1 nor 0")


def number(name: str, *, default: int, at_least: int, at_most: int) -> int:
    """A whole number within bounds."""
    value = text(name, str(default))
    try:
        result = int(value)
    except ValueError:
        raise WrongSetting(name, f"{value!r} is not a whole number") from None
    if not at_least <= result <= at_most:
        raise WrongSetting(name, f"{result} is not between {at_least} and {at_most}")
    return result


def folder(name: str, default: str) -> Path:
    """A folder's absolute path; it is made when it is missing."""
    path = Path(text(name, default)).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(name, f"cannot make the folder {path}: {error.strerror}") from None
    return path


def words(name: str, default: Sequence[str]) -> list[str]:
    """A comma-separated list."""
    value = os.environ.get(name)
    return (
        list(default)
        if value is None
        else [word.strip() for word in value.split(",") if word.strip()]
    )


def addresses(name: str, default: Sequence[str]) -> list[str]:
    """A comma-separated list of IP addresses and networks (10.0.0.0/8)."""
    found = words(name, default)
    for each in found:
        try:
            ipaddress.ip_network(each)
        except ValueError:
            raise WrongSetting(name, f"{each!r} is neither an address nor a network") from None
    return found


def url(name: str, *, schemes: Sequence[str]) -> str:
    """A server's address, or the empty text where no such server is used.

    A password in the address would stand in process lists and logs; it has a variable of its own.
    """
    value = text(name, "").strip()
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        known = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known:
        raise WrongSetting(name, f"it is no address that begins with {' or '.join(schemes)}")
    if parts.password is not None:
        raise WrongSetting(name, "a password does not belong into an address; give it in a file")
    return value


def confidential(name: str) -> str:
    """The variable, else the first line of the file that `<name>_FILE` names, else the empty text."""
    value = os.environ.get(name, "")
    file = os.environ.get(f"{name}_FILE", "")
    if value or not file:
        return value
    try:
        return Path(file).read_text().split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{name}_FILE", f"cannot read {file}: {error}") from None


def file(name: str) -> Path | None:
    """A file that is there, or None where the variable is not set."""
    value = text(name, "").strip()
    if not value:
        return None
    path = Path(value).expanduser().absolute()
    if not path.is_file():
        raise WrongSetting(name, f"there is no file {path}")
    return path


def choice(name: str, *, default: str, among: Sequence[str]) -> str:
    """One of a few words, however it is capitalised."""
    value = text(name, default).strip()
    for word in among:
        if word.lower() == value.lower():
            return word
    raise WrongSetting(name, f"{value!r} is none of {', '.join(among)}")


def secret(name: str, *, kept_in: Path) -> str:
    """As `confidential`, else a random secret made once and kept in a file only its owner can read."""
    value = confidential(name)
    if value:
        return value
    try:
        with os.fdopen(os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    value = kept_in.read_text().strip()
    if not value:
        raise WrongSetting(name, f"{kept_in} is empty; delete it or set the variable")
    return value
