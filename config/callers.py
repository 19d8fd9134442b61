"""Where a caller is, for counting: one address, or the network of one; nothing else is made of it."""

from ipaddress import IPv4Address, IPv6Address, ip_address


def place_of(address: str) -> str:
    """One caller. An IPv6 network of 64 bits is one place: whoever has one address of it has them all."""
    found = _known(address)
    if isinstance(found, IPv6Address):
        return f"{int(found) >> 64:x}/64"
    return address if found is None else str(found)


def network_of(address: str) -> str:
    """What is rented together: 24 bits (IPv4) or 48 (IPv6); never the name of a single place."""
    found = _known(address)
    if isinstance(found, IPv6Address):
        return f"{int(found) >> 80:x}/48"
    return f"{address}/" if found is None else f"{int(found) >> 8:x}/24"


def _known(address: str) -> IPv4Address | IPv6Address | None:
    """The address; one of IPv4 as IPv6 writes it counts as what it is. None of what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
