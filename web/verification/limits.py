"""How often a place may ask. A code cannot be guessed at any speed; this keeps the service free for others."""

from dataclasses import dataclass

from django.http import HttpRequest

from web.sign_in.throttle import WAIT_S, admit_caller


@dataclass(frozen=True, slots=True)
class Limit:
    """Calls within WAIT_S of one address, and of the network around it: many may stand behind either."""

    door: str
    of_address: int
    of_network: int


CODES = Limit("check", of_address=60, of_network=600)
# A file costs up to seconds of a process, and a stranger chooses it.
FILES = Limit("check_file", of_address=10, of_network=60)
WAIT_MINUTES = WAIT_S // 60


def may_ask(request: HttpRequest, limit: Limit) -> bool:
    """Count one more call; whether it is answered."""
    return admit_caller(
        request.META.get("REMOTE_ADDR", ""),
        door=limit.door,
        most=limit.of_address,
        most_of_network=limit.of_network,
    )
