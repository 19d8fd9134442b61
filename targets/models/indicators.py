"""The codes of what is measured."""

from django.db import models


class Indicator(models.TextChoices):
    """The indicators of docs/indicators.md; the label says what is counted.

    What numerator and denominator count, and of which measures they are made, stands in
    `targets.indicators`.
    """

    M1 = "M1", "Số hóa kết quả còn hiệu lực"
    M2 = "M2", "Hồ sơ được số hóa"
    M2S = "M2s", "Hồ sơ được số hóa đủ thành phần bắt buộc"
    M3 = "M3", "Cấp kết quả điện tử"
    M3S = "M3s", "Cấp kết quả điện tử có chữ ký số hợp lệ"
    M4 = "M4", "Giấy tờ số hóa đã ký số và lưu trữ"
    M5 = "M5", "Hồ sơ có tái sử dụng giấy tờ"
    M5C = "M5c", "Thành phần hồ sơ được tái sử dụng"
    M5L = "M5l", "Hồ sơ lấy giấy tờ từ Kho dữ liệu của công dân"
    M6 = "M6", "Không phải nộp lại giấy tờ đã có"
    M6D = "M6d", "Hồ sơ không phải nộp lại giấy tờ đã có"
    M7 = "M7", "Hồ sơ nộp trực tuyến"
    M8 = "M8", "Luân chuyển điện tử"
    M8T = "M8t", "Lượt luân chuyển điện tử"
    M9 = "M9", "Giải quyết đúng hạn"
    M9F = "M9f", "Đúng hạn trong số đã giải quyết xong"
    M10P = "M10p", "Hồ sơ qua bưu chính công ích"
    M10R = "M10r", "Hồ sơ bị trả lại hoặc rút"
    M10A = "M10a", "Hồ sơ quá hạn có phiếu xin lỗi"
    M10S = "M10s", "Mức độ hài lòng"
