import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vietnamese.document_number import find_numbers, fold_number, normalise_number
from vietnamese.text import nfc

symbols = st.sampled_from(
    ["QĐ-UBND", "TTr-BNNMT", "TT-BCT", "GPXD", "XN", "HĐCN", "QH14", "TB-VPCP", "QĐ-TTg", "TTLT-BTC-BTP",
     "UBND-KTN2", "CT-TTg", "NĐ-CP", "TTg-CĐS"]
)  # fmt: skip
serials = st.integers(1, 99_999)
years = st.none() | st.integers(1945, 2099)


def written(serial: int, year: int | None, symbol: str) -> str:
    return f"{serial}/{f'{year}/' if year else ''}{symbol}"


@given(serials, years, symbols, st.booleans())
@settings(max_examples=150)
def test_numbers_are_found_in_their_place(
    serial: int, year: int | None, symbol: str, decomposed: bool
) -> None:
    number = written(serial, year, symbol)
    text = f"Căn cứ Quyết định số {number}, ngày 21/07/2015."
    (found,) = find_numbers(unicodedata.normalize("NFD", text) if decomposed else text)
    assert text[found.start : found.end] == found.printed == number
    assert found.number == normalise_number(number) == number.upper()


@given(serials, years, symbols, st.sampled_from(["\n", " \n", "\r\n  "]))
@settings(max_examples=100)
def test_numbers_broken_at_their_hyphen_are_joined(
    serial: int, year: int | None, symbol: str, line_break: str
) -> None:
    broken = written(serial, year, symbol).replace("-", f"-{line_break}")
    (found,) = find_numbers(f"tại Tờ trình {broken} về việc")
    assert found.printed == written(serial, year, symbol)


@given(
    serials, years, symbols, st.integers(0, 3), st.sampled_from("-–‑—"), st.sampled_from(["", " "])
)
@settings(max_examples=100)
def test_one_number_has_one_keyword(
    serial: int, year: int | None, symbol: str, zeros: int, dash: str, blank: str
) -> None:
    plain = written(serial, year, symbol)
    typed = f"Số: {'0' * zeros}{plain}.".replace("-", f"{blank}{dash}{blank}").lower()
    assert normalise_number(typed) == normalise_number(plain)
    assert normalise_number(normalise_number(typed)) == normalise_number(typed)
    assert fold_number(typed.replace("đ", "d")) == fold_number(plain)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Số: 729 /QĐ-TTg", ["729/QĐ-TTG"]),
        ("4017/TTr-\nBNNMT", ["4017/TTR-BNNMT"]),
        ("Số: 123 / QĐ – UBND", ["123/QĐ-UBND"]),
        ("0123/QĐ-UBND", ["123/QĐ-UBND"]),
        ("123/qđ-ubnd", ["123/QĐ-UBND"]),
        ("123/qd-ubnd", ["123/QD-UBND"]),
        ("Thông tư 21/2026/TT-BCT.", ["21/2026/TT-BCT"]),
        ("Luật số 47/2019/QH14;", ["47/2019/QH14"]),
        ("02-NQ/TW và 02 - NQ/TW", ["2-NQ/TW", "2-NQ/TW"]),
        ("Số: 990/GPXD", ["990/GPXD"]),
        ("Số: 2/2019", ["2/2019"]),
        ("SỐ 164/2018\n", ["164/2018"]),
        ("Số: 1641/XN, 5933/2024/HĐCN", ["1641/XN", "5933/2024/HĐCN"]),
        ("Số: 91C8009397 01C8043162", ["91C8009397", "01C8043162"]),
        ("Giấy chứng nhận số CĐ 969660 cấp ngày 13/05/2019", ["CĐ969660"]),
        ("12a/QĐ-UBND", ["12A/QĐ-UBND"]),
    ],
)
def test_numbers_as_papers_have_them(text: str, numbers: list[str]) -> None:
    assert [found.number for found in find_numbers(text)] == numbers


@pytest.mark.parametrize(
    "text",
    [
        "", "/TB-UBND", "Số:        /QĐ-UBND", "ngày 21/07/2015", "tháng 10/2019", "số nhà 12/3A", "24/7",
        "H15.50.05.13-261008-0975", "038185255535", "120 km/h", "1/ TÊN GỌI", "3/ ĐIỀU KIỆN", "và/hoặc",
        "5/kg", "0100233488-001", "CĐ 969660", "12/QĐ-U8NĐ", "12/QĐ-",
    ],
)  # fmt: skip
def test_what_is_no_document_number_is_not_found(text: str) -> None:
    assert find_numbers(text) == ()


def test_zeros_go_only_before_a_serial() -> None:
    assert normalise_number("00123/QĐ-UBND") == "123/QĐ-UBND"
    assert normalise_number("02-NQ/TW") == "2-NQ/TW"
    assert normalise_number("01C8043162") == "01C8043162"
    assert normalise_number("12/QÐ-UBND") == "12/QĐ-UBND"  # the Icelandic eth of old fonts


@given(st.text(max_size=80) | st.text(alphabet="sốSỐ:/-–. 0129QĐUBNDTrg\n", max_size=80))
@settings(max_examples=200)
def test_any_text_is_searched_without_failing(text: str) -> None:
    for found in find_numbers(text):
        assert 0 <= found.start < found.end <= len(nfc(text))
        assert found.number == normalise_number(found.printed)
        assert normalise_number(found.number) == found.number


@pytest.mark.parametrize(
    "unit", ["1", "1/", "1/A-", "A", "1/2019/", "số ", " ", "1 - ", "Q-", "\n"]
)
def test_long_hostile_text_is_searched_quickly(unit: str) -> None:
    text = "số 1/" + unit * (100_000 // len(unit))
    began = time.process_time()
    find_numbers(text)
    assert time.process_time() - began < 2
