"""How log lines look: plain or JSON, with the ids of the work under way, and without personal ids.

All cleaning is done by the formatters, on a copy of the record: whatever a library logs, and however,
goes out through them, and other listeners find the record as it was.
"""

import copy
import json
import logging
import re
from datetime import UTC, datetime
from typing import Any, Final

from ingest.log_facts import current_facts

# 12-digit personal ids and old 9-digit ones; longer digit runs (hashes, timestamps) are left alone.
PERSONAL_ID = re.compile(r"(?<!\d)\d{5,8}(\d{4})(?!\d)")
MASK = r"*****\1"
# What PostgreSQL cites of a row below its sentence: "Failing row contains (7, Nguyễn Văn Thử, …)".
CITED = re.compile(
    r"\n[\s|]*DETAIL:.*?(?=\n(?:CONTEXT|HINT):|\n\n(?:The above exception|During handling)|\Z)",
    re.DOTALL,
)
# C0 and C1 controls and the line and paragraph separators: a line that was logged stays one line.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
MOST_LETTERS = 20_000

# What every record has by itself; all else in it was given as `extra`.
STANDARD: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
# Extras of libraries that repeat the message, or carry whole objects: an address holds what was searched for.
DROPPED: Final = frozenset({"request", "color_message", "websocket", "server_time"})


def mask(text: str) -> str:
    """The text with the middle of personal ids hidden and no row cited, in letters that any stream can take."""
    return PERSONAL_ID.sub(MASK, CITED.sub("", text.encode(errors="backslashreplace").decode()))


def one_line(text: str) -> str:
    """The text with control characters written out, so that no text can begin a line of its own."""
    return CONTROL.sub(lambda found: repr(found.group())[1:-1], text)


def clean(value: object) -> Any:
    """What a field may say: plain values masked, containers walked, other objects as masked text."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        masked = mask(str(value))
        return value if masked == str(value) else masked
    if isinstance(value, dict):
        return {str(clean(str(key))): clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [clean(each) for each in value]
    return mask(str(value))[:MOST_LETTERS]


def cleaned(record: logging.LogRecord) -> logging.LogRecord:
    """A copy without personal ids in message, fields and traceback, and with the facts of the work under way."""
    made = copy.copy(record)
    for name in set(made.__dict__) - STANDARD:
        if name in DROPPED:
            delattr(made, name)
        else:
            setattr(made, name, clean(getattr(made, name)))
    for name, value in current_facts().items():
        setattr(made, name, clean(value))
    made.msg, made.args = mask(_without_token(_message(record), record))[:MOST_LETTERS], ()
    # Django hangs the traceback of every refused page on its warning: no fault of ours.
    told = record.levelno >= logging.ERROR
    trace = record.exc_text or (_formatted(record) if record.exc_info else "")
    made.exc_info, made.exc_text = None, mask(trace) if told and trace else None
    made.stack_info = mask(record.stack_info) if record.stack_info else None
    return made


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit lose no line
        return f"{record.msg} {record.args!r}"


def _without_token(message: str, record: logging.LogRecord) -> str:
    """Django names the address of a request that broke; a one-time link in it is as good as a password."""
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    token = match.kwargs.get("token") if match else None
    return message.replace(str(token), "…") if token else message


def _formatted(record: logging.LogRecord) -> str:
    exc_info = record.exc_info
    if not isinstance(exc_info, tuple) or exc_info[0] is None:
        return ""
    return logging.Formatter().formatException(exc_info)


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in record.__dict__.items() if name not in STANDARD}


class PlainFormatter(logging.Formatter):
    """`time LEVEL logger message key=value …`; a traceback follows, each of its lines set in."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the traceback of an error below it."""
        made = cleaned(record)
        facts = "".join(f" {name}={value}" for name, value in sorted(_extras(made).items()))
        line = one_line(f"{self.formatTime(made)} {made.levelname} {made.name} {made.msg}{facts}")
        below = [
            part for text in (made.exc_text, made.stack_info) if text for part in text.splitlines()
        ]
        return "\n".join([line, *("    | " + one_line(part) for part in below)])


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, facts, and `error` with the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        made = cleaned(record)
        trace = "\n".join(text for text in (made.exc_text, made.stack_info) if text)
        row = {
            **_extras(made),
            "time": datetime.fromtimestamp(made.created, UTC).isoformat(timespec="milliseconds"),
            "level": made.levelname,
            "logger": made.name,
            "message": made.msg,
            **({"error": trace} if trace else {}),
        }
        # Some control characters may stand in JSON as they are, and still part lines for who reads them.
        written = json.dumps(row, ensure_ascii=False)
        return CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


FORMATTERS: Final = {"plain": PlainFormatter, "json": JsonFormatter}


def settings(*, form: str, level: str) -> dict[str, Any]:
    """The entry LOGGING: everything to stderr, in one form."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": FORMATTERS[form]}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Statements with their values, names of citizens among them, at DEBUG.
            "django.db.backends": {"level": "INFO"},
        },
    }
