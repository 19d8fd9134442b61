"""Checks an exported log without the records: nothing of the package is believed but what it proves."""

import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from dossiers.events import digest_of
from ingest.log.exporting import FORMAT
from ingest.log.merkle import led_to
from ingest.log.reading import MOST_BYTES, parse_statement
from ingest.log.statement import chain_line, row_line, sha256_of
from signing.stamps import judge_stamp
from signing.trust import Trust

HASHED = (
    *("agency", "seq", "actor", "verb", "object_type", "object_id", "purpose", "facts", "at"),
    "prev",
)
MOST_LINE_BYTES = 1 << 20
MOST_TOLD = 1000


class NoPackage(ValueError):
    """It is none, or damaged."""

    code = "log.package_unreadable"


@dataclass(frozen=True, slots=True)
class AnchorFound:
    """One anchor of the package; `code` is empty where its time-stamp is proven."""

    number: int
    code: str
    stamped_at: datetime | None
    authority: str | None


@dataclass(slots=True)
class Checked:
    """What the package proves."""

    agency: str = ""
    events: int = 0
    anchored: int = 0
    broken: list[tuple[int, str]] = field(
        default_factory=list
    )  # number of the event, what is wrong
    anchors: list[AnchorFound] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing in it was changed; weak time-stamps are told apart."""
        return not self.broken and not any(
            each.code == "log.anchor_forged" for each in self.anchors
        )


def check_package(path: Path, *, trust: Trust) -> Checked:
    """Check every event and every anchor.

    Raises:
        NoPackage: it is none, or damaged.
        OSError: it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return _check(package, trust)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, TypeError, ValueError) as error:
        raise NoPackage(str(error)) from error
    except (NotImplementedError, RuntimeError, AttributeError, RecursionError) as error:
        raise NoPackage(type(error).__name__) from error


def _check(package: zipfile.ZipFile, trust: Trust) -> Checked:
    about = json.loads(_member(package, "package.json"))
    if about.get("format") != FORMAT:
        raise NoPackage("no package of a log")
    found = Checked(agency=str(about["agency"]["code"]))
    roots, used = _anchors(package, trust, found), Counter[int]()
    seq, prev = 0, ""
    for event in _events(package):
        code = _wrong(event, roots, used)
        if not code and event["seq"] <= seq:
            code = "order"
        if not code and event["seq"] == seq + 1 and prev and event["prev"] != prev:
            code = "link"
        if code and len(found.broken) < MOST_TOLD:
            found.broken.append((int(event["seq"]), code))
        seq, prev = event["seq"], event["hash"]
        found.events += 1
    found.anchored = sum(used.values())
    if (found.events, found.anchored) != (about["events"], about["anchored"]):
        found.broken.append((seq, "count"))
    return found


def _wrong(event: dict[str, Any], roots: dict[int, str], used: Counter[int]) -> str:
    """What does not hold of one event: content, proof; empty where all does."""
    if digest_of({name: event[name] for name in HASHED}) != event["hash"]:
        return "content"
    proof = event["proof"]
    if proof is None:
        return ""
    chain = proof["chain"]
    used[proof["anchor"]] += 1
    inside = chain["agency"] == event["agency"] and chain["first"] <= event["seq"] <= chain["last"]
    root = led_to(row_line(event["id"], event["hash"]), proof["path"])
    top = led_to(chain_line(chain), proof["chain_path"])
    held = inside and root == chain["root"] and top == roots.get(proof["anchor"])
    return "" if held else "proof"


def _anchors(package: zipfile.ZipFile, trust: Trust, found: Checked) -> dict[int, str]:
    """The roots by number. A newer time-stamp proves an older one, so they are judged from the newest on."""
    names = [each for each in package.namelist() if _is_statement(each)]
    roots: dict[int, str] = {}
    moment, following = timezone.now(), {"prev": "", "prev_token": "", "number": 0}
    for name in sorted(names, reverse=True):
        data = _member(package, name)
        told, sha256 = parse_statement(data), sha256_of(data)
        roots[told["number"]] = told["root"]
        token_name = name.removesuffix(".json") + ".tst"
        token = _member(package, token_name) if token_name in package.namelist() else b""
        if (following["prev"], following["prev_token"]) != (
            sha256,
            sha256_of(token) if token else "",
        ):
            moment = timezone.now()  # the next one in the package does not name this one
        each = _judged(told["number"], token, sha256, trust=trust, at=moment)
        if each.stamped_at is not None and not each.code:
            moment = min(moment, each.stamped_at)
        found.anchors.append(each)
        following = told
    found.anchors.reverse()
    return roots


def _judged(number: int, token: bytes, sha256: str, *, trust: Trust, at: datetime) -> AnchorFound:
    if not token:
        return AnchorFound(number, "log.anchor_unstamped", None, None)
    stamp = judge_stamp(token, bytes.fromhex(sha256), trust=trust, at=at)
    codes = {"proven": "", "untrusted": "log.anchor_untrusted", "forged": "log.anchor_forged"}
    return AnchorFound(number, codes[stamp.state], stamp.at, stamp.authority)


def _is_statement(name: str) -> bool:
    return name.startswith("anchors/") and name.endswith(".json")


def _events(package: zipfile.ZipFile) -> Iterator[dict[str, Any]]:
    with package.open("events.jsonl") as lines:
        while line := lines.readline(MOST_LINE_BYTES + 1):
            if len(line) > MOST_LINE_BYTES:
                raise NoPackage("too long a line")
            event = json.loads(line)
            if not isinstance(event, dict) or not isinstance(event.get("seq"), int):
                raise NoPackage("no event")
            yield event


def _member(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NoPackage(f"{name} is too large")
    return data
