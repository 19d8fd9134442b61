"""Counts failed sign-ins of one user name from one address, so that passwords cannot be tried at speed.

The count lives in the cache, which on one machine is the web process's own memory. A name alone
never closes, or anyone could lock a clerk out from elsewhere.
"""

import hashlib

from django.core.cache import cache

TRIES = 5
WAIT_S = 15 * 60


def is_closed(username: str, address: str) -> bool:
    """Whether this name has failed too often from this address."""
    return bool(cache.get(_key(username, address), 0) >= TRIES)


def count_failure(username: str, address: str) -> None:
    """Remember one more failure; the wait counts from the first of them."""
    key = _key(username, address)
    if not cache.add(key, 1, timeout=WAIT_S):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two calls
            cache.set(key, 1, timeout=WAIT_S)


def forget(username: str, address: str) -> None:
    """Begin anew after a right password."""
    cache.delete(_key(username, address))


def _key(username: str, address: str) -> str:
    # Hashed, since cache keys may not hold what a stranger typed.
    name = f"{username.strip().casefold()}\0{address}"
    return "sign-in:" + hashlib.sha256(name.encode()).hexdigest()
