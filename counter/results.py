"""The answer of a service that did not do what was asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed.

    Args:
        code: has a sentence and a remedy in config/counter_messages.py or config/identity_messages.py.
        details: what it is about, such as the components whose papers stand in the way; no personal ids.
    """

    code: str
    details: tuple[str, ...] = ()
