"""What the demo tells at its end: every file, papers, pages, states, time, rates, addresses and logins."""

from collections import Counter
from collections.abc import Callable, Iterable

from django.db.models import Sum

from accounts.models import Level
from dossiers.models import PageText, Paper, ReceivedFile, Reuse
from dossiers.states import State
from targets.rollup import follow
from targets.selectors import rates
from vietnamese.dates import format_percent
from worker.demo.citizen import Citizen
from worker.demo.clerk import Compared
from worker.demo.logins import Login

Say = Callable[[str], None]


def tell_files(say: Say, results: Iterable[dict[str, object]]) -> None:
    """A line for every sample file, by name."""
    say("Từng tệp:")
    for result in results:
        file = ReceivedFile.objects.filter(name=result["name"]).order_by("id").first()
        say(f"  {result['name']!s:<38} {_became(file, str(result['code'] or ''))}")


def _became(file: ReceivedFile | None, code: str) -> str:
    if file is None:
        return f"không nhận được [{code}]"
    if file.outcome == ReceivedFile.Outcome.DUPLICATE and file.duplicate_of:
        return f"trùng với {file.duplicate_of.received_file.name}"
    if file.outcome == ReceivedFile.Outcome.REFUSED:
        return f"không nhận [{file.code}]"
    paper = file.papers.order_by("first_page")[0]
    kind = paper.paper_type.name if paper.paper_type else "chưa rõ loại"
    pages = paper.page_texts.count()
    told = f"{State(paper.state).label} · {kind}" + (f" · {pages} trang" if pages else "")
    if paper.state == State.FAILED:
        told = f"{State(paper.state).label} [{paper.failure_code}]"
    return told + (" · đến đã ký" if paper.arrived_signed else "")


def tell_totals(say: Say, *, seconds: float, compared: Compared) -> None:
    """Papers by state, pages, time, and how reading did against the truth."""
    states = Counter(Paper.objects.values_list("state", flat=True))
    parts = [f"{count} {State(state).label.lower()}" for state, count in sorted(states.items())]
    files, pages = ReceivedFile.objects.count(), PageText.objects.count()
    say("")
    say(f"{files} tệp → {sum(states.values())} giấy tờ ({', '.join(parts)}), {pages} trang.")
    size = ReceivedFile.objects.aggregate(size=Sum("size_bytes"))["size"] or 0
    say(
        f"{size / 1e6:.1f} MB bản gốc được giữ nguyên; {Reuse.objects.count()} lần tái sử dụng; {seconds:.0f} giây."
    )
    if compared.fields:
        share = f"{compared.right}/{compared.fields}"
        say(
            f"So với đáp án: {share} trường đọc đúng trước khi cán bộ sửa; {compared.accepted} giấy được nhận."
        )


def tell_rates(say: Say, *, year: int) -> None:
    """The province's rates against target, counted up to the last event."""
    follow()
    say("")
    say(f"Chỉ tiêu năm {year}, toàn tỉnh:")
    levels = dict(Level.objects.values_list("code", "name"))
    for rate in rates(year=year):
        level = levels.get(rate.level, "mọi cấp") if rate.level else "mọi cấp"
        value, target = format_percent(rate.value), format_percent(rate.target)
        share = f"{rate.numerator}/{rate.denominator}"
        say(
            f"  {rate.indicator:<4} {level:<9} {value:>9}  mục tiêu {target:>9}  {share:>7}  {rate.indicator.label}"
        )


def tell_logins(
    say: Say, logins: Iterable[Login], *, citizen: Citizen | None, address: str
) -> None:
    """Where to go and who to be."""
    say("")
    say(f"Các trang: {address}  (THỬ NGHIỆM: giấy tờ, con người và chữ ký đều hư cấu)")
    for login in logins:
        say(f"  {login.role:<20} {login.username:<10} mật khẩu {login.password}  ({login.agency})")
    if citizen is not None:
        where = f"{address}/cong-dan/"
        say(
            f"  Công dân: {where}  số định danh {citizen.personal_id}, mã trên phiếu {citizen.code}"
        )
