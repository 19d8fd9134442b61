"""Reads environment variables; a wrong or missing value stops start-up with the variable's name."""

import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path


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


def secret(name: str, *, kept_in: Path) -> str:
    """The variable, else a random secret made once and kept in a file only its owner can read."""
    value = os.environ.get(name)
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
