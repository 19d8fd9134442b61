"""Counts tries to sign in by user name and address, so that passwords cannot be tried at speed.

The counts stand in the records, so that several web processes count as one. A name alone never closes,
or anyone could lock a clerk out from elsewhere. A try counts before the password is looked at, so that
many tries at one moment are counted like many in a row; the right password takes its own try back. An
address closes too, after many more tries: one password over many names.
"""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import SignInCount
from config.callers import network_of, place_of

TRIES = 5
TRIES_OF_AN_ADDRESS = 100  # a whole office may stand behind one address
WAIT_S = 15 * 60


def is_closed(username: str, address: str, *, door: str = "") -> bool:
    """Whether the next try of this name from this address will be refused.

    Args:
        door: what is signed in to; empty for the pages of the staff. Each door counts by itself, so that
            citizens behind an office's address cannot close it to the office.
    """
    of_name, of_address = _key(username, address, door), _key("", address, door)
    counted = SignInCount.objects.filter(key__in=(of_name, of_address), until__gt=timezone.now())
    tries = dict(counted.values_list("key", "tries"))
    return tries.get(of_name, 0) >= TRIES or tries.get(of_address, 0) >= TRIES_OF_AN_ADDRESS


def admit(username: str, address: str, *, door: str = "") -> bool:
    """Count one more try; whether it may be made. The wait counts from the first try."""
    if is_closed(username, address, door=door):
        return False
    SignInCount.objects.filter(until__lte=timezone.now() - timedelta(seconds=WAIT_S)).delete()
    of_address = _count(_key("", address, door))
    return _count(_key(username, address, door)) <= TRIES and of_address <= TRIES_OF_AN_ADDRESS


def forget(username: str, address: str, *, door: str = "") -> None:
    """Begin anew after a right password; the address keeps the failures of other names."""
    SignInCount.objects.filter(key=_key(username, address, door)).delete()
    own = SignInCount.objects.filter(key=_key("", address, door), tries__gt=0)
    own.update(tries=F("tries") - 1)


def admit_caller(address: str, *, door: str, most: int, most_of_network: int) -> bool:
    """Count one more call at a door without names; whether it may be answered.

    Args:
        most: of one place, see config/callers.py.
        most_of_network: of the network around it: whoever rents one can call from all its addresses.
    """
    SignInCount.objects.filter(until__lte=timezone.now() - timedelta(seconds=WAIT_S)).delete()
    of_place = _count(_key("", address, door))
    of_network = _count(_key("", network_of(address), door))
    return of_place <= most and of_network <= most_of_network


def _count(key: str) -> int:
    """One more; how many that makes. Who comes at the same moment waits for the row."""
    now = timezone.now()
    until = now + timedelta(seconds=WAIT_S)
    with transaction.atomic():
        locked = SignInCount.objects.select_for_update(no_key=True)
        row, _ = locked.get_or_create(key=key, defaults={"until": until})
        if row.until <= now:
            row.tries, row.until = 0, until
        row.tries += 1
        row.save(update_fields=["tries", "until"])
    return row.tries


def _key(username: str, address: str, door: str) -> str:
    # Hashed: what a stranger typed, a password in the wrong field perhaps, is not written down.
    name = f"{username.strip().casefold()}\0{place_of(address)}" + (f"\0{door}" if door else "")
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
