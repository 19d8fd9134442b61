"""Where mail is sent by: an address of a server as the settings that Django wants."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server, and how it is spoken to."""

    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    tls_at_once: bool = False
    tls_later: bool = False  # STARTTLS
    timeout_s: int = 20


def settings(url: str, *, password: str) -> MailServer:
    """The server of an address (smtp, smtp+tls, smtps), or this machine's own where there is none."""
    if not url:
        return MailServer()
    parts = urlsplit(url)
    return MailServer(
        host=parts.hostname or "localhost",
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=password,
        tls_at_once=parts.scheme == "smtps",
        tls_later=parts.scheme == "smtp+tls",
    )
