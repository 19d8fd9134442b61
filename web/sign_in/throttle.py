"""Counts tries to sign in by user name and address, so that passwords cannot be tried at speed.

The count lives in the cache, which on one machine is the web process's own memory. A name alone
never closes, or anyone could lock a clerk out from elsewhere. A try counts before the password is
looked at, so that many tries at one moment are counted like many in a row; the right password takes
its own try back. An address closes too, after many more tries: one password over many names.
"""

import hashlib
from contextlib import suppress

from django.core.cache import cache

TRIES = 5
TRIES_OF_AN_ADDRESS = 100  # a whole office may stand behind one address
WAIT_S = 15 * 60


def is_closed(username: str, address: str) -> bool:
    """Whether the next try of this name from this address will be refused."""
    of_name = cache.get(_key(username, address), 0)
    return bool(of_name >= TRIES or cache.get(_key("", address), 0) >= TRIES_OF_AN_ADDRESS)


def admit(username: str, address: str) -> bool:
    """Count one more try; whether it may be made. The wait counts from the first try."""
    if is_closed(username, address):
        return False
    of_address = _count(_key("", address))
    return _count(_key(username, address)) <= TRIES and of_address <= TRIES_OF_AN_ADDRESS


def forget(username: str, address: str) -> None:
    """Begin anew after a right password; the address keeps the failures of other names."""
    cache.delete(_key(username, address))
    with suppress(ValueError):  # it ran out meanwhile
        cache.decr(_key("", address))


def _count(key: str) -> int:
    if cache.add(key, 1, timeout=WAIT_S):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, timeout=WAIT_S)
        return 1


def _key(username: str, address: str) -> str:
    # Hashed, since cache keys may not hold what a stranger typed.
    name = f"{username.strip().casefold()}\0{address}"
    return "sign-in:" + hashlib.sha256(name.encode()).hexdigest()
