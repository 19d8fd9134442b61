"""The texts on targets leave choices open; each is a question with answers, and the office chooses.

The first answer, A, is the default: the cautious reading. What an answer changes is computed from the
rows of `TargetSchedule` when a target is asked for, so that choosing again needs no row changed.
Source: the open points (1) to (6) of docs/indicators.md, "How the texts are read".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from targets.models import ReadingChoice

DEFAULT = "A"


@dataclass(frozen=True, slots=True)
class Question:
    """One open point: what the texts leave open, and how it can be read."""

    code: str
    number: str  # of the open point in docs/indicators.md
    title: str
    open_point: str
    options: Mapping[str, str]


# Their codes, as the rows of ReadingChoice name them.
SECOND_YEAR, STOCK_STEPS, FLOW_BASE = "second_year", "stock_steps", "flow_base"
STEP_KIND, FULL_GOAL, SUCCESSORS, LEVELLESS = "step_kind", "full_goal", "successors", "levelless"

QUESTIONS = (
    Question(
        SECOND_YEAR,
        "1",
        "Chỉ tiêu năm 2022",
        "Kế hoạch ghi mức năm 2021 và mỗi năm tăng 20 điểm, không ghi mức năm 2022.",
        {
            "A": "Năm 2022 giữ như năm 2021, tăng từ năm 2023",
            "B": "Tăng ngay từ năm 2022",
            "C": "Năm 2022 là 40, 35 và 30 % cho cấp tỉnh, huyện, xã; tăng từ năm 2023",
        },
    ),
    Question(
        STOCK_STEPS,
        "2",
        "Kho kết quả còn hiệu lực có tăng hằng năm không",
        "Mức 30, 20 và 15 % là của kho kết quả còn hiệu lực; mức tăng hằng năm ghi cho việc số hóa, "
        "ký số và lưu trữ khi giải quyết.",
        {
            "A": "Hai chỉ tiêu riêng: kho giữ mức ban đầu, giấy tờ mới tăng hằng năm",
            "B": "Một chỉ tiêu: kho cũng tăng hằng năm như giấy tờ mới",
        },
    ),
    Question(
        FLOW_BASE,
        "2",
        "Mức ban đầu của chỉ tiêu ký số và lưu trữ",
        "Không văn bản nào ghi mức ban đầu của chỉ tiêu này.",
        {
            "A": "Bằng mức ban đầu của kho kết quả còn hiệu lực",
            "B": "Bắt đầu từ 0, rồi tăng hằng năm",
        },
    ),
    Question(
        STEP_KIND,
        "3",
        "Hiểu “tăng 20 %”",
        "“Mỗi năm tăng 20 %” có thể là cộng 20 điểm phần trăm, hoặc nhân với 1,2.",
        {
            "A": "Cộng 20 điểm phần trăm mỗi năm",
            "B": "Nhân với 1,2 mỗi năm (cấp tỉnh đến năm 2029 mới đạt 100 %)",
        },
    ),
    Question(
        FULL_GOAL,
        "4",
        "Mục tiêu 100 % giai đoạn 2023–2025",
        "Cùng kế hoạch lại ghi 100 % hồ sơ giải quyết thành công được số hóa, lưu trữ, dùng lại được "
        "trong giai đoạn 2023–2025; theo mức tăng thì chưa cấp nào ngoài bộ đạt 100 % vào năm 2025.",
        {
            "A": "Chỉ nêu bên cạnh chỉ tiêu, không thay chỉ tiêu",
            "B": "Là chỉ tiêu từ năm 2025, năm cuối của giai đoạn",
            "C": "Là chỉ tiêu từ năm 2023, năm đầu của giai đoạn",
        },
    ),
    Question(
        SUCCESSORS,
        "5",
        "Chỉ tiêu của cơ quan đã kết thúc",
        "Cấp huyện kết thúc ngày 30/06/2025; không văn bản nào nói chỉ tiêu của huyện đi đâu.",
        {
            "A": "Chỉ tiêu đặt riêng cho cơ quan chuyển sang cơ quan kế thừa; "
            "chỉ tiêu theo cấp thì theo cấp của cơ quan kế thừa",
            "B": "Cơ quan kế thừa nhận cả chỉ tiêu theo cấp, nếu cao hơn chỉ tiêu của mình",
            "C": "Không chuyển gì: chỉ tiêu dừng cùng cơ quan",
        },
    ),
    Question(
        LEVELLESS,
        "6",
        "Chỉ tiêu không ghi cấp",
        "Mức 50 % trực tuyến, 80 % không phải nộp lại và 80 % luân chuyển điện tử không ghi cho cấp nào.",
        {
            "A": "Áp dụng cho toàn tỉnh (bộ) và cho từng cấp, từng cơ quan",
            "B": "Chỉ áp dụng cho toàn tỉnh (bộ)",
        },
    ),
)
BY_CODE = {question.code: question for question in QUESTIONS}


@dataclass(frozen=True, slots=True)
class Readings:
    """What is chosen; what is not named holds by default."""

    chosen: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, question: str) -> str:
        """The letter of the answer that holds."""
        return self.chosen.get(question, DEFAULT)

    def choosing(self, question: str, option: str) -> "Readings":
        """The same with another answer to one question."""
        return Readings(MappingProxyType({**self.chosen, question: option}))

    @property
    def contradict(self) -> bool:
        """Whether two answers leave no target: nothing grows out of 0 by a factor."""
        return self.of(FLOW_BASE) == "B" and self.of(STEP_KIND) == "B"


def current_readings() -> Readings:
    """What holds now."""
    rows = ReadingChoice.objects.filter(ended_at__isnull=True)
    return readings_of(rows.values_list("question", "option"))


def readings_of(chosen: Iterable[tuple[str, str]]) -> Readings:
    """Readings from question and answer; what the program no longer knows is left out."""
    return Readings(
        MappingProxyType(
            {
                question: option
                for question, option in chosen
                if question in BY_CODE and option in BY_CODE[question].options
            }
        )
    )
