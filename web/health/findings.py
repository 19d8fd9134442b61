"""What a look at one part of the service found, and what all of them say together."""

from dataclasses import dataclass
from enum import IntEnum

from config.messages import message


class Word(IntEnum):
    """From good to bad. DEGRADED: something is refused, slower or not found. DOWN: nothing can be done."""

    GOOD = 0
    ATTENTION = 1
    DEGRADED = 2
    DOWN = 3

    @property
    def label(self) -> str:
        """The word for a person."""
        return ("Tốt", "Cần chú ý", "Bị hạn chế", "Ngừng")[self]

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return ("good", "attention", "bad", "bad")[self]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the service; `without` tells what cannot be done while it does not answer."""

    key: str
    label: str
    without: str
    at_worst: Word = Word.DEGRADED


PARTS = {
    part.key: part
    for part in (
        Part("records", "Sổ dữ liệu", "Không làm được việc gì.", Word.DOWN),
        Part("store", "Kho lưu trữ", "Chưa nhận được tệp mới và chưa mở được tệp đã lưu."),
        Part("index", "Bộ tra cứu", "Chỉ tìm được bằng số giấy tờ và số định danh."),
        Part("broker", "Hàng đợi", "Giấy tờ vẫn được xử lý, nhưng bắt đầu chậm hơn vài giây."),
        Part("indexer", "Ghi chỉ mục", "Giấy tờ mới chưa tìm được bằng từ ngữ."),
        Part("workers", "Tiến trình xử lý", "Giấy tờ đã nhận phải đợi."),
        Part("certificates", "Chứng thư số", "Giấy tờ của cơ quan đó chưa ký được."),
        Part("archive", "Kiểm tra kho", "", Word.ATTENTION),
        Part("trust", "Gốc tin cậy", "Chữ ký của nơi đó chưa kiểm tra được."),
        Part("disk", "Dung lượng đĩa", "Sắp không nhận được tệp mới."),
        Part("log", "Mốc neo nhật ký", "Nhật ký mới chưa có dấu thời gian."),
        Part("clock", "Đồng hồ", "Giờ ghi trong sổ có thể sai."),
    )
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found."""

    part: Part
    word: Word
    code: str = "health.good"
    detail: str = ""  # for administrators only: it may name hosts and folders

    @property
    def sentence(self) -> str:
        """What is so, for a person; no host, folder or version is in it."""
        told = message(self.code).sentence
        return f"{told} {self.part.without}" if self.word >= Word.DEGRADED else told

    @property
    def remedy(self) -> str:
        """What to do."""
        return message(self.code).remedy


SUMMARIES = (
    "Mọi phần hoạt động tốt.",
    "Đang hoạt động; có việc nên làm sớm.",
    "Đang hoạt động, nhưng có phần bị hạn chế.",
    "Hiện không phục vụ được.",
)


@dataclass(frozen=True, slots=True)
class Report:
    """All findings; the service is as well as the worst of them."""

    findings: tuple[Finding, ...]

    @property
    def word(self) -> Word:
        """The worst word."""
        return max(each.word for each in self.findings)

    @property
    def summary(self) -> str:
        """All in one sentence."""
        return SUMMARIES[self.word]
