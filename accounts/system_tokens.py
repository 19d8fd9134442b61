"""Secrets of other systems' tokens: how they are made, and which token a secret opens.

Only a hash is kept. The secret is 256 bits from the system's own source, so that a plain hash is enough: there
is nothing to guess, and a slow one would be paid at every call.
"""

import hashlib
import secrets

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from accounts.models import SystemToken, User, role_of
from accounts.standing import CALLER_FIELDS, TOKEN_FIELDS, token_rows

# Lets a secret be recognised where it does not belong, such as in a repository or a log.
PREFIX = "motlan_"
HINT_LETTERS = len(PREFIX) + 4


def new_secret() -> str:
    """A secret that nobody has had before."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def token_of(secret: str) -> SystemToken | None:
    """The token in force with this secret, its account and the roles of that beside it.

    Of token and account only what calls need is read. One query whatever was sent: an unknown, an expired and a
    revoked one cost and tell the same.
    """
    rows = token_rows(hash_of(secret), timezone.now(), timezone.localdate())
    if not rows:
        return None
    caller, roles = len(TOKEN_FIELDS), len(TOKEN_FIELDS) + len(CALLER_FIELDS)
    token = SystemToken.from_db(DEFAULT_DB_ALIAS, TOKEN_FIELDS, rows[0][:caller])
    token.user = User.from_db(DEFAULT_DB_ALIAS, CALLER_FIELDS, rows[0][caller:roles])
    held = [row[roles:] for row in rows if row[roles] is not None]
    token.user.__dict__["roles_held"] = tuple(role_of(row) for row in held)
    return token
