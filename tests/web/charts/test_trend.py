"""The months of a year: what was not due is a gap and hatched, never 0; what is to come is not drawn."""

from decimal import Decimal

from django.template.loader import render_to_string

from web.charts.trend import Month, Outlook, TrendChart


def month(number: int, single: str | None, cumulative: str | None, *, begun: bool = True) -> Month:
    def read(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return Month(number=number, begun=begun, single=read(single), cumulative=read(cumulative))


def year(*begun: tuple[str | None, str | None]) -> list[Month]:
    past = [month(number, *values) for number, values in enumerate(begun, start=1)]
    return past + [month(number, None, None, begun=False) for number in range(len(begun) + 1, 13)]


def chart(months: list[Month], *, target: str | None = "80", outlook: bool = True) -> TrendChart:
    return TrendChart(
        months=months,
        target=None if target is None else Decimal(target),
        outlook=Outlook(Decimal("61.20"), Decimal("55.00"), Decimal("67.50")) if outlook else None,
    )


def drawn(shown: TrendChart) -> str:
    return render_to_string(
        "charts/_trend.html", {"chart": shown, "name": "t", "title": "Xu hướng"}
    )


def test_a_month_in_which_nothing_was_due_parts_the_line_and_is_hatched() -> None:
    shown = chart(year(("10", "10"), (None, "10"), ("30", "20")))
    assert [len(part) for part in shown.single] == [1, 1]
    assert [len(part) for part in shown.cumulative] == [3]
    assert len(shown.undue) == 1
    html = drawn(shown)
    assert html.count(">n/a</text>") == 1
    assert "Không phát sinh: tháng 2." in html


def test_months_to_come_are_neither_drawn_nor_hatched() -> None:
    shown = chart(year(("0", "0")), outlook=False)
    assert shown.undue == []
    assert sum(map(len, shown.single)) == 1
    assert shown.whisker is None


def test_a_real_0_is_drawn_at_the_axis() -> None:
    shown = chart(year(("0", "0"), ("40", "20")))
    bottom = shown.rows[0].y
    assert shown.single[0][0].y == bottom


def test_a_year_without_anything_due_is_said_in_words() -> None:
    shown = chart(year((None, None)), outlook=False)
    html = drawn(shown)
    assert "<svg" not in html
    assert "Chưa phát sinh trong năm" in html


def test_title_description_and_each_value_are_words() -> None:
    html = drawn(chart(year(("10", "10"), ("30", "20"))))
    assert 'role="img" aria-labelledby="t-title t-desc"' in html
    assert (
        "Đến tháng 2, cộng dồn từ đầu năm đạt 20,00 %; chỉ tiêu 80,00 %; dự báo cả năm 61,20 %."
        in html
    )
    assert "Tháng 2, trong tháng: 30,00 %" in html
    assert "style=" not in html


def test_an_axis_that_does_not_begin_at_0_says_so() -> None:
    near = chart(year(("96.1", "96.1"), ("98.2", "97.3")), target="95", outlook=False)
    assert "không từ 0" in drawn(near)
    assert "không từ 0" not in drawn(chart(year(("10", "10"))))


def test_places_are_written_as_svg_reads_them() -> None:
    html = drawn(chart(year(("33.33", "33.33"))))
    assert 'points="88.0,' in html
