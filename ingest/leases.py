"""Names of lease holders and the end of the dead ones' leases."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from dossiers.models import Lease, Paper

LEASE_S = 120


def owner_name() -> str:
    """`host/place/pid/start`: the start time tells a process from a later one with the same number."""
    return f"{socket.gethostname()}/{_place()}/{os.getpid()}/{_started(os.getpid())}"


def is_dead(owner: str) -> bool:
    """Whether the owner was a process of this place that no longer runs. False where that cannot be known."""
    parts = owner.split("/")
    if len(parts) != 4 or parts[1] != _place() or not parts[2].isdigit():
        return False
    return _started(int(parts[2])) != parts[3]


@cache
def _place() -> str:
    """Where process numbers mean what they mean here: this boot of the machine and this PID namespace.

    Two containers may have one host name and see only their own processes: by the host name alone
    each would take the other's processes for dead.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot[:13]}-{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return "nowhere"


def release_dead() -> int:
    """End the leases of dead processes of this host at once; the others end by time."""
    owners = (
        Paper.objects.exclude(lease_owner="")
        .order_by()
        .values_list("lease_owner", flat=True)
        .distinct()
    )
    dead = [owner for owner in owners if is_dead(owner)]
    return Paper.objects.filter(lease_owner__in=dead).update(lease_owner="", lease_until=None)


@contextmanager
def lease(name: str) -> Iterator[bool]:
    """Hold a named lease if it is free; yields whether it is held."""
    Lease.objects.get_or_create(name=name)
    row = Lease.objects.get(name=name)
    now, owner = timezone.now(), owner_name()
    free = Q(owner="") | Q(until__lt=now)
    if row.owner and (row.owner == owner or is_dead(row.owner)):
        free |= Q(owner=row.owner)
    until = now + timedelta(seconds=LEASE_S)
    if not Lease.objects.filter(free, name=name).update(owner=owner, until=until):
        yield False
        return
    try:
        yield True
    finally:
        Lease.objects.filter(name=name, owner=owner).update(owner="", until=None)


def keep_lease(name: str) -> bool:
    """Prolong a named lease; False when it ran out and somebody else has it now."""
    until = timezone.now() + timedelta(seconds=LEASE_S)
    return Lease.objects.filter(name=name, owner=owner_name()).update(until=until) == 1


def _started(pid: int) -> str:
    """Start time of a process in clock ticks since boot (proc(5), field 22); empty when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    # The command name in parentheses may hold spaces; the fields are counted after it.
    return stat.rsplit(")", 1)[1].split()[19]
