"""Which remote service keeps the key of an agency: data beside the keys of this machine.

`MOTLAN_HOME/keys/remote-<code>.toml` names `url` and `credential`, and `ca_file` where the service has an
authority of its own; the access token stands in `remote-<code>.token`, the authorisation of the credential,
where the service asks for one, in `remote-<code>.sad`.
"""

import tomllib
from pathlib import Path

from config import key_holders, wiring
from signing.errors import KeyUnreadable
from signing.pki import agency_key_name
from signing.remote import RemoteSigner


def has_remote_signer(agency_code: str) -> bool:
    """Whether a service is named for this agency."""
    return _file(agency_code, "toml").is_file()


def remote_signer(agency_code: str) -> RemoteSigner | None:
    """The agency's remote signer; None where none is named.

    Raises:
        signing.errors.KeyUnreadable: what is named cannot be read, or says too little.
    """
    named = _file(agency_code, "toml")
    if not named.is_file():
        return None
    sad = _file(agency_code, "sad")
    try:
        told = tomllib.loads(named.read_text())
        return key_holders.csc_signer(
            url=str(told["url"]),
            credential=str(told["credential"]),
            token=_line(_file(agency_code, "token")),
            sad=_line(sad) if sad.is_file() else "",
            ca_file=str(told.get("ca_file", "")),
        )
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnreadable(f"{named.name} or a file beside it cannot be used: {error}") from error


def _file(agency_code: str, kind: str) -> Path:
    # The name of a key file is safe for every code that an agency may have.
    stem = Path(agency_key_name(agency_code)).stem.removeprefix("agency-")
    return wiring.home() / "keys" / f"remote-{stem}.{kind}"


def _line(path: Path) -> str:
    return path.read_text().split("\n", 1)[0].strip()
