"""Papers of civil status and residence: birth, marriage, where somebody lives."""

from datetime import date

from samples.blocks import Block, Cells, Grid, Page, Para, Title, TwoSigners
from samples.forms import Form, about, born_and_sex, issued, sex_name, then
from samples.issuers import Issuer, closing, head, long_date
from samples.model import Holder
from samples.scenario import Scenario
from vietnamese.dates import format_date

_NATION = Cells(((0.0, "Dân tộc: Kinh"), (0.62, "Quốc tịch: Việt Nam")))


def birth_certificate(
    scenario: Scenario, *, issuer: Issuer, number: str, day: date, who: tuple[Holder, ...]
) -> Form:
    """Return a birth certificate; `who` is child, mother, father (a parent may be missing)."""
    child, *parents = (then(person, day) for person in who)
    title = "GIẤY KHAI SINH"
    rows: list[Block] = [
        head(issuer, number=number, day=day),
        Title((title,), size_pt=18),
        Para(f"Họ, chữ đệm, tên: **{child.name.upper()}**", "left", indent=False),
        born_and_sex(child),
        _NATION,
        Para("Nơi sinh: Trung tâm Y tế khu vực Tân Lâm, tỉnh Nam Giang", "left", indent=False),
        Para(f"Quê quán: {child.address.split(', ', 1)[1]}", "left", indent=False),
        Para(f"Số định danh cá nhân: {child.personal_id}", "left", indent=False),
    ]
    for parent in parents:
        role = "mẹ" if parent.sex == "female" else "cha"
        rows += [
            Para(f"Họ, chữ đệm, tên người {role}: **{parent.name}**", "left", indent=False),
            Cells(
                (
                    (0.0, f"Năm sinh: {parent.born.year}"),
                    (0.32, "Dân tộc: Kinh"),
                    (0.62, "Quốc tịch: Việt Nam"),
                )
            ),
            Para(f"Nơi cư trú: {parent.address}", "left", indent=False),
        ]
    declarant = parents[0] if parents else child
    rows += [
        Para(f"Họ, chữ đệm, tên người đi khai sinh: {declarant.name}", "left", indent=False),
        Para(f"Giấy tờ tùy thân: Thẻ căn cước số {declarant.personal_id}", "left", indent=False),
        closing(issuer, scenario=scenario),
    ]
    fields = issued(issuer, scenario=scenario, title=title, number=number, day=day) | about(child)
    fields["address"] = child.address.split(", ", 1)[1]
    return Form("giay_khai_sinh", (tuple(rows),), fields, child)


def copied_birth_certificate(
    scenario: Scenario, *, issuer: Issuer, number: str, day: date, holder: Holder
) -> Form:
    """Return the birth certificate of an old person, registered anew, parents not living."""
    holder = then(holder, day)
    title = "GIẤY KHAI SINH"
    page: Page = (
        head(issuer, number=number, day=day),
        Title((title, "(Đăng ký lại)"), size_pt=18),
        Para(f"Họ, chữ đệm, tên: **{holder.name.upper()}**", "left", indent=False),
        born_and_sex(holder),
        _NATION,
        Para(f"Nơi sinh: {holder.address.split(', ', 1)[1]}", "left", indent=False),
        Para(f"Quê quán: {holder.address.split(', ', 1)[1]}", "left", indent=False),
        Para(f"Số định danh cá nhân: {holder.personal_id}", "left", indent=False),
        Para(
            "Phần ghi về cha, mẹ để trống theo Sổ đăng ký khai sinh đã lưu.", "left", indent=False
        ),
        Para(f"Họ, chữ đệm, tên người đi khai sinh: {holder.name}", "left", indent=False),
        Para(
            "Ghi chú: Đăng ký lại việc sinh căn cứ giấy tờ do người yêu cầu xuất trình và kết quả "
            "xác minh; Giấy khai sinh này có giá trị thay thế Giấy khai sinh đã mất."
        ),
        closing(issuer, scenario=scenario),
    )
    fields = issued(issuer, scenario=scenario, title=title, number=number, day=day) | about(holder)
    fields["address"] = holder.address.split(", ", 1)[1]
    return Form("giay_khai_sinh", (page,), fields, holder)


def marriage_certificate(
    scenario: Scenario, *, issuer: Issuer, number: str, day: date, pair: tuple[Holder, Holder]
) -> Form:
    """Return a marriage certificate; `pair` is wife, husband; the wife counts as holder."""
    pair = then(pair[0], day), then(pair[1], day)
    title = "GIẤY CHỨNG NHẬN KẾT HÔN"
    rows: list[Para | Cells] = []
    for role, spouse in zip(("vợ", "chồng"), pair, strict=True):
        rows += [
            Para(f"Họ, chữ đệm, tên {role}: **{spouse.name}**", "left", indent=False),
            born_and_sex(spouse),
            _NATION,
            Para(f"Nơi cư trú: {spouse.address}", "left", indent=False),
            Para(f"Giấy tờ tùy thân: Căn cước số {spouse.personal_id}", "left", indent=False),
        ]
    page: Page = (
        head(issuer, number=number, day=day),
        Title((title,), size_pt=17),
        *rows,
        Para(
            f"Giấy chứng nhận kết hôn này có giá trị kể từ {long_date(day)}, ngày ghi vào Sổ đăng "
            "ký kết hôn."
        ),
        TwoSigners(("VỢ", pair[0].name), ("CHỒNG", pair[1].name)),
        closing(issuer, scenario=scenario),
    )
    fields = issued(issuer, scenario=scenario, title=title, number=number, day=day)
    return Form("ket_hon", (page,), fields | about(pair[0]), pair[0])


def residence(
    scenario: Scenario, *, issuer: Issuer, day: date, until: date, household: tuple[Holder, ...]
) -> Form:
    """Return a confirmation of residence; the first of the household asked for it."""
    holder = then(household[0], day)
    title = "XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ"
    number = f"{scenario.dice(f'residence {holder.key} {day}').randrange(100, 900)}/XN-CAX"
    members = tuple(
        (
            str(index),
            member.name,
            format_date(member.born),
            member.personal_id,
            "Chủ hộ" if index == 1 else "Thành viên",
        )
        for index, member in enumerate(household, 1)
    )
    page: Page = (
        head(issuer, number=number, day=day),
        Title((title,), size_pt=16),
        Para("**I. Theo đề nghị của:**", "left", indent=False),
        Para(f"1. Họ, chữ đệm và tên: **{holder.name}**", "left", indent=False),
        Para(f"2. Ngày, tháng, năm sinh: {format_date(holder.born)}", "left", indent=False),
        Para(f"3. Giới tính: {sex_name(holder)}", "left", indent=False),
        Para(f"4. Số định danh cá nhân: {holder.personal_id}", "left", indent=False),
        Para(f"5. Nơi thường trú: {holder.address}", "left", indent=False),
        Para(f"6. Nơi ở hiện tại: {holder.address}", "left", indent=False),
        Para("**II. Thông tin các thành viên trong hộ gia đình:**", "left", indent=False),
        Grid(
            (0.08, 0.32, 0.18, 0.24, 0.18),
            (("TT", "Họ, chữ đệm và tên", "Ngày sinh", "Số định danh", "Quan hệ"), *members),
            frozenset({0, 2, 3}),
        ),
        Para("**III. Nội dung xác nhận khác:** Không.", "left", indent=False),
        Para(f"Xác nhận này có giá trị đến hết {long_date(until)}."),
        closing(issuer, scenario=scenario),
    )
    fields = issued(issuer, scenario=scenario, title=title, number=number, day=day)
    fields |= about(holder) | {"valid_to": until.isoformat()}
    return Form("xac_nhan_cu_tru", (page,), fields, holder)
