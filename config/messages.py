"""The one table from stable codes to Vietnamese sentences: what happened, and what to do.

Pages, the command line and problem details all read it. Framework-free, so that `motlan read` and
`motlan verify` can use it. A test walks every error class and every code and finds a row here.
"""

from dataclasses import dataclass

from config.admin_messages import ADMINISTRATION
from config.api_messages import API
from config.archive_messages import ARCHIVE
from config.campaign_messages import CAMPAIGNS
from config.catalogue_messages import CATALOGUE
from config.checklist_messages import CHECKLIST
from config.citizen_messages import CITIZEN
from config.counter_messages import COUNTER
from config.course_messages import COURSE
from config.deferred_messages import DEFERRED
from config.health_messages import HEALTH
from config.identity_messages import IDENTITY
from config.import_messages import IMPORTS
from config.key_messages import KEYS
from config.list_messages import LISTS
from config.log_messages import LOG
from config.renewal_messages import RENEWAL
from config.report_messages import REPORTS
from config.retention_messages import RETENTION
from config.reuse_messages import REUSE
from config.splitting_messages import SPLITTING
from config.target_messages import TARGETS
from config.verification_messages import VERIFICATION
from config.work_messages import WORK


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for a person, and what they can do."""

    sentence: str
    remedy: str


RESCAN = "Quét lại giấy tờ rồi gửi tệp mới."
ASK_ADMIN = "Báo quản trị; bản gốc vẫn được giữ nguyên."

# A table for each part of the work.
PARTS = SPLITTING | DEFERRED | IMPORTS | HEALTH | REUSE | WORK | ARCHIVE | RENEWAL | IDENTITY
PARTS |= (
    API
    | KEYS
    | COUNTER
    | COURSE
    | CHECKLIST
    | ADMINISTRATION
    | CATALOGUE
    | CITIZEN
    | LISTS
    | REPORTS
    | RETENTION
    | TARGETS
    | VERIFICATION
    | LOG
    | CAMPAIGNS
)

MESSAGES: dict[str, Message] = {
    # Files at intake
    "file.empty": Message("Tệp rỗng, không có dữ liệu.", RESCAN),
    "file.too_large": Message(
        "Tệp lớn hơn mức cho phép.", "Chia tệp thành nhiều phần hoặc quét lại ở 200–300 dpi."
    ),
    "file.unreadable": Message(
        "Không mở được tệp trên máy này.", "Kiểm tra quyền đọc và đường dẫn rồi gửi lại."
    ),
    "file.not_a_file": Message(
        "Đây là thư mục hoặc thiết bị, không phải một tệp.", "Chọn đúng tệp PDF hoặc ảnh."
    ),
    "file.symlink_outside": Message(
        "Liên kết trỏ ra ngoài thư mục được chọn nên không được nhận.",
        "Chép tệp thật vào thư mục rồi gửi lại.",
    ),
    "file.changed": Message(
        "Tệp đang thay đổi trong lúc đọc.",
        "Đợi máy quét ghi xong rồi gửi lại; chưa có gì được lưu.",
    ),
    "file.duplicate": Message(
        "Tệp này trùng từng byte với giấy tờ đã có.", "Dùng giấy tờ đã có; không cần quét lại."
    ),
    # Documents
    "document.empty": Message("Tệp rỗng, không có dữ liệu.", RESCAN),
    "document.unknown_format": Message(
        "Không phải tệp PDF hoặc ảnh mà hệ thống đọc được.",
        "Gửi PDF, TIFF, JPEG, PNG, WEBP hoặc HEIC.",
    ),
    "document.truncated": Message(
        "Tệp không đầy đủ: thiếu phần cuối.", "Chép hoặc quét lại tệp đầy đủ."
    ),
    "document.encrypted": Message(
        "Tệp PDF có mật khẩu nên không mở được.",
        "Lưu tệp thành bản không mật khẩu rồi gửi lại; hệ thống không dò mật khẩu.",
    ),
    "document.no_pages": Message("Tài liệu không có trang nào.", RESCAN),
    "document.too_many_pages": Message(
        "Tài liệu có nhiều trang hơn mức cho phép.", "Chia tệp thành nhiều phần rồi gửi lại."
    ),
    "document.too_large": Message(
        "Ảnh hoặc trang quá lớn để mở an toàn.",
        "Quét lại ở 200–300 dpi, hoặc xuất tệp theo khổ giấy thật; tệp gốc vẫn được giữ.",
    ),
    "document.damaged": Message("Tệp bị hỏng, không đọc được.", RESCAN),
    "document.failed": Message("Không mở được tài liệu.", RESCAN),
    "document.unreadable": Message(
        "Không mở được tệp trên máy này.", "Kiểm tra quyền đọc và đường dẫn rồi gửi lại."
    ),
    "document.no_such_page": Message(
        "Tài liệu không có trang này.", "Chọn một trang có trong tài liệu."
    ),
    "document.repaired": Message(
        "Cấu trúc PDF bị lỗi và đã được dựng lại để đọc.", "So lại từng trang với bản gốc."
    ),
    "document.javascript": Message(
        "Tệp có mã JavaScript; hệ thống giữ nguyên và không chạy.", "Kiểm tra nguồn gốc của tệp."
    ),
    "document.attachments": Message(
        "Tệp có tệp khác đính kèm; hệ thống giữ nguyên và không mở.", "Kiểm tra nguồn gốc của tệp."
    ),
    "document.launch_action": Message(
        "Tệp có lệnh mở chương trình; hệ thống giữ nguyên và không chạy.",
        "Kiểm tra nguồn gốc của tệp.",
    ),
    "document.wrong_extension": Message(
        "Phần mở rộng của tên tệp không đúng với nội dung.",
        "Không cần làm gì; nội dung được đọc đúng loại.",
    ),
    # Reading
    "ocr.failed": Message("Không đọc được trang này.", RESCAN),
    "ocr.engine": Message("Bộ đọc chữ không chạy được.", ASK_ADMIN),
    "ocr.engine_missing": Message(
        "Chưa cài bộ đọc chữ Tesseract.", "Cài gói tesseract-ocr trên máy chủ."
    ),
    "ocr.no_text_lines": Message(
        "Không đủ dòng chữ để xác định chiều trang.", "Kiểm tra chiều của trang."
    ),
    "ocr.engine_failed": Message("Bộ đọc chữ gặp lỗi với trang này.", RESCAN),
    "ocr.language_missing": Message(
        "Máy chưa có dữ liệu tiếng Việt cho bộ đọc chữ.",
        "Quản trị cài gói tesseract-ocr-vie rồi chạy lại.",
    ),
    "ocr.network_unsupported": Message(
        "Dữ liệu tiếng Việt đã cài không dùng được với bộ đọc nhanh.",
        "Quản trị cài gói tesseract-ocr-vie, hoặc đặt MOTLAN_ENGINE=tesserocr.",
    ),
    "ocr.networks_missing": Message(
        "Máy thiếu bộ đọc chữ nhanh nên đọc bằng Tesseract: chậm hơn và nhiều lỗi hơn.",
        "Quản trị cài lại các gói Python của Motlan (onnxruntime, onnx, trueocr).",
    ),
    "ocr.rules_broken": Message(
        "Tệp này bị bỏ qua; luật có sẵn vẫn được dùng.",
        "Quản trị sửa tệp ở dòng nêu trên rồi chạy lại.",
    ),
    "ocr.rules_unlisted": Message(
        "Loại giấy có luật đọc riêng nhưng chưa có trong danh mục nên không giấy nào được xếp vào.",
        "Quản trị nhập loại giấy này bằng lệnh motlan import paper_types.",
    ),
    "ocr.compose_failed": Message("Không tạo được bản PDF/A.", ASK_ADMIN),
    "paper.no_text": Message(
        "Không đọc được chữ nào: trang trắng hoặc không rõ.",
        "Xem lại bản quét; quét lại nếu giấy có chữ.",
    ),
    "quality.low_dpi": Message(
        "Bản quét có độ phân giải thấp hơn mức của loại giấy tờ.",
        "Quét lại đúng độ phân giải, hoặc ghi lý do để vẫn nhận.",
    ),
    "quality.no_colour": Message(
        "Bản quét không có màu.", "Quét lại bằng chế độ màu nếu giấy có dấu đỏ."
    ),
    "quality.blurred": Message("Ảnh bị mờ.", RESCAN),
    "quality.cut_off": Message("Trang có vẻ bị cắt mất mép.", RESCAN),
    "quality.unread": Message(
        "Không đọc được chữ trên trang này.",
        "Xem ảnh rồi nhập tay, yêu cầu đọc lại, hoặc quét lại trang.",
    ),
    "quality.blank": Message("Trang trắng.", "Kiểm tra mặt sau của giấy."),
    # Limits
    "sandbox.timeout": Message(
        "Xử lý tệp này lâu hơn mức cho phép.", "Chia nhỏ tệp hoặc quét lại ở 200–300 dpi."
    ),
    "sandbox.broken": Message("Bộ xử lý vừa khởi động lại giữa chừng.", "Hệ thống tự thử lại."),
    "sandbox.not_started": Message(
        "Máy không khởi động được tiến trình đọc.",
        "Kiểm tra bộ nhớ và số tiến trình còn trống của máy rồi thử lại.",
    ),
    "sandbox.died": Message(
        "Không xử lý được tệp này: tệp cần quá nhiều bộ nhớ hoặc có lỗi bên trong.",
        RESCAN + " Nếu lặp lại, báo quản trị.",
    ),
    "input.unreadable": Message("Không đọc được tệp.", "Kiểm tra đường dẫn và quyền đọc."),
    # Storage and search
    "storage.failed": Message("Kho lưu trữ báo lỗi.", ASK_ADMIN),
    "storage.bad_key": Message("Khóa đối tượng không đúng dạng.", ASK_ADMIN),
    "storage.bad_retention": Message("Thời hạn lưu phải là một thời điểm có múi giờ.", ASK_ADMIN),
    "storage.source_unreadable": Message(
        "Không đọc được tệp nguồn.", "Kiểm tra máy quét hoặc ổ đĩa; hệ thống tự thử lại."
    ),
    "search.failed": Message("Tra cứu gặp lỗi.", "Thử lại; nếu lặp lại, báo quản trị."),
    "search.unreachable": Message("Không kết nối được bộ tra cứu.", "Hệ thống tự thử lại."),
    "samples.failed": Message("Không tạo được giấy tờ mẫu.", "Xem nhật ký rồi chạy lại."),
    "samples.font_missing": Message(
        "Thiếu phông chữ Liberation có dấu tiếng Việt.", "Cài gói fonts-liberation2."
    ),
    "samples.folder_not_ours": Message(
        "Thư mục đã có tệp khác, không phải do lệnh này tạo.", "Chọn thư mục trống hoặc mới."
    ),
    "agency.no_name": Message("Chưa có tên của cơ quan cần tạo.", "Thêm --name TÊN."),
    "agency.unknown_level": Message(
        "Không có cấp này.", "Chọn ministry, province, district hoặc commune."
    ),
    "jobs.not_positive": Message("Số tiến trình phải từ 1 trở lên.", "Sửa --jobs."),
    "storage.full": Message(
        "Kho lưu trữ đã đầy.", "Quản trị dọn hoặc thêm dung lượng; tệp vẫn ở chỗ cũ."
    ),
    "storage.unreachable": Message("Không kết nối được kho lưu trữ.", "Hệ thống tự thử lại."),
    "storage.untrusted": Message(
        "Chứng thư của máy chủ kho lưu trữ không tin cậy được.",
        "Quản trị kiểm tra chứng thư của máy chủ và MOTLAN_S3_CA_FILE.",
    ),
    "storage.refused": Message(
        "Kho lưu trữ từ chối truy cập.",
        "Quản trị kiểm tra khóa truy cập, quyền trên bucket và đồng hồ của hai máy.",
    ),
    "storage.not_ready": Message(
        "Kho lưu trữ chưa được chuẩn bị: không có bucket này.",
        "Quản trị chạy motlan setup_store, hoặc sửa MOTLAN_S3_BUCKET.",
    ),
    "storage.unprotected": Message(
        "Bucket không có khóa đối tượng hoặc không giữ phiên bản nên không lưu gì vào đó.",
        "Quản trị đặt tên bucket mới ở MOTLAN_S3_BUCKET rồi chạy motlan setup_store.",
    ),
    "storage.no_encryption": Message(
        "Kho lưu trữ không mã hóa được như đã đặt.",
        "Quản trị kiểm tra dịch vụ khóa của máy chủ, MOTLAN_S3_ENCRYPTION và MOTLAN_S3_KMS_KEY.",
    ),
    "storage.missing": Message("Kho không có tệp này.", "Quản trị khôi phục từ bản sao lưu."),
    "storage.damaged": Message(
        "Tệp trong kho không còn nguyên vẹn.", "Quản trị khôi phục từ bản sao lưu."
    ),
    "storage.original_missing": Message(
        "Kho không còn bản gốc mà sổ đã ghi.", "Quản trị khôi phục từ bản sao lưu."
    ),
    "storage.on_hold": Message(
        "Đối tượng đang bị giữ theo yêu cầu pháp lý nên không được xóa.",
        "Chờ đến khi lệnh giữ được gỡ ở trang Lưu trữ.",
    ),
    "storage.under_retention": Message(
        "Tệp còn trong thời hạn lưu nên không xóa được.", "Không cần làm gì."
    ),
    "storage.hash_mismatch": Message("Dữ liệu nhận được khác với dữ liệu đã báo.", "Gửi lại tệp."),
    "search.damaged": Message("Chỉ mục tra cứu bị hỏng.", "Quản trị chạy lệnh motlan reindex."),
    "search.outdated": Message(
        "Chỉ mục tra cứu thuộc phiên bản khác của chương trình.",
        "Quản trị chạy lệnh motlan reindex bằng phiên bản đang dùng.",
    ),
    "search.forbidden": Message(
        "Máy chủ tra cứu từ chối tài khoản của hệ thống.",
        "Quản trị kiểm tra tên và mật khẩu của bộ tra cứu, và quyền quản lý chỉ mục.",
    ),
    "search.busy": Message("Chỉ mục đang được ghi.", "Hệ thống tự thử lại."),
    "records.full": Message(
        "Ổ đĩa đã đầy nên không ghi được vào cơ sở dữ liệu.",
        "Quản trị dọn hoặc thêm dung lượng rồi chạy lại; tệp vẫn ở chỗ cũ.",
    ),
    "records.busy": Message("Cơ sở dữ liệu đang bận ghi.", "Đợi một phút rồi chạy lại."),
    "records.unreachable": Message(
        "Không kết nối được với máy chủ cơ sở dữ liệu.",
        "Đợi ít phút rồi thử lại; nếu vẫn vậy, quản trị kiểm tra máy chủ PostgreSQL, MOTLAN_DATABASE_URL và mật khẩu.",
    ),
    "records.read_only": Message(
        "Cơ sở dữ liệu đang ở chế độ chỉ đọc nên không ghi được.",
        "Quản trị chuyển MOTLAN_DATABASE_URL về máy chủ chính; chưa có gì bị mất.",
    ),
    "records.not_allowed": Message(
        "Cơ sở dữ liệu không cho tài khoản này làm việc đó.",
        "Quản trị chạy motlan migrate bằng tài khoản chủ sở hữu, với MOTLAN_DATABASE_APP_ROLE.",
    ),
    "records.no_such_role": Message(
        "MOTLAN_DATABASE_APP_ROLE không phải một vai trò riêng, khác chủ sở hữu, của PostgreSQL.",
        "Tạo vai trò (CREATE ROLE … LOGIN PASSWORD …) rồi chạy lại motlan migrate.",
    ),
    "records.not_ready": Message(
        "Cơ sở dữ liệu chưa được chuẩn bị trên máy này.",
        "Chạy motlan migrate --agency MÃ --name TÊN rồi chạy lại.",
    ),
    "records.failed": Message(
        "Không mở được cơ sở dữ liệu.",
        "Báo quản trị kiểm tra thư mục MOTLAN_HOME, hoặc máy chủ của MOTLAN_DATABASE_URL.",
    ),
    # Moving an installation
    "move.no_source": Message(
        "Thư mục này không có sổ của Motlan.", "Đặt --from là MOTLAN_HOME của bản cài cũ."
    ),
    "move.same": Message(
        "Nơi chuyển đến chính là bản cài cũ.",
        "Đặt MOTLAN_DATABASE_URL và các máy chủ mới rồi chạy lại.",
    ),
    "move.source_busy": Message(
        "Bản cài cũ còn tiến trình đang chạy.", "Dừng các trang và worker ở đó rồi chạy lại."
    ),
    "move.target_in_use": Message(
        "Nơi chuyển đến đã có sổ khác với bản cài cũ nên chưa chuyển gì.",
        "Chọn một cơ sở dữ liệu trống, chạy motlan migrate rồi chạy lại.",
    ),
    # Review and the records
    "paper.wrong_move": Message(
        "Giấy tờ này vừa được người khác xử lý.", "Tải lại trang để thấy trạng thái mới."
    ),
    "paper.not_a_successor": Message(
        "Giấy tờ này không thay thế được: phải cùng chủ, cùng loại và đang dùng được.",
        "Chọn bản mới của đúng người, đúng loại giấy tờ.",
    ),
    "review.no_type": Message("Chưa chọn loại giấy tờ.", "Chọn loại giấy tờ rồi nhận."),
    "review.not_a_date": Message("Không phải một ngày có thật.", "Nhập theo dạng ngày/tháng/năm."),
    "review.wrong_personal_id": Message(
        "Số định danh phải có 12 chữ số (hoặc 9 chữ số với CMND cũ).", "So lại với giấy và sửa."
    ),
    "review.type_unsure": Message(
        "Máy chưa chắc về loại giấy tờ.", "Chọn lại loại giấy nếu chưa đúng."
    ),
    "review.field_missing": Message(
        "Loại giấy này phải có mà máy không đọc được.",
        "Xem bản quét rồi nhập; giấy không có thì để trống.",
    ),
    "review.nothing_read": Message("Máy không đọc được trường nào.", "Xem bản quét rồi nhập."),
    "review.field_unsure": Message("Máy đọc chưa chắc.", "So lại với bản quét."),
    "holder.not_certain": Message(
        "Không xác định chắc chắn được chủ giấy tờ: số định danh và họ tên không khớp với hồ sơ đã có.",
        "So lại số và tên với giấy; nếu đúng, đánh dấu xác nhận.",
    ),
    "holder.birth_year_differs": Message(
        "Năm sinh trong số định danh khác với ngày sinh.",
        "So lại số và ngày sinh với giấy; nếu đúng, đánh dấu xác nhận.",
    ),
    "holder.sex_differs": Message(
        "Giới tính trong số định danh khác với chủ giấy tờ đã ghi.",
        "So lại số với giấy; nếu đúng, đánh dấu xác nhận.",
    ),
    "ingest.unexpected": Message("Có lỗi ngoài dự kiến khi xử lý giấy tờ.", ASK_ADMIN),
    "ingest.failed": Message("Không xử lý được giấy tờ.", ASK_ADMIN),
    **{code: Message(*told) for code, told in PARTS.items()},
    # Wrong use of the command line
    "agency.unknown": Message(
        "Không có cơ quan với mã này.", "Kiểm tra mã, hoặc nhập danh mục cơ quan trước."
    ),
    "agency.several": Message(
        "Có nhiều cơ quan; chưa biết nhận giấy tờ cho cơ quan nào.", "Thêm --agency MÃ."
    ),
    "agency.none": Message("Chưa có cơ quan nào.", "Chạy motlan migrate --agency MÃ --name TÊN."),
    "dossier.unknown": Message("Không có hồ sơ với mã này.", "Kiểm tra mã, hoặc nhập hồ sơ trước."),
    "dossier.malformed": Message(
        "Mã hồ sơ không đúng dạng.", "Mã có dạng H15.50.05.13-261008-0975; so lại với giấy hẹn."
    ),
    "path.missing": Message("Không có tệp hoặc thư mục này.", "Kiểm tra đường dẫn."),
    "user.unknown": Message("Không có người dùng này.", "Kiểm tra tên đăng nhập."),
    "holder.malformed": Message(
        "Số định danh không đúng dạng.", "Nhập 12 chữ số, hoặc 9 chữ số với CMND cũ."
    ),
    "procedure.unknown": Message(
        "Không có thủ tục với mã này.", "Kiểm tra mã, hoặc nhập danh mục thủ tục."
    ),
}

UNKNOWN = Message("Có lỗi chưa được đặt tên.", ASK_ADMIN)


def message(code: str) -> Message:
    """The sentence of a code."""
    return MESSAGES.get(code, UNKNOWN)
