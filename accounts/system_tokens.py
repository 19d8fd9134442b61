"""Secrets of other systems' tokens: how they are made, and which token a secret opens.

Only a hash is kept. The secret is 256 bits from the system's own source, so that a plain hash is enough: there
is nothing to guess, and a slow one would be paid at every call.
"""

import hashlib
import secrets

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from accounts.models import SystemToken, User
from accounts.standing import CALLER_FIELDS, TOKEN_FIELDS, token_row

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
    """The token in force with this secret, its account beside it; of both only what calls need is read.

    One query whatever was sent: an unknown, an expired and a revoked one cost and tell the same.
    """
    row = token_row(hash_of(secret), timezone.now())
    if row is None:
        return None
    end = len(TOKEN_FIELDS)
    token = SystemToken.from_db(DEFAULT_DB_ALIAS, TOKEN_FIELDS, row[:end])
    token.user = User.from_db(DEFAULT_DB_ALIAS, CALLER_FIELDS, row[end:])
    return token
