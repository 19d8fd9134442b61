"""Every indicator, defined once: code, page and docs/indicators.md read it here.

An indicator is a numerator over a denominator; each is a sum of measures, which are columns of the
sums (targets/models/sums.py), over the days of its span. M6 alone counts persons and firms,
who cannot be added up: targets/owners.py counts it for the scope that is asked.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from targets.models import Indicator, Measure


class Span(StrEnum):
    """Over which days a measure is summed."""

    PERIOD = "trong kỳ"
    INTAKE = "trong kỳ, từ ngày cấp đó bắt đầu số hóa khi tiếp nhận"
    UNTIL = "đến cuối kỳ"
    BEFORE = "trước kỳ"


@dataclass(frozen=True, slots=True)
class Term:
    """One measure over its days, added or (sign −1) taken away."""

    measure: Measure
    span: Span
    sign: int = 1
    key: tuple[Span, Measure] = field(init=False, repr=False, compare=False)  # of its sum

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", (self.span, self.measure))

    def __str__(self) -> str:
        return f"{'+' if self.sign > 0 else '−'} {self.measure.value} {self.span.value}"


@dataclass(frozen=True, slots=True)
class Words:
    """What the parts of an indicator count, in Vietnamese, as page, report and docs say it."""

    numerator: str
    denominator: str
    rule: str  # to which period something belongs
    source: str
    excluded: str = "Hồ sơ mới đăng ký, không được tiếp nhận hoặc không có ngày tiếp nhận."
    unit: str = "hồ sơ"  # of the gap


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator."""

    code: Indicator
    words: Words
    top: tuple[Term, ...]
    bottom: tuple[Term, ...]
    counts_owners: bool = False
    lower_is_better: bool = False
    adds_up: bool = True  # the parts of a tree, or of a span of time, make up the whole

    @property
    def label(self) -> str:
        """Its name."""
        return str(self.code.label)

    @property
    def terms(self) -> tuple[Term, ...]:
        """All that it is made of."""
        return (*self.top, *self.bottom)

    @property
    def at_a_day(self) -> bool:
        """Whether it tells what stands at the end of the period, as M1 does, whatever came in it."""
        return all(term.span is Span.UNTIL for term in self.terms) and not self.counts_owners

    @property
    def formula(self) -> str:
        """The measures, as the docs show them."""
        if self.counts_owners:
            return "đếm chủ hồ sơ khác nhau: held_before, resubmitted"
        return f"{_sum(self.top)} / {_sum(self.bottom)}"

    def ratio(self, added: dict[tuple[Span, Measure], int]) -> tuple[int, int]:
        """Numerator and denominator from the sums; a numerator never leaves 0 … denominator."""
        bottom, top = _total(self.bottom, added), _total(self.top, added)
        if self.code is Indicator.M10S:
            # A dossier may be late and complained about: the index takes both away, down to nothing.
            top = max(0, top)
        return top, bottom


_STOCK = Measure.STOCK


def _total(terms: Iterable[Term], added: Mapping[tuple[Span, Measure], int]) -> int:
    total = 0
    for term in terms:
        value = added.get(term.key, 0)
        # Where more was scanned than had been counted, no stock is left, rather than less than none.
        total += term.sign * (value if value > 0 or term.measure is not _STOCK else 0)
    return total


def _sum(terms: Iterable[Term]) -> str:
    return " ".join(str(term) for term in terms).removeprefix("+ ")


def _during(*measures: Measure) -> tuple[Term, ...]:
    return tuple(Term(each, Span.PERIOD) for each in measures)


def _since_intake(*measures: Measure) -> tuple[Term, ...]:
    return tuple(Term(each, Span.INTAKE) for each in measures)


def _until(*measures: Measure) -> tuple[Term, ...]:
    return tuple(Term(each, Span.UNTIL) for each in measures)


def _less(*terms: Term) -> tuple[Term, ...]:
    return tuple(Term(each.measure, each.span, -each.sign) for each in terms)


BY_INTAKE = "Tính vào kỳ có ngày tiếp nhận hồ sơ (giờ Việt Nam)."
BY_FINISH = "Tính vào kỳ có ngày giải quyết xong."
QD766 = "Quyết định 766/QĐ-TTg"
PLAN155 = "Kế hoạch 155/KH-UBND"
RECEIVED = "hồ sơ tiếp nhận trong kỳ"

_SETTLED = (Measure.SETTLED_ON_TIME, Measure.SETTLED_LATE)
_OPEN_AT_END = (*_until(Measure.TIMED), *_less(*_until(*_SETTLED)))

_DEFINITIONS = (
    Definition(
        Indicator.M1,
        Words(
            "kết quả còn hiệu lực đã có bản số hóa được đối soát",
            "kết quả còn hiệu lực: bản giấy chưa số hóa đã kiểm đếm, và kết quả đã vào sổ",
            "Tính tại ngày cuối kỳ, gồm mọi kết quả còn hiệu lực ngày đó.",
            f"{PLAN155} (30/20/15 %)",
            "Kết quả đã hết hiệu lực, bị thu hồi hoặc đã được thay thế.",
            "giấy tờ",
        ),
        _until(Measure.RESULTS_DIGITIZED),
        _until(Measure.STOCK, Measure.RESULTS),
        adds_up=False,
    ),
    Definition(
        Indicator.M2,
        Words(
            "hồ sơ đã số hóa thành phần và kết quả (nếu thủ tục trả giấy tờ)",
            RECEIVED,
            BY_INTAKE,
            f"{QD766}, mục 4.2",
        ),
        _since_intake(Measure.DIGITIZED),
        _since_intake(Measure.RECEIVED),
    ),
    Definition(
        Indicator.M2S,
        Words(
            "hồ sơ có đủ thành phần thuộc năm nhóm bắt buộc, đã đối soát",
            RECEIVED,
            BY_INTAKE,
            "Nghị định 107/2021/NĐ-CP, năm nhóm phải số hóa",
        ),
        _since_intake(Measure.COMPLETE),
        _since_intake(Measure.RECEIVED),
    ),
    Definition(
        Indicator.M3,
        Words(
            "hồ sơ đã có tệp kết quả điện tử",
            "hồ sơ tiếp nhận trong kỳ của thủ tục trả giấy tờ",
            BY_INTAKE,
            f"{QD766}, mục 4.1",
        ),
        _since_intake(Measure.E_RESULT),
        _since_intake(Measure.WANTS_RESULT),
    ),
    Definition(
        Indicator.M3S,
        Words(
            "hồ sơ có kết quả điện tử mà chữ ký số đã được kiểm tra là hợp lệ",
            "hồ sơ tiếp nhận trong kỳ của thủ tục trả giấy tờ",
            BY_INTAKE,
            f"{QD766}, mục 4.1, cách tính chặt hơn",
        ),
        _since_intake(Measure.E_RESULT_VALID),
        _since_intake(Measure.WANTS_RESULT),
    ),
    Definition(
        Indicator.M4,
        Words(
            "giấy tờ số hóa có chữ ký số hợp lệ, đã lưu mã kiểm tra và gắn với chủ",
            "giấy tờ số hóa được đối soát trong kỳ",
            "Tính vào kỳ có ngày đối soát giấy tờ.",
            f"{PLAN155} (mỗi năm tăng 20 điểm)",
            "Giấy tờ chưa đối soát hoặc bị trả lại để quét lại.",
            "giấy tờ",
        ),
        _during(Measure.ITEMS_STORED),
        _during(Measure.ITEMS),
    ),
    Definition(
        Indicator.M5,
        Words(
            "hồ sơ có ít nhất một thành phần được tái sử dụng",
            RECEIVED,
            BY_INTAKE,
            f"{QD766}, mục 4.3",
        ),
        _since_intake(Measure.REUSING),
        _since_intake(Measure.RECEIVED),
    ),
    Definition(
        Indicator.M5C,
        Words(
            "thành phần được tái sử dụng",
            "thành phần phải nộp của hồ sơ tiếp nhận trong kỳ",
            BY_INTAKE,
            f"{QD766}, mục 4.3, tính theo thành phần",
            unit="thành phần",
        ),
        _since_intake(Measure.COMPONENTS_REUSED),
        _since_intake(Measure.COMPONENTS),
    ),
    Definition(
        Indicator.M5L,
        Words(
            "hồ sơ lấy ít nhất một giấy tờ từ Kho quản lý dữ liệu điện tử của tổ chức, cá nhân",
            RECEIVED,
            BY_INTAKE,
            f"{QD766}, mục 4.4",
        ),
        _since_intake(Measure.FROM_STORE),
        _since_intake(Measure.RECEIVED),
    ),
    Definition(
        Indicator.M6,
        Words(
            "người dân, tổ chức không phải nộp lại giấy tờ nào đã có",
            "người dân, tổ chức nộp hồ sơ trong kỳ và trước đó đã có giấy tờ được nhận",
            f"{BY_INTAKE} Mỗi người đếm một lần trong phạm vi và kỳ được hỏi.",
            f"{PLAN155} (80 %)",
            "Người chưa từng có giấy tờ được nhận.",
            "người dân, tổ chức",
        ),
        (),
        (),
        counts_owners=True,
        adds_up=False,
    ),
    Definition(
        Indicator.M6D,
        Words(
            "hồ sơ mà chủ hồ sơ không phải nộp lại giấy tờ nào đã có",
            "hồ sơ tiếp nhận trong kỳ mà chủ hồ sơ đã có giấy tờ được nhận trước đó",
            BY_INTAKE,
            f"{PLAN155} (80 %), tính theo hồ sơ",
        ),
        (*_during(Measure.HELD_BEFORE), *_less(*_during(Measure.RESUBMITTED))),
        _during(Measure.HELD_BEFORE),
    ),
    Definition(
        Indicator.M7,
        Words("hồ sơ nộp trực tuyến", RECEIVED, BY_INTAKE, f"{PLAN155} (50 %)"),
        _during(Measure.ONLINE),
        _during(Measure.RECEIVED),
    ),
    Definition(
        Indicator.M8,
        Words(
            "hồ sơ mà mọi lượt chuyển giữa các cơ quan đều bằng điện tử",
            "hồ sơ có ít nhất một lượt chuyển giữa các cơ quan",
            BY_INTAKE,
            f"{PLAN155} (80 %)",
        ),
        _during(Measure.E_CIRCULATED),
        _during(Measure.TRANSFERRED),
    ),
    Definition(
        Indicator.M8T,
        Words(
            "lượt chuyển hồ sơ bằng điện tử",
            "lượt chuyển hồ sơ giữa các cơ quan",
            BY_INTAKE,
            f"{PLAN155} (80 %), tính theo lượt chuyển",
            unit="lượt chuyển",
        ),
        _during(Measure.TRANSFERS_ELECTRONIC),
        _during(Measure.TRANSFERS),
    ),
    Definition(
        Indicator.M9,
        Words(
            "hồ sơ giải quyết đúng hạn trong kỳ, và hồ sơ đang giải quyết còn trong hạn ở cuối kỳ",
            "hồ sơ tiếp nhận trong kỳ và tồn kỳ trước chuyển sang, có hạn trả",
            "Tồn kỳ trước tính lại cho từng kỳ; thời gian chờ người nộp bổ sung không tính vào hạn.",
            f"{QD766}, mục 2.1",
            "Hồ sơ không rõ hạn trả.",
        ),
        (*_during(Measure.SETTLED_ON_TIME), *_OPEN_AT_END, *_less(*_until(Measure.OVERDUE))),
        (*_during(*_SETTLED), *_OPEN_AT_END),
        adds_up=False,
    ),
    Definition(
        Indicator.M9F,
        Words(
            "hồ sơ giải quyết xong đúng hạn",
            "hồ sơ giải quyết xong trong kỳ, đúng hạn và quá hạn",
            BY_FINISH,
            "Nghị định 61/2018/NĐ-CP; cách tính của báo cáo định kỳ",
            "Hồ sơ đang giải quyết và hồ sơ không rõ hạn trả.",
        ),
        _during(Measure.ON_TIME),
        _during(Measure.ON_TIME, Measure.LATE),
    ),
    Definition(
        Indicator.M10P,
        Words("hồ sơ nộp qua bưu chính công ích", RECEIVED, BY_INTAKE, "Mục tiêu kênh năm 2020"),
        _during(Measure.POST),
        _during(Measure.RECEIVED),
    ),
    Definition(
        Indicator.M10R,
        Words(
            "hồ sơ bị dừng giải quyết, trả lại hoặc do người nộp rút",
            "hồ sơ giải quyết xong trong kỳ",
            BY_FINISH,
            "Báo cáo của Trung tâm Phục vụ hành chính công",
        ),
        _during(Measure.WITHDRAWN, Measure.STOPPED),
        _during(Measure.FINISHED),
        lower_is_better=True,
    ),
    Definition(
        Indicator.M10A,
        Words(
            "hồ sơ quá hạn đã có phiếu xin lỗi và hẹn lại ngày trả (mẫu 04)",
            "hồ sơ giải quyết xong quá hạn trong kỳ",
            BY_FINISH,
            "Thông tư 03/2025/TT-VPCP, mẫu 04",
        ),
        _during(Measure.APOLOGISED),
        _during(Measure.LATE),
    ),
    Definition(
        Indicator.M10S,
        Words(
            "hồ sơ giải quyết xong, trừ hồ sơ quá hạn và hồ sơ bị phản ánh, kiến nghị",
            "hồ sơ giải quyết xong trong kỳ",
            "Tính vào kỳ có ngày giải quyết xong; phản ánh tính vào kỳ có ngày nhận phản ánh.",
            f"{QD766}, nhóm mức độ hài lòng: 100 % − (% quá hạn + % bị phản ánh)",
        ),
        (*_during(Measure.FINISHED), *_less(*_during(Measure.LATE, Measure.COMPLAINED))),
        _during(Measure.FINISHED),
        adds_up=False,
    ),
)

INDICATORS: dict[Indicator, Definition] = {each.code: each for each in _DEFINITIONS}
# One word for several: what domain experts list under one number.
GROUPS = {"M10": (Indicator.M10P, Indicator.M10R, Indicator.M10A, Indicator.M10S)}


def is_known(code: str) -> bool:
    """Whether there is such an indicator, or group of indicators."""
    return code in INDICATORS or code in GROUPS


def chosen(codes: Collection[str] | None) -> list[Indicator]:
    """The indicators of these codes in the order of the registry, groups opened; None: all."""
    if codes is None:
        return list(INDICATORS)
    wanted = {each for code in codes for each in GROUPS.get(code, (code,))}
    return [each for each in INDICATORS if each in wanted]


def as_markdown() -> str:
    """The table of docs/indicators.md."""
    heading = (
        "| Chỉ số | Tử số | Mẫu số | Kỳ | Không tính | Công thức trên số đo | Căn cứ |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
    )
    return heading + "".join(
        f"| {each.code} {each.label} | {each.words.numerator} | {each.words.denominator} "
        f"| {each.words.rule} | {each.words.excluded} | {each.formula} | {each.words.source} |\n"
        for each in INDICATORS.values()
    )
