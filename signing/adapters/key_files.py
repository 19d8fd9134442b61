"""The keys of the agencies that sign on this machine, one file each in a folder: PKCS #12, or where a token is.

`agency-<code>.p12` holds a key, its password stands beside it in `agency-<code>.pass`.
`agency-<code>.toml` names a key in a token or HSM and goes before a PKCS #12 file:

    library = "/usr/lib/softhsm/libsofthsm2.so"
    token = "motlan"                 # label of the token
    key_label = "agency"             # label of the key, and of its certificate in the token
    pin_file = "agency-H90.41.pin"   # from this folder, or a whole path
    certificates = "agency.pem"      # optional: the key's certificate, then those above it
"""

import threading
import tomllib
from functools import cache
from pathlib import Path

from asn1crypto import pem, x509

from signing.adapters.pkcs11 import Pkcs11KeyHolder
from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.errors import KeyUnreadable
from signing.pki import DemoPki, agency_key_name
from signing.ports import KeyHolder

_Shape = tuple[tuple[int, int, int], ...]
_NAMES = ("library", "token", "key_label", "pin_file")


class KeyFiles:
    """Opens the key of an agency once, and again when one of its files has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: dict[str, tuple[_Shape, KeyHolder]] = {}
        self._lock = threading.Lock()

    def has_key(self, agency_code: str) -> bool:
        """Whether a key of this agency is named here."""
        path = self._path(agency_code)
        return path.is_file() or path.with_suffix(".toml").is_file()

    def key(self, agency_code: str) -> KeyHolder:
        """The key as its files are now: a worker runs for months, and a key is renewed meanwhile.

        Raises:
            KeyUnreadable: a file is missing or wrong; its name is told.
        """
        path = self._path(agency_code)
        settings = path.with_suffix(".toml")
        with self._lock:
            if settings.is_file():
                return self._token_key(agency_code, settings)
            secret = DemoPki.password_file(path)
            shape = _shapes(path, secret)
            known = self._known(agency_code, shape)
            return known or self._keep(
                agency_code, shape, Pkcs12KeyHolder(path, password=_first_line(secret))
            )

    def _token_key(self, agency_code: str, settings: Path) -> KeyHolder:
        named = _named(settings)
        pin_file = self._folder / named["pin_file"]
        chain = [self._folder / named["certificates"]] if "certificates" in named else []
        shape = _shapes(settings, pin_file, *chain)
        known = self._known(agency_code, shape)
        return known or self._keep(
            agency_code,
            shape,
            Pkcs11KeyHolder(
                Path(named["library"]),
                token=named["token"],
                key_label=named["key_label"],
                pin=_text(_first_line(pin_file), pin_file),
                certificates=tuple(der for path in chain for der in _certificates(path)),
            ),
        )

    def _known(self, agency_code: str, shape: _Shape) -> KeyHolder | None:
        opened_as, key = self._opened.get(agency_code, (None, None))
        return key if opened_as == shape else None

    def _keep(self, agency_code: str, shape: _Shape, key: KeyHolder) -> KeyHolder:
        self._opened[agency_code] = (shape, key)
        return key

    def _path(self, agency_code: str) -> Path:
        return self._folder / agency_key_name(agency_code)


@cache
def key_files(folder: Path) -> KeyFiles:
    """One for each folder and process: a token allows one login a process."""
    return KeyFiles(folder)


def _shapes(*paths: Path) -> _Shape:
    shapes = []
    for path in paths:
        try:
            facts = path.stat()
        except OSError as error:
            raise KeyUnreadable(f"{path.name} cannot be read") from error
        shapes.append((facts.st_ino, facts.st_size, facts.st_mtime_ns))
    return tuple(shapes)


def _named(path: Path) -> dict[str, str]:
    """What a settings file names; every value is a text."""
    try:
        named = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KeyUnreadable(f"{path.name} cannot be read: {error}") from error
    unknown = sorted(named.keys() - {*_NAMES, "certificates"})
    if unknown:
        raise KeyUnreadable(f"{path.name} names what is not known: {', '.join(unknown)}")
    wrong = [
        name
        for name in (*_NAMES, *named)
        if not isinstance(named.get(name), str) or not named.get(name)
    ]
    if wrong:
        raise KeyUnreadable(f"{path.name} lacks a text for {wrong[0]}")
    return named


def _first_line(path: Path) -> bytes:
    """A password or PIN; editors like to end it with a line break."""
    try:
        return path.read_bytes().split(b"\n", 1)[0].strip()
    except OSError as error:
        raise KeyUnreadable(f"{path.name} cannot be read") from error


def _text(secret: bytes, path: Path) -> str:
    try:
        return secret.decode()
    except UnicodeDecodeError as error:
        raise KeyUnreadable(f"{path.name} holds no text") from error


def _certificates(path: Path) -> list[bytes]:
    try:
        data = path.read_bytes()
        found = (
            [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        )
        for der in found:
            _ = x509.Certificate.load(der, strict=True).native
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnreadable(f"{path.name} holds no certificate") from error
    return found
