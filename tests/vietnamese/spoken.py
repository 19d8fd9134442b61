"""Says numbers in Vietnamese, in the variants that clerks write, for tests of the reader."""

DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def say(number: int, *, thousand: str = "nghìn", odd: str = "linh", four: str = "tư") -> str:
    thousands, rest = divmod(number, 1000)
    hundreds, below = divmod(rest, 100)
    words: list[str] = []
    if thousands:
        words += [DIGITS[thousands], thousand]
    if hundreds or (thousands and below):
        words += [DIGITS[hundreds], "trăm"]
    tens, unit = divmod(below, 10)
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [DIGITS[tens], "mươi"]
    elif unit and words:
        words.append(odd)
    if unit:
        words.append(_unit(tens, unit, four))
    return " ".join(words) or "không"


def _unit(tens: int, unit: int, four: str) -> str:
    if tens and unit == 5:
        return "lăm"
    if tens > 1 and unit in {1, 4}:
        return "mốt" if unit == 1 else four
    return DIGITS[unit]
