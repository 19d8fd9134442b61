"""Why a dossier or paper counts in an indicator, or is missing, in a few words."""

from collections.abc import Callable
from datetime import date, timedelta

from dossiers.models import Channel, DossierStatus
from targets.models import CountedDossier, CountedPaper, Indicator
from vietnamese.dates import format_date

I = Indicator  # noqa: E741 - short, since the table below is read by it


def of_dossier(row: CountedDossier, indicator: Indicator) -> str:
    """What its facts say about the indicator."""
    return WORDS[indicator](row)


def of_paper(row: CountedPaper, indicator: Indicator) -> str:
    """What its facts say about the indicator."""
    if indicator is Indicator.M4:
        return (
            "đã ký, lưu, gắn với chủ"
            if row.stored
            else "chưa ký hợp lệ, chưa lưu hoặc chưa gắn với chủ"
        )
    copied = f"có bản số hóa từ {_day(row.copy_from)}" if row.copy_from else "chưa có bản số hóa"
    until = f"; hết hiệu lực từ {_day(row.result_to)}" if row.result_to else ""
    return f"{copied}; kết quả từ {_day(row.result_from)}{until}"


def _digitized(row: CountedDossier) -> str:
    missing = [] if row.has_component else ["thành phần"]
    missing += ["kết quả"] if row.wants_result and not row.e_result else []
    return f"chưa có tệp {' và '.join(missing)}" if missing else "đã số hóa"


def _result(row: CountedDossier) -> str:
    if not row.e_result:
        return f"chưa có tệp kết quả; {_status(row)}"
    return "có kết quả, chữ ký hợp lệ" if row.e_result_valid else "có kết quả, chữ ký chưa hợp lệ"


def _reuse(row: CountedDossier) -> str:
    told = f"dùng lại {row.components_reused} / {row.components} thành phần"
    return f"{told}, có lấy từ Kho dữ liệu" if row.from_store else told


def _again(row: CountedDossier) -> str:
    return "phải nộp lại giấy tờ đã có" if row.resubmitted else "không phải nộp lại"


def _channel(row: CountedDossier) -> str:
    return str(Channel(row.channel).label)


def _transfers(row: CountedDossier) -> str:
    return f"{row.transfers_electronic} / {row.transfers} lượt chuyển bằng điện tử"


def _time(row: CountedDossier) -> str:
    due = f"hạn {_day(row.late_from - timedelta(days=1))}" if row.late_from else "không rõ hạn"
    if row.finished_day is None:
        return f"{due}; {_status(row)}"
    return f"{due}; xong {_day(row.finished_day)}"


def _apology(row: CountedDossier) -> str:
    return f"{_time(row)}; {'đã' if row.apologised else 'chưa'} có phiếu xin lỗi"


def _complaint(row: CountedDossier) -> str:
    told = _time(row)
    return f"{told}; có phản ánh {_day(row.complained_day)}" if row.complained_day else told


def _ending(row: CountedDossier) -> str:
    return f"{_status(row)}; {_time(row)}"


def _status(row: CountedDossier) -> str:
    label = str(DossierStatus(row.status).label)
    return label[0].lower() + label[1:]


def _day(day: date | None) -> str:
    return "chưa rõ ngày" if day is None else format_date(day)


WORDS: dict[Indicator, Callable[[CountedDossier], str]] = {
    I.M2: _digitized,
    I.M2S: lambda row: "đủ nhóm bắt buộc" if row.complete else "chưa đủ nhóm bắt buộc",
    I.M3: _result,
    I.M3S: _result,
    I.M5: _reuse,
    I.M5C: _reuse,
    I.M5L: _reuse,
    I.M6: _again,
    I.M6D: _again,
    I.M7: _channel,
    I.M8: _transfers,
    I.M8T: _transfers,
    I.M9: _time,
    I.M9F: _time,
    I.M10P: _channel,
    I.M10R: _ending,
    I.M10A: _apology,
    I.M10S: _complaint,
}
