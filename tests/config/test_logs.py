"""A log line stays one line, names no person, and keeps the ids of the work, plain and as JSON."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.logs import FORMATTERS, PERSONAL_ID, clean, settings
from ingest.log_facts import log_facts

ID = "038090123456"
FORGED = "2026-01-01 00:00:00,000 CRITICAL motlan forged"


def made(message: str = "x", *args: object, **extra: Any) -> logging.LogRecord:
    level = extra.pop("level", logging.ERROR)
    exc_info = extra.pop("exc_info", None)
    return logging.getLogger("motlan.test").makeRecord(
        "motlan.test", level, "f.py", 1, message, args, exc_info, extra=extra
    )


def raised(error: Exception) -> Any:
    try:
        raise error
    except Exception:  # noqa: BLE001
        return sys.exc_info()


def hostile() -> logging.LogRecord:
    class Talks:
        def __str__(self) -> str:
            return f"người {ID}"

    cause = raised(ValueError(f"căn cước {ID}\n{FORGED}"))
    return made(
        "tệp %s\r\n" + FORGED,
        f"CCCD_{ID}.pdf\u2028{FORGED}",
        exc_info=cause,
        holder=ID,
        number=int(ID[1:]) * 10,
        nested={"id": [ID, {ID: ID}]},
        thing=Talks(),
        request=f"<Request GET /tra-cuu/?q={ID}>",
        broken="\ud800",
    )


@pytest.mark.parametrize("form", FORMATTERS)
def test_no_personal_id_gets_out_and_no_line_is_forged(form: str) -> None:
    with log_facts(request_id="bcdf-ghjk", paper=7, state="kept"):
        told = FORMATTERS[form]().format(hostile())
    assert ID not in told
    assert "*****3456" in told
    assert not PERSONAL_ID.search(told.partition("number")[2].partition(",")[0])
    lines = told.encode().decode().splitlines()
    assert not any(line.startswith(FORGED[:10]) and "forged" in line for line in lines[1:])
    if form == "json":
        (line,) = lines
        row = json.loads(line)
        assert (row["request_id"], row["paper"], row["state"]) == ("bcdf-ghjk", 7, "kept")
        assert (row["level"], row["logger"]) == ("ERROR", "motlan.test")
        assert row["nested"] == {"id": ["*****3456", {"*****3456": "*****3456"}]}
        assert row["error"].startswith("Traceback")
        assert "request" not in row
    else:
        assert lines[0].count("request_id=bcdf-ghjk") == 1
        assert all(line.startswith("    | ") for line in lines[1:])
        assert "tra-cuu" not in told


REFUSED = """new row for relation "dossiers_holder" violates check constraint "holder_old_id"
DETAIL:  Failing row contains (7, Nguyễn Văn Thử, nguyen van thu,
 thôn Mây)."""


@pytest.mark.parametrize("form", FORMATTERS)
def test_no_row_that_the_database_cites_gets_out(form: str) -> None:
    try:
        try:
            raise ValueError(REFUSED)
        except ValueError as error:
            raise RuntimeError(REFUSED + "\nCONTEXT: of the statement") from error
    except RuntimeError:
        record = made("%s", REFUSED, exc_info=sys.exc_info(), why=REFUSED)
    told = FORMATTERS[form]().format(record)
    assert "Thử" not in told
    assert "Mây" not in told
    assert told.count("holder_old_id") == 4
    assert "direct cause" in told
    assert "of the statement" in told


@pytest.mark.parametrize("form", FORMATTERS)
def test_a_field_cannot_take_the_place_of_the_lines_own(form: str) -> None:
    told = FORMATTERS[form]().format(made("x", level=logging.INFO, logger="forged", time="never"))
    if form == "json":
        assert json.loads(told)["logger"] == "motlan.test"
        assert json.loads(told)["time"] != "never"
    else:
        assert "INFO motlan.test x" in told


@pytest.mark.parametrize("form", FORMATTERS)
def test_a_refused_page_has_no_traceback_and_the_record_stays_as_it_was(form: str) -> None:
    record = made(f"Forbidden {ID}", level=logging.WARNING, exc_info=raised(PermissionError("no")))
    assert "Traceback" not in FORMATTERS[form]().format(record)
    assert record.exc_info is not None
    assert record.getMessage() == f"Forbidden {ID}"


@pytest.mark.parametrize("form", FORMATTERS)
def test_arguments_that_do_not_fit_lose_no_line(form: str) -> None:
    assert "page %d" in FORMATTERS[form]().format(made("page %d", "one"))


@given(
    st.text(),
    st.text(),
    st.recursive(st.none() | st.text() | st.integers() | st.floats(), st.lists),
)
def test_whatever_is_logged_is_one_line_of_json(message: str, text: str, value: object) -> None:
    record = made(message, text=text, value=value)
    told = FORMATTERS["json"]().format(record)
    assert "\n" not in told
    assert json.loads(told)["text"] == clean(text)
    plain = FORMATTERS["plain"]().format(record)
    assert len(plain.splitlines()) == 1


@given(st.from_regex(r"(\d{9}|\d{12})", fullmatch=True), st.sampled_from(["{}", "số {}.", "a{}b"]))
def test_every_personal_id_is_masked(number: str, around: str) -> None:
    assert number not in clean(around.format(number))


LOGS = """
import logging.config
from config.logs import settings
logging.config.dictConfig(settings(form="json", level="INFO"))
import uvicorn.config
for name in ("uvicorn.error", "uvicorn.access", "celery.worker", "django.request"):
    logging.getLogger(name).info("from %s 038090123456", name)
"""


def test_the_loggers_of_servers_go_the_same_way() -> None:
    done = subprocess.run([sys.executable, "-c", LOGS], capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stderr.splitlines()]
    assert [row["logger"] for row in rows] == [
        *("uvicorn.error", "uvicorn.access", "celery.worker", "django.request")
    ]
    assert all(row["message"].endswith("*****3456") for row in rows)


def test_statements_with_their_values_are_never_logged() -> None:
    assert settings(form="plain", level="DEBUG")["loggers"]["django.db.backends"] == {
        "level": "INFO"
    }
