"""Papers of the office itself: decisions, letters, receipts, and the applications of citizens."""

from dataclasses import dataclass, replace
from datetime import date

from samples import catalogue
from samples.blocks import Cells, Closing, Grid, Motto, Page, Para, Title
from samples.forms import Form, about, born_and_sex, issued, salutation, then
from samples.issuers import DEPARTMENT, ONE_STOP, Issuer, closing, head, long_date
from samples.model import Dossier, Holder
from samples.scenario import Scenario
from vietnamese.dates import format_date, format_number


@dataclass(frozen=True, slots=True)
class Request:
    """What an application asks for: its title, its subject, its points, and where it goes."""

    title: str
    subject: str
    addressee: str
    points: tuple[str, ...]


def allowance_decision(
    scenario: Scenario, *, issuer: Issuer, holder: Holder, day: date, serial: int
) -> Form:
    """Return a decision on a monthly social allowance."""
    holder = then(holder, day)
    number = f"{serial}/QĐ-UBND"
    sum_vnd = format_number(500_000 + scenario.dice(f"sum {holder.key}").randrange(4) * 125_000)
    committee = f"ỦY BAN NHÂN DÂN XÃ {issuer.place.upper()}"
    page: Page = (
        head(issuer, number=number, day=day),
        Title(("QUYẾT ĐỊNH", "Về việc thực hiện trợ cấp xã hội hàng tháng")),
        Title((f"CHỦ TỊCH {committee}",)),
        Para("//Căn cứ Luật Tổ chức chính quyền địa phương;//"),
        Para(
            "//Căn cứ Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 của Chính phủ quy định "
            "chính sách trợ giúp xã hội đối với đối tượng bảo trợ xã hội;//"
        ),
        Para("//Xét đề nghị của công chức văn hóa - xã hội.//"),
        Title(("QUYẾT ĐỊNH:",)),
        Para(
            f"**Điều 1.** Thực hiện trợ cấp xã hội hàng tháng đối với {salutation(holder)}, sinh "
            f"ngày {format_date(holder.born)}, số định danh cá nhân {holder.personal_id}, nơi "
            f"thường trú: {holder.address}."
        ),
        Para(f"**Điều 2.** Mức trợ cấp: {sum_vnd} đồng một tháng, chi trả từ tháng kế tiếp."),
        Para(
            f"**Điều 3.** Văn phòng Ủy ban nhân dân xã, công chức văn hóa - xã hội và "
            f"{salutation(holder)} chịu trách nhiệm thi hành Quyết định này./."
        ),
        closing(
            issuer, scenario=scenario, recipients=("Như Điều 3;", "Sở Nội vụ;", "Lưu: VT, VHXH.")
        ),
    )
    fields = issued(issuer, scenario=scenario, title="QUYẾT ĐỊNH", number=number, day=day)
    return Form("quyet_dinh", (page,), fields | about(holder), holder)


def application(scenario: Scenario, *, holder: Holder, day: date, request: Request) -> Form:
    """Return a citizen's application, signed by hand, without number and seal."""
    holder = then(holder, day)
    dice = scenario.dice(f"application {holder.key} {day}")
    phone = f"0900 {dice.randrange(1000):03d} {dice.randrange(1000):03d}"
    place = "Suối Vàng" if "Suối Vàng" in holder.address else "Tân Lâm"
    page: Page = (
        Motto(f"{place}, {long_date(day)}"),
        Title((request.title, request.subject), size_pt=16),
        Para(f"Kính gửi: {request.addressee}", "centre", indent=False),
        Para(f"Tôi tên là: **{holder.name}**", "left"),
        born_and_sex(holder),
        Para(f"Số định danh cá nhân: {holder.personal_id}", "left", indent=False),
        Para(f"Nơi thường trú: {holder.address}", "left", indent=False),
        Cells(((0.0, f"Điện thoại: {phone}"), (0.5, "Nhận kết quả: tại Bộ phận Một cửa"))),
        Para("Tôi đề nghị quý cơ quan xem xét, giải quyết với những nội dung sau:"),
        *(Para(f"{index}. {point}") for index, point in enumerate(request.points, 1)),
        Para(
            "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước "
            "pháp luật về cam đoan của mình./."
        ),
        Closing(titles=("NGƯỜI LÀM ĐƠN",), name=holder.name, seal=None, hint="(Ký, ghi rõ họ tên)"),
    )
    fields = {"title": request.title, "issued_on": day.isoformat(), "signatory": holder.name}
    return Form("don_de_nghi", (page,), fields | about(holder), holder)


def business_annex() -> Page:
    """Return the second page of an application for a household business: what goes with it."""
    return (
        Title(("PHỤ LỤC", "Kèm theo Giấy đề nghị đăng ký hộ kinh doanh")),
        Para("Giấy tờ nộp kèm gồm có:", "left"),
        Grid(
            (0.1, 0.6, 0.3),
            (
                ("STT", "Tên giấy tờ", "Loại bản"),
                ("1", "Hợp đồng thuê địa điểm kinh doanh", "Bản sao"),
                ("2", "Thẻ căn cước của chủ hộ kinh doanh", "Xuất trình"),
            ),
            frozenset({0, 2}),
        ),
        Para("Số lao động dự kiến: 03 người. Ngày bắt đầu hoạt động: sau khi được cấp giấy."),
    )


def receipt(scenario: Scenario, *, dossier: Dossier) -> Form:
    """Return the receipt with the day of the appointment; its number is the dossier's."""
    title = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
    holder, day = dossier.holder, dossier.received_at.date()
    days = catalogue.processing_days(dossier.procedure_code)
    identity = (
        f"Mã số thuế: {holder.tax_code}"
        if holder.kind == "organisation"
        else f"Số định danh cá nhân: {holder.personal_id}"
    )
    rows = catalogue.COMPONENTS[dossier.procedure_code]
    components = [(row[1], row[5]) for row in rows if row[2] == "1"]
    kinds = {"original": "Bản chính", "copy": "Bản sao"}
    page: Page = (
        head(ONE_STOP, number=dossier.number, day=day),
        Title((title,), size_pt=15.5),
        Para(f"Mã hồ sơ: **{dossier.number}**", "left", indent=False),
        Para("Bộ phận Tiếp nhận và Trả kết quả đã tiếp nhận hồ sơ của:", "left", indent=False),
        Para(f"Tổ chức, cá nhân: **{holder.name}**", "left", indent=False),
        Para(identity, "left", indent=False),
        Para(f"Địa chỉ: {holder.address}", "left", indent=False),
        Para(
            f"Nội dung yêu cầu giải quyết: {catalogue.PROCEDURE_HEADS[dossier.procedure_code][0]}",
            "left",
            indent=False,
        ),
        Para("1. Thành phần hồ sơ nộp gồm:", "left", indent=False),
        Grid(
            (0.1, 0.5, 0.22, 0.18),
            (
                ("STT", "Tên giấy tờ", "Loại bản", "Số lượng"),
                *(
                    (str(n), name, kinds[kind], "01")
                    for n, (name, kind) in enumerate(components, 1)
                ),
            ),
            frozenset({0, 2, 3}),
        ),
        Para("2. Số lượng hồ sơ: 01 bộ.", "left", indent=False),
        Para(f"3. Thời gian giải quyết: {days:02d} ngày làm việc.", "left", indent=False),
        Para(
            f"4. Thời gian nhận hồ sơ: {dossier.received_at:%H giờ %M phút}, ngày "
            f"{format_date(day)}.",
            "left",
            indent=False,
        ),
        Para(
            f"5. Thời gian trả kết quả: {dossier.due_at:%H giờ %M phút}, ngày "
            f"{format_date(dossier.due_at.date())}.",
            "left",
            indent=False,
        ),
        closing(ONE_STOP, scenario=scenario, hint="(Ký, ghi rõ họ tên)"),
    )
    fields = issued(ONE_STOP, scenario=scenario, title=title, number=dossier.number, day=day)
    return Form("bien_nhan", (page,), fields | about(holder), holder)


def extension_letter(scenario: Scenario, *, dossier: Dossier, day: date, serial: int) -> Form:
    """Return the letter of apology that asks for more time."""
    number = f"{serial}/SXD-QLXD"
    issuer = DEPARTMENT
    page: Page = (
        replace(
            head(issuer, number=number, day=day),
            subject=("V/v xin lỗi và hẹn lại", "ngày trả kết quả"),
        ),
        Para(f"Kính gửi: {dossier.holder.name}", "centre", indent=False),
        Para(
            f"{long_date(dossier.received_at.date()).capitalize()}, Sở Xây dựng tiếp nhận giải "
            f"quyết hồ sơ mã số {dossier.number} đề nghị cấp giấy phép xây dựng của quý đơn vị."
        ),
        Para(
            f"Thời gian hẹn trả kết quả là ngày {format_date(dossier.due_at.date())}. Đến nay hồ "
            "sơ chưa giải quyết xong vì phải lấy thêm ý kiến của cơ quan phòng cháy, chữa cháy."
        ),
        Para(
            "Sở Xây dựng xin lỗi quý đơn vị vì sự chậm trễ này và sẽ trả kết quả trong 05 ngày làm "
            "việc tiếp theo. Rất mong nhận được sự thông cảm của quý đơn vị./."
        ),
        closing(
            issuer,
            scenario=scenario,
            recipients=("Như trên;", "Trung tâm PVHCC;", "Lưu: VT, QLXD."),
        ),
    )
    fields = issued(issuer, scenario=scenario, title="", number=number, day=day)
    del fields["title"]
    fields["holder_name"] = dossier.holder.name
    return Form("cong_van", (page,), fields, dossier.holder)
