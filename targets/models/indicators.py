"""The codes of what is measured."""

from django.db import models


class Indicator(models.TextChoices):
    """The indicators of docs/indicators.md; the label says what is counted."""

    M1 = "M1", "Số hóa kết quả còn hiệu lực"
    M2 = "M2", "Hồ sơ được số hóa"
    M2S = "M2s", "Hồ sơ được số hóa đủ thành phần bắt buộc"
    M4 = "M4", "Giấy tờ số hóa đã ký số và lưu trữ"
    M5 = "M5", "Hồ sơ có tái sử dụng giấy tờ"
    M5C = "M5c", "Thành phần hồ sơ được tái sử dụng"
    M6 = "M6", "Không phải nộp lại giấy tờ đã có"
    M7 = "M7", "Hồ sơ nộp trực tuyến"
    M8 = "M8", "Luân chuyển điện tử"
    M9 = "M9", "Giải quyết đúng hạn"
