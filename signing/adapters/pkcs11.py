"""A key in a PKCS #11 token or HSM: the key never leaves the device."""

import hashlib
from pathlib import Path
from threading import Lock
from typing import Any

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, PKCS11Error
from pkcs11.util.ec import encode_ecdsa_signature

from signing.errors import KeyUnavailable, KeyUnreadable

_WRONG_PIN = (
    pkcs11.exceptions.PinIncorrect,
    pkcs11.exceptions.PinInvalid,
    pkcs11.exceptions.PinLenRange,
    pkcs11.exceptions.PinLocked,
)
# Tokens that refused a PIN in this process, with its digest: a few wrong ones in a row lock a token for
# good, and a worker tries again and again. A new PIN, or a new process, is tried once more.
_REFUSED: set[tuple[str, str, bytes]] = set()


class Pkcs11KeyHolder:
    """Opens one session at first use and keeps it: many devices allow one login per process."""

    def __init__(
        self,
        library: Path,
        *,
        token: str,
        key_label: str,
        pin: str,
        certificates: tuple[bytes, ...] = (),
    ) -> None:
        """Nothing is opened yet.

        Args:
            library: the device's PKCS #11 module.
            token: its label.
            key_label: of the private key, and of its certificate where the token holds it.
            pin: of the token's user.
            certificates: DER, the key's own first, for a device that holds keys only.
        """
        self._library = library
        self._token = token
        self._label = key_label
        self._pin = pin
        self._lock = Lock()  # a session is not for two threads at once
        self._session: Any = None
        self._key: Any = None
        self._given = certificates
        self._certificates: tuple[bytes, ...] = ()

    @property
    def certificate_der(self) -> bytes:
        """The certificate that carries the label of the key."""
        with self._lock:
            self._open()
            return self._certificates[0]

    @property
    def chain_der(self) -> tuple[bytes, ...]:
        """Other certificates of the token that are not self-signed."""
        with self._lock:
            self._open()
            return self._certificates[1:]

    def sign_digest_input(self, data: bytes) -> bytes:
        """PKCS #1 v1.5 or ECDSA (DER) over SHA-256 of `data`.

        Raises:
            KeyUnavailable: the token is gone or refuses, also after a new session; the next call
                opens one again.
            KeyUnreadable: wrong PIN, or no such key or certificate in the token.
        """
        with self._lock:
            self._open()
            try:
                return self._sign(data)
            except PKCS11Error:
                # A device that was taken out, or that ended the session: a new session may work.
                self._session = None
            self._open()
            try:
                return self._sign(data)
            except PKCS11Error as error:
                self._session = None
                raise KeyUnavailable(f"the token does not sign: {type(error).__name__}") from error

    def _sign(self, data: bytes) -> bytes:
        if self._key.key_type == KeyType.EC:
            # Not every device hashes for ECDSA, so the digest is made here.
            digest = hashlib.sha256(data).digest()
            return bytes(encode_ecdsa_signature(self._key.sign(digest, mechanism=Mechanism.ECDSA)))
        return bytes(self._key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))

    def _open(self) -> None:
        if self._session is not None:
            return
        refusal = (str(self._library), self._token, hashlib.sha256(self._pin.encode()).digest())
        if refusal in _REFUSED:
            raise KeyUnreadable("the token has refused this PIN; it is not tried again")
        try:
            token = pkcs11.lib(str(self._library)).get_token(token_label=self._token)
            session = _session(token, self._pin)
            key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=self._label)
            self._certificates = self._given or _certificates(session, self._label)
        except _WRONG_PIN as error:
            _REFUSED.add(refusal)
            raise KeyUnreadable(f"the token refuses the PIN: {type(error).__name__}") from error
        except (pkcs11.exceptions.NoSuchKey, pkcs11.exceptions.MultipleObjectsReturned) as error:
            raise KeyUnreadable(f"the token holds no one key {self._label!r}") from error
        except (PKCS11Error, RuntimeError, OSError) as error:
            raise KeyUnavailable(f"the token cannot be opened: {type(error).__name__}") from error
        self._session, self._key = session, key


def _session(token: Any, pin: str) -> Any:
    try:
        return token.open(user_pin=pin)
    except pkcs11.exceptions.UserAlreadyLoggedIn:
        # A login counts for the whole process: another key of the same token has been opened.
        return token.open()


def _certificates(session: Any, label: str) -> tuple[bytes, ...]:
    own: list[bytes] = []
    others: list[bytes] = []
    for item in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        der = bytes(item[Attribute.VALUE])
        if item[Attribute.LABEL] == label:
            own.append(der)
        elif not x509.Certificate.load(der).self_issued:
            others.append(der)
    if not own:
        raise KeyUnreadable(f"the token holds no certificate with the label {label!r}")
    return (own[0], *others)
