"""Reads rule files: the delivered ones, and those that an office adds in a folder of its own."""

import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from ocr.ports import FIELD_NAMES
from ocr.rules.model import (
    GENERAL,
    KINDS,
    PLACES,
    SCOPES,
    FieldRule,
    Heading,
    Labels,
    Layout,
    Rules,
    TypeRule,
    Word,
)
from ocr.rules.phrases import pattern_of
from vietnamese.text import fold, nfc

DELIVERED = Path(__file__).parent
LARGEST_BYTES = 200_000
MOST_PHRASES, LONGEST_PHRASE, MOST_GAPS, MOST_OPTIONAL = 300, 200, 2, 4
"""Of one list, in letters, and of one phrase: with more of them a page could take hours to search."""

OF_HOLDER = ("holder_name", "personal_id", "birth_date", "address", "tax_code")
"""Fields that a paper about no one person or enterprise (about_holder = false) has not."""

_KEYS = {
    "": {
        *("code", "name", "about_holder", "number_codes", "implied_title", "headings", "words"),
        *("layout", "fields"),
    },
    "headings": {"phrase", "open_end", "trust"},
    "layout": {"national_heading", "may_be_letter", "unit_in_number"},
    "fields": {"kind", "places", "labels", "scope", "required", "traps", "of_title"},
}

Table = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A rule file that was left out: its name, the line (0 where none is to blame), and the cause.

    The cause is a Vietnamese sentence without a full stop: an administrator reads it.
    """

    file: str
    line: int
    cause: str


class _Wrong(Exception):
    """Something in a file that cannot be understood, and a word of the line where it stands."""

    def __init__(self, cause: str, word: str) -> None:
        super().__init__(cause)
        self.cause, self.word = cause, word


@cache
def delivered() -> Rules:
    """The rules that come with the program.

    Raises:
        RuntimeError: one of them is broken, so the installation is.
    """
    rules, broken = load(())
    if broken:
        raise RuntimeError(f"{broken[0].file}:{broken[0].line}: {broken[0].cause}")
    return rules


def load(folders: Iterable[Path]) -> tuple[Rules, tuple[BrokenFile, ...]]:
    """The delivered rules with the files of these folders over them, the last folder on top.

    A file of a type that is there already replaces that table; one of a new type adds it. A broken
    file is left out and told; the table that it would have replaced stays.
    """
    tables: dict[str, Table] = {}
    broken: list[BrokenFile] = []
    for folder in (DELIVERED, *folders):
        codes: dict[str, str] = {}
        # The general table first: the others inherit from it.
        for path in sorted(folder.glob("*.toml"), key=lambda path: (path.stem != GENERAL, path)):
            try:
                table = _parsed(path)
                first = codes.setdefault(table["code"], path.name)
                if first != path.name:  # such as a copy that was put aside
                    raise _Wrong(f"mã {table['code']} đã có ở tệp {first}", "code")
                if table["code"] == GENERAL:
                    table = _over(tables.get(GENERAL, {}), table)
                # Made here already, so that what is broken never replaces what is there.
                _type(table, general=tables.get(GENERAL, table))
                tables[table["code"]] = table
            except _Wrong as wrong:
                broken.append(BrokenFile(path.name, _line(path, wrong.word), wrong.cause))
    types = {code: _type(table, general=tables[GENERAL]) for code, table in tables.items()}
    return Rules(types), tuple(broken)


def _over(general: Table, table: Table) -> Table:
    """The general table with another over it: the rest of the rules lean on what it holds."""
    own = _be(table.get("fields", {}), dict, "fields")
    merged = {
        name: {**general.get("fields", {}).get(name, {}), **_be(rule, dict, f"fields.{name}")}
        for name, rule in {**general.get("fields", {}), **own}.items()
    }
    lists = {
        key: [*general.get(key, []), *_be(table.get(key, []), list, key)]
        for key in ("headings", "number_codes")
    }
    return {**general, **table, **lists, "fields": merged}


def _parsed(path: Path) -> Table:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _Wrong("tệp quá lớn", "")
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _Wrong("không đọc được tệp", "") from error
    except UnicodeDecodeError as error:
        raise _Wrong("tệp không phải UTF-8", "") from error
    except RecursionError as error:
        raise _Wrong("tệp lồng quá sâu", "") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        raise _Wrong("sai cú pháp TOML", f"#{place[1]}" if place else "") from error
    code, name = table.get("code"), table.get("name")
    if not (isinstance(code, str) and re.fullmatch(r"[a-z][a-z0-9_]{1,49}", code)):
        raise _Wrong("mã loại giấy (code) chỉ gồm chữ thường không dấu, chữ số và _", "code")
    if not (isinstance(name, str) and name.strip()):
        raise _Wrong("thiếu tên loại giấy (name)", "name")
    return table


def _line(path: Path, word: str) -> int:
    """The first line that says the word; "#12" is line 12 itself."""
    if word.startswith("#"):
        return int(word[1:])
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0
    for part in (word, word.rpartition(".")[2]):
        for at, line in enumerate(lines, 1):
            if part and part in line:
                return at
    return 0


def _type(table: Table, *, general: Table) -> TypeRule:
    _only("", table, "")
    code = str(table["code"])
    layout = table.get("layout", {})
    _only("layout", layout, "layout")
    for key, value in layout.items():
        _be(value, bool, key)
    inherited, own = general.get("fields", {}), _be(table.get("fields", {}), dict, "fields")
    if not _be(table.get("about_holder", True), bool, "about_holder"):
        inherited = {**inherited, **{name: {**inherited[name], "places": []} for name in OF_HOLDER}}
    return TypeRule(
        code=code,
        name=nfc(table["name"]),
        headings=tuple(_headings(table, code)),
        number_codes=frozenset(fold(short) for short in _texts(table, "number_codes")),
        implied_title=_text(table, "implied_title"),
        words=tuple(_words(table)),
        layout=Layout(**layout),
        fields={
            name: _field(name, own.get(name, {}), inherited.get(name, {}))
            for name in {**inherited, **own}
        },
    )


def _headings(table: Table, code: str) -> Iterable[Heading]:
    for entry in _be(table.get("headings", []), list, "headings"):
        _only("headings", entry, "[[headings]]")
        phrase = _text(entry, "phrase")
        if not phrase or not re.search("[a-z]", fold(phrase)):
            raise _Wrong("tiêu đề (phrase) phải có chữ", "[[headings]]")
        trust = entry.get("trust", 95.0)
        if isinstance(trust, bool) or not isinstance(trust, int | float) or not 0 <= trust <= 100:
            raise _Wrong("độ tin cậy (trust) phải từ 0 đến 100", "trust")
        open_end = _be(entry.get("open_end", False), bool, "open_end")
        folded = " ".join(re.findall("[a-z]+", fold(phrase)))
        yield Heading(nfc(phrase), folded, code, open_end, float(trust))


def _words(table: Table) -> Iterable[Word]:
    for phrase, weight in _be(table.get("words", {}), dict, "words").items():
        is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not is_number or not math.isfinite(weight):
            raise _Wrong(f"trọng số của “{phrase}” phải là số", phrase)
        yield Word(_pattern((phrase,)), float(weight))


def _field(name: str, own: Table, inherited: Table) -> FieldRule:
    if name not in FIELD_NAMES:
        raise _Wrong(f"không có trường {name}", f"fields.{name}")
    _only("fields", own, f"fields.{name}")
    table = {**inherited, **own}
    kind = "position" if name == "signatory_position" else _text(table, "kind") or ""
    if kind not in (*KINDS, "position"):
        raise _Wrong(f"trường {name}: không có kiểu {kind or 'nào (kind)'}", f"fields.{name}")
    places = tuple(_texts(table, "places"))
    for place in places:
        if place not in PLACES:
            raise _Wrong(f"trường {name}: không có vị trí {place}", place)
    scope = _text(table, "scope") or "paper"
    if scope not in SCOPES:
        raise _Wrong(f"trường {name}: không có phạm vi {scope}", scope)
    of_title = _be(table.get("of_title", {}), dict, "of_title")
    return FieldRule(
        name=name,
        kind=kind,
        places=places,
        labels=Labels(
            _groups(table.get("labels", [])),
            tuple((fold(title), _groups(labels)) for title, labels in of_title.items()),
        ),
        scope=scope,
        required=_be(table.get("required", False), bool, "required"),
        traps=_pattern(_texts(table, "traps")),
    )


def _groups(labels: object) -> tuple[re.Pattern[str], ...]:
    """One group of phrases, or a list of groups, the best first."""
    found: list[object] = _be(labels, list, "labels")
    if all(isinstance(each, str) for each in found):
        found = [found] if found else []
    return tuple(_pattern(_texts({"labels": group}, "labels")) for group in found)


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    if len(phrases) > MOST_PHRASES:
        raise _Wrong(f"danh sách có hơn {MOST_PHRASES} cụm từ", phrases[0])
    for phrase in phrases:
        if phrase.count("…") > MOST_GAPS or phrase.count("(") > MOST_OPTIONAL:
            raise _Wrong(
                f"cụm từ “{phrase[:40]}” có hơn {MOST_GAPS} dấu … hoặc {MOST_OPTIONAL} ngoặc",
                phrase,
            )
        if len(phrase) > LONGEST_PHRASE:
            raise _Wrong(f"cụm từ “{phrase[:40]}…” dài hơn {LONGEST_PHRASE} chữ", phrase)
    try:
        return pattern_of(phrases)
    except ValueError as error:
        raise _Wrong(f"cụm từ “{error}” không có chữ nào", str(error)) from error


def _only(part: str, table: object, word: str) -> None:
    for key in _be(table, dict, word):
        if key not in _KEYS[part]:
            raise _Wrong(f"không có mục {key}", key)


def _texts(table: Table, key: str) -> list[str]:
    found = _be(table.get(key, []), list, key)
    if not all(isinstance(each, str) for each in found):
        raise _Wrong(f"mục {key} phải là danh sách chuỗi", key)
    return found


def _text(table: Table, key: str) -> str | None:
    value = table.get(key)
    return None if value is None else _be(value, str, key)


def _be(value: object, kind: type[T], word: str) -> T:
    """The value, if it is of this kind."""
    if not isinstance(value, kind):
        names = {dict: "bảng", list: "danh sách", str: "chuỗi", bool: "true hoặc false"}
        raise _Wrong(f"mục {word} phải là {names.get(kind, 'số')}", word)
    return value
