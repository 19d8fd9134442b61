"""Sentence and remedy of every refusal of an administrator's change; `config/messages.py` takes them in."""

ADMINISTRATION: dict[str, tuple[str, str]] = {
    "administration.refused": ("Thay đổi chưa được ghi.", "Tải lại trang rồi làm lại."),
    "administration.changed": (
        "Người khác vừa sửa mục này sau khi bạn mở trang, nên chưa ghi gì.",
        "Xem nội dung mới bên dưới rồi sửa lại nếu vẫn cần.",
    ),
    "administration.not_yours": (
        "Mục này không thuộc phạm vi bạn quản trị, hoặc là tài khoản của chính bạn.",
        "Nhờ quản trị của cơ quan cấp trên.",
    ),
    "agency.refused": ("Chưa ghi được cơ quan.", "Xem lại các ô đã nhập."),
    "agency.code_taken": (
        "Mã này đã từng được dùng cho một cơ quan.",
        "Mã không bao giờ dùng lại, kể cả khi cơ quan cũ đã kết thúc; nhập mã khác.",
    ),
    "agency.too_deep": ("Cây cơ quan quá sâu.", "Đặt cơ quan dưới một cấp cao hơn."),
    "agency.level_above_parent": (
        "Cấp này cao hơn cấp của cơ quan trực thuộc.",
        "Chọn cấp ngang hoặc thấp hơn cơ quan cấp trên.",
    ),
    "agency.level_ended": (
        "Cấp này không còn vào ngày bắt đầu.",
        "Cấp huyện kết thúc ngày 30/06/2025; chọn cấp khác.",
    ),
    "agency.parent_ended": (
        "Cơ quan cấp trên không hoạt động vào ngày bắt đầu.",
        "Sửa ngày bắt đầu, hoặc chọn cơ quan cấp trên khác.",
    ),
    "agency.open_below": (
        "Còn cơ quan trực thuộc đang hoạt động.",
        "Kết thúc từng cơ quan đó trước, hoặc chuyển chúng bằng motlan import agencies.",
    ),
    "agency.successor_not_there": (
        "Cơ quan kế thừa không hoạt động vào ngày tiếp theo.",
        "Chọn cơ quan đang hoạt động, hoặc sửa ngày cuối.",
    ),
    "agency.no_successor_for_roles": (
        "Chưa chọn cơ quan kế thừa để giao lại vai trò.",
        "Chọn cơ quan kế thừa, hoặc bỏ dấu giao lại vai trò.",
    ),
    "user.refused": ("Chưa ghi được người dùng.", "Xem lại các ô đã nhập."),
    "user.name_taken": ("Tên đăng nhập này đã có người dùng.", "Chọn tên đăng nhập khác."),
    "user.is_locked": ("Tài khoản đang bị khóa.", "Mở khóa trước khi cấp liên kết mới."),
    "user.last_administrator": (
        "Cơ quan không còn quản trị nào khác có vai trò không thời hạn.",
        "Giao vai trò quản trị không thời hạn cho một người khác trước.",
    ),
    "role.given_already": (
        "Người này đã có, hoặc sắp có, vai trò đó ở cơ quan này.",
        "Không cần giao lần nữa; xem danh sách vai trò.",
    ),
    "role.ends_too_early": (
        "Ngày cuối nằm trước hôm nay hoặc trước ngày bắt đầu.",
        "Kiểm tra hai ngày; để kết thúc ngay, bỏ trống ngày cuối.",
    ),
    "role.ended_already": ("Vai trò này đã kết thúc.", "Tải lại trang; không cần làm gì."),
    "role.agency_ended": (
        "Cơ quan không hoạt động vào ngày bắt đầu vai trò.",
        "Chọn cơ quan đang hoạt động, hoặc sửa ngày.",
    ),
    "catalogue.refused": ("Chưa ghi được danh mục.", "Xem lại các ô đã nhập."),
    "procedure.code_taken": ("Mã thủ tục này đã có.", "Mở thủ tục đã có để sửa."),
    "component.code_taken": ("Thủ tục đã có thành phần với mã này.", "Chọn mã khác."),
    "component.accepts_nothing": (
        "Thành phần chưa nhận loại giấy tờ nào.",
        "Chọn ít nhất một loại giấy tờ.",
    ),
    "paper_type.code_taken": ("Mã loại giấy tờ này đã có.", "Mở loại giấy tờ đã có để sửa."),
}
