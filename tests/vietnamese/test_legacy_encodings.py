"""Old fonts: every letter there and back, known sentences, and what is not to be touched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.legacy_encodings import (
    Encoding,
    decode,
    encoding_of_font,
    is_capital_font,
    likely_encoding,
    vietnamese_share,
)

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SMALL = [unicodedata.normalize("NFC", v + t) for v in "aăâeêioôơuưy" for t in TONES] + ["đ"]
SMALL = [letter for letter in SMALL if not letter.isascii()]
LETTERS = SMALL + [letter.upper() for letter in SMALL]
PLACES = [bytes([code]).decode("cp1252") for code in range(0xA1, 0xFF)]
SENTENCE = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam. Độc lập - Tự do - Hạnh phúc. "
    "Ủy ban nhân dân xã Đường Lâm xác nhận ông Nguyễn Văn Hưởng, sinh ngày 05/4/1979, "
    "thường trú tại thôn Mông Phụ, đã nộp đủ giấy tờ, kể cả sổ hộ khẩu cũ; những chữ ẵm, ẳng, "
    "ỡm ờ, quỵ, quỷ, kỹ, ngoẵng, thuở, lẫy, lễ, ngõ, giỗ, cỗ, nữa, sẽ, nghỉ, thị, lò, õng ẹo."
)


def places(encoding: Encoding) -> dict[str, str]:
    """How the encoding writes each letter, found by asking it for every place and pair."""
    ways = [*PLACES]
    if encoding == "vni":
        ways = [base + mark for base in "aeiouyAEIOUYôÔöÖ" for mark in PLACES] + ways
    found = {decode(way, encoding): way for way in reversed(ways)}
    return {letter: way for letter, way in found.items() if len(letter) == 1 and letter != way}


def encoded(text: str, encoding: Encoding) -> str:
    table = places(encoding)
    return "".join(table.get(letter, letter) for letter in text)


def test_vni_has_every_letter_and_each_comes_back() -> None:
    assert len(LETTERS) == 134
    assert set(LETTERS) <= set(places("vni"))
    assert decode("rieâng", "vni") == "riêng"
    assert decode("iê", "vni") == "iê"
    for letter in LETTERS:
        assert decode(encoded(letter, "vni"), "vni") == letter
    assert decode(encoded(SENTENCE, "vni"), "vni") == SENTENCE


def test_tcvn3_has_every_small_letter_and_seven_capitals() -> None:
    table = places("tcvn3")
    written = set(table) & set(LETTERS)
    assert written == set(SMALL) - {"ý"} | set("ĂÂÊÔƠƯĐ")  # ý has its Western place
    assert decode(encoded(SENTENCE, "tcvn3"), "tcvn3") == SENTENCE
    small = "".join(SMALL)
    assert decode(encoded(small, "tcvn3"), "tcvn3").upper() == small.upper()


@pytest.mark.parametrize(
    ("encoding", "stored"),
    [
        ("tcvn3", "Céng hoµ x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc"),
        ("vni", "Coäng hoaø xaõ hoäi chuû nghóa Vieät Nam Ñoäc laäp - Töï do - Haïnh phuùc"),
    ],
)
def test_the_heading_of_every_paper(encoding: Encoding, stored: str) -> None:
    assert decode(stored, encoding) == (
        "Cộng hoà xã hội chủ nghĩa Việt Nam Độc lập - Tự do - Hạnh phúc"
    )
    assert likely_encoding(stored) == encoding


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("tr\xadêng Th\xad viÖn", "trường Thư viện"),
        ("tr-êng Th- viÖn, n-íc, T- ph¸p", "trường Thư viện, nước, Tư pháp"),
        ("Sè: 12/2005/Q§-UBND - Hµ Néi", "Số: 12/2005/QĐ-UBND - Hà Nội"),
        ("ho\u03bc x\u2219", "hoà xã"),
        ("\uf043\uf0e9\uf06e\uf067", "Cộng"),
    ],
)
def test_what_readers_make_of_tcvn3_places(stored: str, text: str) -> None:
    assert decode(stored, "tcvn3") == text


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        (".VnTime", "tcvn3"),
        ("ABCDEF+.VnTimeH-Bold", "tcvn3"),
        ("VnArial", "tcvn3"),
        ("VNI-Times", "vni"),
        ("XYZABC+VNI-Helve-Condense,Bold", "vni"),
        ("VNtimes new roman", None),
        ("TimesNewRomanPSMT", None),
        ("Vnesse", None),
        ("", None),
    ],
)
def test_fonts_are_known_by_name(name: str, encoding: Encoding | None) -> None:
    assert encoding_of_font(name) == encoding


def test_capital_fonts_are_those_of_tcvn3_that_end_in_h() -> None:
    assert is_capital_font("ABCDEF+.VnTimeH-Bold")
    assert is_capital_font(".VnArialH")
    assert not is_capital_font(".VnTime")
    assert not is_capital_font("VNI-TimesH")


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "The quick brown fox jumps over the lazy dog and runs away from it all",
        "Le préfet a décidé que la dépêche sera envoyée dès réception du dossier complet",
        "12 34 56 78 90 §1 §2 §3",
        "",
    ],
)
def test_text_of_today_is_left_alone(text: str) -> None:
    assert likely_encoding(text) is None


def test_the_share_of_vietnamese_words() -> None:
    assert vietnamese_share(SENTENCE) > 0.95
    assert vietnamese_share("") == 0.0


@given(st.text(max_size=60), st.sampled_from(["tcvn3", "vni"]))
def test_any_text_decodes_to_composed_text(text: str, encoding: Encoding) -> None:
    found = decode(text, encoding)
    assert unicodedata.is_normalized("NFC", found)
    assert len(found) <= 3 * max(1, len(text))
