"""Secrets of other systems' tokens: how they are made, and which token a secret opens.

Only a hash is kept. The secret is 256 bits from the system's own source, so that a plain hash is enough: there
is nothing to guess, and a slow one would be paid at every call.
"""

import hashlib
import secrets

from django.utils import timezone

from accounts.models import SystemToken

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
    """The token in force with this secret, its account beside it.

    One query whatever was sent: an unknown, an expired and a revoked one cost and tell the same.
    """
    found = SystemToken.objects.in_force(timezone.now()).select_related("user")
    return found.filter(secret_hash=hash_of(secret)).first()
