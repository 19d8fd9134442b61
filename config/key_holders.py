"""Keys in files and tokens, and time-stampers, by what names them; `config.wiring` and `motlan sign` ask here."""

from functools import cache
from pathlib import Path

from signing.adapters.csc import CscService, CscSigner
from signing.adapters.pkcs11 import Pkcs11KeyHolder
from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.adapters.tsa_http import FirstThatStamps, HttpTimestamper
from signing.adapters.tsa_local import LocalTimestamper
from signing.errors import KeyUnreadable
from signing.ports import KeyHolder, Timestamper
from signing.remote import RemoteSigner


def pkcs12_key_holder(path: Path, password_file: Path | None) -> KeyHolder:
    """The key in a PKCS #12 file; the password is the first line of its file."""
    return Pkcs12KeyHolder(path, password=_secret(password_file) if password_file else None)


def pkcs11_key_holder(library: Path, *, token: str, key_label: str, pin_file: Path) -> KeyHolder:
    """The key in a token or HSM; the PIN is the first line of its file."""
    pin = _secret(pin_file).decode(errors="replace")
    return Pkcs11KeyHolder(library, token=token, key_label=key_label, pin=pin)


def csc_signer(*, url: str, credential: str, token: str, sad: str, ca_file: str) -> RemoteSigner:
    """A key that a remote service keeps."""
    return CscSigner(CscService(url, credential, token=token, sad=sad, ca_file=ca_file))


@cache
def http_timestamper(*urls: str) -> Timestamper:
    """A time-stamping authority reached over HTTP, with others to ask where it gives none.

    One for the whole process, which knows when an authority is out of order.
    """
    return FirstThatStamps([HttpTimestamper(url) for url in urls if url])


def local_timestamper(path: Path, password_file: Path) -> Timestamper:
    """The trial authority of this machine, its key in a PKCS #12 file."""
    return LocalTimestamper(pkcs12_key_holder(path, password_file))


def _secret(path: Path) -> bytes:
    """The first line of a password or PIN file; editors like to end it with a line break."""
    try:
        return path.read_bytes().split(b"\n", 1)[0].rstrip(b"\r")
    except OSError as error:
        raise KeyUnreadable(f"the password or PIN file {path.name} cannot be read") from error
