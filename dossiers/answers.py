"""What is expected and not allowed is answered with a result, not with an exception."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was done; the code has its sentence in config/identity_messages.py or config/citizen_messages.py."""

    code: str
