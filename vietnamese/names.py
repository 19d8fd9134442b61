"""Names of persons: one way to write them, how far two agree, and whether a reading can be one."""

import re
from dataclasses import dataclass
from enum import StrEnum

from vietnamese.syllable import is_syllable
from vietnamese.text import fold, nfc, normalise_tone_placement

_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
# Names of the peoples of Vietnam join parts by apostrophe or hyphen: H'Hen Niê, K'Brêu, Y-Bhăm.
_PART = re.compile(r"[^\W\d_]+")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SHORTEST, _LONGEST = 2, 7  # words

_FAMILY_NAMES = """
    âu ân bá bạch bàn bành bế biện bồ bùi cà cao cầm cát châu chế chu chử chung cù cung danh diêm diệp
    doãn dư dương đàm đan đào đặng đầu đậu đèo đinh điền điểu đoàn đỗ đồng đổng đới giang giàng giáp
    hà hạ hạng hàn hán hầu hồ hồng hoa hoàng hờ hùng hứa huỳnh kha khâu khổng khuất khúc khương kiều
    kim ksor la lã lai lại lâm lầu lê liễu lò lỗ lộc lù lục lữ lường lương lưu lý ma mã mạc mạch mai
    mẫn mông mùa nghiêm ngô ngọ ngụy nguyễn nhâm nhan nhữ ninh nông ong ông phạm phan phàn phí phó phù
    phùng phương quách quan quản quang quảng rcom rmah rơ sầm siu sơn sùng sử tạ tăng tẩn tào thạch
    thái thân thang thào thẩm thi thiều thôi tiết tiêu tô tòng tôn tống trà trác trang tráng trần triệu
    trình trịnh trưng trương từ tưởng ty ung uông ứng vạn vàng văn vi viên võ vòng vũ vừ vương xa xồng
    y yên
"""
FAMILY_NAMES = frozenset(_FAMILY_NAMES.split())
"""Family names of the peoples of Vietnam, small letters: the common ones, which nearly all people bear.

Names that begin otherwise exist; a reader that lost the first word of a name is the likelier case.
"""


class MatchLevel(StrEnum):
    """How far two names agree."""

    EXACT = "exact"  # but for case, blanks, normal form and tone placement
    SAME_WITHOUT_ACCENTS = "same_without_accents"  # a person has to look
    NO = "no"


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its Vietnamese order: Hồ Minh Đạt is family Hồ, middle Minh, given Đạt."""

    family: str
    middle: str  # "" or several words
    given: str

    @property
    def full(self) -> str:
        """The whole name, in its order."""
        return " ".join(part for part in (self.family, self.middle, self.given) if part)


def normalise_name(name: str) -> str:
    """Write a name one way: NFC, single blanks, plain apostrophes; TẠ ANH CHIẾN as Tạ Anh Chiến.

    A name with capitals and small letters keeps them, a name in one case only gets a capital for
    each word. Tone placement stays as the person writes it.
    """
    words = " ".join(nfc(name).translate(_APOSTROPHES).split())
    if words.isupper() or words.islower():
        return _PART.sub(lambda match: match.group().capitalize(), words)
    return words


def begins_with_family_name(name: str) -> bool:
    """Tell whether the first word is a family name, or one that joins parts (H'Hen, K'Brêu)."""
    first = name.translate(_APOSTROPHES).split(" ")[0].split("-")[0].lower()
    return "'" in first or nfc(first) in FAMILY_NAMES


def names_match(first: str, second: str) -> MatchLevel:
    """Compare two names; empty names match nothing."""
    one, other = _comparable(first), _comparable(second)
    if not one or not other:
        return MatchLevel.NO
    if one == other:
        return MatchLevel.EXACT
    return MatchLevel.SAME_WITHOUT_ACCENTS if fold(one) == fold(other) else MatchLevel.NO


def parse_person_name(name: str) -> PersonName | None:
    """Part a name of two words or more; None if it has fewer, or a word that is none of a name."""
    words = normalise_name(name).split()
    if len(words) < _SHORTEST or not all(map(_NAME_WORD.fullmatch, words)):
        return None
    return PersonName(family=words[0], middle=" ".join(words[1:-1]), given=words[-1])


def is_plausible_name(text: str) -> bool:
    """Tell whether what a reader found can be a name of two to seven words.

    Every word begins with a capital and at least half of them are possible Vietnamese syllables:
    names of other peoples pass, most misreadings do not. It does not tell a name from other
    capitals.
    """
    words = normalise_name(text).split()
    if not _SHORTEST <= len(words) <= _LONGEST:
        return False
    if not all(_NAME_WORD.fullmatch(word) and word[0].isupper() for word in words):
        return False
    return 2 * sum(any(map(is_syllable, _PART.findall(word))) for word in words) >= len(words)


def _comparable(name: str) -> str:
    return normalise_tone_placement(normalise_name(name).lower())
