"""Papers of business and land: household business, land certificate, building permit, lease."""

from datetime import date

from samples.blocks import Cells, Grid, Motto, Page, Para, Title, TwoSigners
from samples.forms import Form, about, born_and_sex, issued, salutation, then
from samples.issuers import DEPARTMENT, LAND_OFFICE, Issuer, closing, head, long_date
from samples.model import Holder
from samples.scenario import Scenario
from vietnamese.dates import format_date, format_number

TRADES = (
    ("Bán lẻ lương thực, thực phẩm trong các cửa hàng chuyên doanh", "4722"),
    ("Nhà hàng và các dịch vụ ăn uống phục vụ lưu động", "5610"),
    ("May trang phục (trừ trang phục từ da lông thú)", "1410"),
    ("Trồng rau, đậu các loại và trồng hoa", "0118"),
    ("Sửa chữa máy vi tính và thiết bị ngoại vi", "9511"),
    ("Vận tải hàng hóa bằng đường bộ", "4933"),
)


def household_business(
    scenario: Scenario,
    *,
    issuer: Issuer,
    holder: Holder,
    day: date,
    trades: tuple[int, ...],
    first_day: date | None = None,
) -> Form:
    """Return a certificate of household business; with `first_day` it is the first change of it."""
    holder = then(holder, day)
    title = "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH"
    dice = scenario.dice(f"business {holder.key}")
    number = f"90H8{dice.randrange(1_000_000):06d}"
    capital = dice.randrange(8, 40) * 10_000_000
    phone = f"0900 {dice.randrange(1000):03d} {dice.randrange(1000):03d}"
    history = f"//Đăng ký lần đầu, {long_date(first_day or day)}//"
    if first_day:
        history = f"{history[:-2]}; thay đổi lần thứ nhất, {long_date(day)}//"
    page: Page = (
        head(issuer, number=number, day=day),
        Title((title,), size_pt=15.5),
        Para(history, "centre", indent=False),
        Para(
            f"**1. Tên hộ kinh doanh:** HỘ KINH DOANH {holder.name.upper()}", "left", indent=False
        ),
        Para(f"**2. Địa điểm kinh doanh:** {holder.address}", "left", indent=False),
        Cells(((0.0, f"Điện thoại: {phone}"), (0.5, f"Mã số thuế: {holder.personal_id}"))),
        Para("**3. Ngành, nghề kinh doanh:**", "left", indent=False),
        Grid(
            (0.1, 0.7, 0.2),
            (
                ("STT", "Tên ngành", "Mã ngành"),
                *((str(n), *TRADES[trade]) for n, trade in enumerate(trades, 1)),
            ),
            frozenset({0, 2}),
        ),
        Para(f"**4. Vốn kinh doanh:** {format_number(capital)} đồng", "left", indent=False),
        Para(f"**5. Họ và tên chủ hộ kinh doanh:** {holder.name}", "left", indent=False),
        born_and_sex(holder),
        Para(f"Số định danh cá nhân: {holder.personal_id}", "left", indent=False),
        Para(f"Nơi thường trú: {holder.address}", "left", indent=False),
        closing(issuer, scenario=scenario),
    )
    fields = issued(issuer, scenario=scenario, title=title, number=number, day=day)
    # Since 1 July 2025 the personal id is the tax code; before, the sample does the same.
    fields |= about(holder) | {"tax_code": holder.personal_id}
    return Form("ho_kinh_doanh", (page,), fields, holder)


def land_certificate(scenario: Scenario, *, holder: Holder, day: date) -> Form:
    """Return a land certificate of the years when holders still had a 9-digit identity card."""
    holder = then(holder, day)
    dice = scenario.dice(f"land {holder.key}")
    number = f"BM {dice.randrange(100_000, 1_000_000)}"
    title = "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT"
    page: Page = (
        head(LAND_OFFICE, number=number, day=day),
        Title((title, "QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT"), size_pt=15.5),
        Para(
            "**I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất**",
            "left",
            indent=False,
        ),
        Para(f"{salutation(holder)[:1].upper()}{salutation(holder)[1:]}", "left"),
        Para(f"Ngày sinh: {format_date(holder.born)}", "left"),
        Para(f"Giấy chứng minh nhân dân số: {holder.old_personal_id}", "left"),
        Para(f"Địa chỉ thường trú: {holder.address}", "left"),
        Para("**II. Thửa đất, nhà ở và tài sản khác gắn liền với đất**", "left", indent=False),
        Grid(
            (0.14, 0.19, 0.18, 0.3, 0.19),
            (
                ("Thửa số", "Tờ bản đồ", "Diện tích", "Mục đích sử dụng", "Thời hạn"),
                (
                    str(dice.randrange(20, 400)),
                    str(dice.randrange(3, 40)),
                    f"{format_number(dice.randrange(110, 460))} m²",
                    "Đất ở tại nông thôn",
                    "Lâu dài",
                ),
            ),
            frozenset({0, 1, 2, 3, 4}),
        ),
        Para(f"Địa chỉ thửa đất: {holder.address}", "left"),
        Para("Nguồn gốc sử dụng: Nhà nước công nhận quyền sử dụng đất.", "left"),
        Para("**III. Ghi chú:** Không.", "left", indent=False),
        closing(LAND_OFFICE, scenario=scenario),
    )
    fields = issued(LAND_OFFICE, scenario=scenario, title=title, number=number, day=day)
    fields["signatory_position"] = "GIÁM ĐỐC VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI"
    return Form("gcn_qsdd", (page,), fields | about(holder, old_id=True), holder)


def building_permit(
    scenario: Scenario, *, holder: Holder, day: date, serial: int, floors: int
) -> Form:
    """Return a building permit of two pages, as the department issues it."""
    holder = then(holder, day)
    title = "GIẤY PHÉP XÂY DỰNG"
    number = f"{serial}/GPXD"
    dice = scenario.dice(f"permit {holder.key} {day}")
    area, height = dice.randrange(620, 1400) / 10, floors * 3.4 + 2.1
    if holder.kind == "organisation":
        owner, use = f"{holder.name} - mã số thuế: {holder.tax_code}", "công trình kho, xưởng"
    else:
        owner = f"{salutation(holder)} - số định danh cá nhân: {holder.personal_id}"
        use = "nhà ở riêng lẻ"
    front: Page = (
        head(DEPARTMENT, number=number, day=day),
        Title((title, f"(Sử dụng cho {use})"), size_pt=17),
        Para(f"**1. Cấp cho:** {owner}.", "left", indent=False),
        Para(f"Địa chỉ: {holder.address}.", "left", indent=False),
        Para("**2. Được phép xây dựng theo những nội dung sau:**", "left", indent=False),
        Para(f"- Tên công trình: {use[:1].upper()}{use[1:]} {floors} tầng.", "left"),
        Para(f"- Vị trí xây dựng: {holder.address}.", "left"),
        Para("- Các chỉ tiêu chính:", "left"),
        Grid(
            (0.1, 0.52, 0.14, 0.24),
            (
                ("STT", "Chỉ tiêu", "Đơn vị", "Giá trị"),
                ("1", "Diện tích xây dựng tầng 1", "m²", _decimal(area)),
                ("2", "Tổng diện tích sàn", "m²", _decimal(area * floors)),
                ("3", "Chiều cao công trình", "m", _decimal(height)),
                ("4", "Cốt nền xây dựng so với mặt đường", "m", "+0,45"),
                ("5", "Khoảng lùi so với chỉ giới đường đỏ", "m", "2,0"),
            ),
            frozenset({0, 2, 3}),
        ),
        Para(
            "**3. Giấy tờ về đất:** Giấy chứng nhận quyền sử dụng đất đã được đối chiếu khi tiếp "
            "nhận hồ sơ.",
            indent=False,
        ),
        Para(
            "**4. Giấy phép có hiệu lực khởi công xây dựng trong thời hạn 12 tháng** kể từ ngày "
            "cấp; quá thời hạn trên phải đề nghị gia hạn.",
            indent=False,
        ),
    )
    fields = issued(DEPARTMENT, scenario=scenario, title=title, number=number, day=day)
    fields |= about(holder)
    fields.pop("birth_date", None)  # a permit does not print it
    return Form("giay_phep_xd", (front, _duties(scenario)), fields, holder)


def _duties(scenario: Scenario) -> Page:
    """Return the second page of a permit: what its owner must do, and who signs it."""
    return (
        Para("**Chủ đầu tư phải thực hiện các nội dung sau đây:**", "left", indent=False),
        Para(
            "1. Phải hoàn toàn chịu trách nhiệm trước pháp luật nếu xâm phạm các quyền hợp pháp "
            "của các chủ sở hữu liền kề."
        ),
        Para(
            "2. Phải thực hiện đúng các quy định của pháp luật về đất đai, về đầu tư xây dựng và "
            "Giấy phép xây dựng này."
        ),
        Para(
            "3. Phải thông báo bằng văn bản về ngày khởi công cho cơ quan cấp phép xây dựng trước "
            "khi khởi công xây dựng công trình."
        ),
        Para(
            "4. Xuất trình Giấy phép xây dựng cho cơ quan có thẩm quyền khi được yêu cầu theo quy "
            "định của pháp luật và treo biển báo tại địa điểm xây dựng."
        ),
        Para("5. Khi điều chỉnh thiết kế phải đề nghị điều chỉnh Giấy phép và chờ quyết định."),
        closing(
            DEPARTMENT,
            scenario=scenario,
            recipients=("Chủ đầu tư;", "UBND xã nơi xây dựng;", "Lưu: VT, QLXD."),
        ),
    )


def lease(scenario: Scenario, *, tenant: Holder, owner: Holder, day: date, until: date) -> Form:
    """Return a lease of a shop; owner and tenant sign, no seal."""
    title = "HỢP ĐỒNG THUÊ ĐỊA ĐIỂM KINH DOANH"
    dice = scenario.dice(f"lease {tenant.key}")
    number = f"{dice.randrange(1, 40):02d}/{day.year}/HĐTĐĐ"
    rent = format_number(dice.randrange(20, 60) * 100_000)
    page: Page = (
        Motto(),
        Title((title, f"Số: {number}"), size_pt=16),
        Para(f"Hôm nay, {long_date(day)}, tại xã Tân Lâm, tỉnh Nam Giang, chúng tôi gồm có:"),
        Para(_party("BÊN A (bên cho thuê)", owner)),
        Para(_party("BÊN B (bên thuê)", tenant)),
        Para("Hai bên thỏa thuận ký hợp đồng với các điều khoản sau:"),
        Para(
            f"**Điều 1.** Bên A cho Bên B thuê gian nhà mặt đường rộng {dice.randrange(24, 60)} m² "
            f"tại {owner.address} để làm địa điểm kinh doanh."
        ),
        Para(
            f"**Điều 2.** Giá thuê là {rent} đồng một tháng, trả trước ngày 05 hằng tháng bằng "
            "chuyển khoản."
        ),
        Para(f"**Điều 3.** Hợp đồng có giá trị đến hết {long_date(until)}."),
        Para(
            "**Điều 4.** Bên B giữ gìn tài sản thuê, không cho thuê lại và bàn giao nguyên trạng "
            "khi hợp đồng chấm dứt."
        ),
        Para("**Điều 5.** Hợp đồng lập thành hai bản có giá trị như nhau, mỗi bên giữ một bản."),
        TwoSigners(("BÊN CHO THUÊ", owner.name), ("BÊN THUÊ", tenant.name)),
    )
    fields = {"title": title, "number": number, "issued_on": day.isoformat()}
    fields |= about(tenant) | {"valid_to": until.isoformat()}
    return Form("hop_dong", (page,), fields, tenant)


def _party(role: str, who: Holder) -> str:
    return (
        f"**{role}:** {salutation(who)}, sinh ngày {format_date(who.born)}, số định danh cá nhân "
        f"{who.personal_id}, thường trú tại {who.address}."
    )


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
