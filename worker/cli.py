"""The `motlan` command: maps a verb to the module that does it and imports that module only."""

import gc
import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

# What a person reads with `motlan --help`, in the order of the work.
VERBS = {
    "demo": "cả vòng đời của bộ giấy tờ mẫu, rồi mở các trang",
    "serve": "mở các trang trên máy này, kèm một worker",
    "digitize": "nhận tệp hoặc thư mục quét: đọc, ký, lưu, lập chỉ mục",
    "worker": "xử lý giấy tờ đang chờ cho đến khi dừng",
    "indexer": "giữ tra cứu và chỉ tiêu theo kịp sổ, cho nhiều worker",
    "sweep": "tìm việc bị bỏ quên và đối tượng thừa, thiếu trong kho",
    "walk": "đi cùng một giấy tờ qua mọi trạng thái",
    "search": "tra cứu giấy tờ theo chữ, tên, số hiệu, số định danh",
    "reuse": "kiểm tra giấy tờ đang giữ có dùng lại được không",
    "rates": "chỉ tiêu theo cấp, cơ quan, năm",
    "recount": "đối chiếu số liệu chỉ tiêu với kết quả đếm lại toàn bộ sổ",
    "send_reports": "gửi qua thư các báo cáo đến ngày gửi",
    "import": "nhập danh mục và sổ từ CSV, XLSX hoặc JSON",
    "export": "ghi danh mục thủ tục ra CSV, XLSX hoặc JSON",
    "migrate": "chuẩn bị sổ, tạo cơ quan đầu tiên",
    "setup_store": "chuẩn bị kho lưu trữ: tạo bucket, thử khóa và mã hóa",
    "migrate_to": "chuyển bản cài trên một máy sang các máy chủ",
    "add_user": "thêm người dùng và vai trò",
    "api_token": "khóa truy cập API của hệ thống khác",
    "reindex": "dựng lại chỉ mục tra cứu từ sổ",
    "renew": "gia hạn bằng chứng thời gian của các bản đã ký trước khi hết hạn",
    "verify_archive": "kiểm tra từng đối tượng trong kho: còn đủ, nguyên vẹn, được khóa, chữ ký",
    "trust": "gốc tin cậy: xem, ghim, kiểm tra, làm mới danh sách thu hồi",
    "dispose": "tiêu hủy giấy tờ đã được hai người duyệt, theo lệnh giữ trong kho",
    "audit": "kiểm tra, neo và xuất nhật ký sự kiện",
    "read": "đọc chữ trên tệp quét, không cần sổ",
    "split": "đề xuất cách tách tệp quét cả tập thành từng giấy tờ",
    "pdf": "tạo PDF/A tra cứu được từ tệp quét",
    "sign": "ký số một tệp PDF",
    "verify": "kiểm tra chữ ký số của tệp PDF",
    "make_samples": "vẽ bộ giấy tờ mẫu",
}

# verb → module with `main(argv) -> exit status`; these never import Django.
DIRECT = {
    "read": "worker.direct.read",
    "split": "worker.direct.split",
    "pdf": "worker.direct.pdf",
    "sign": "worker.direct.sign",
    "verify": "worker.direct.verify",
    "make_samples": "worker.direct.make_samples",
}

INTERRUPTED = 130  # what a shell says of a command that Ctrl+C ended


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status.

    0 done, 1 all failed, 2 wrong use, 3 some failed, 130 stopped by Ctrl+C.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file name may hold bytes that are no UTF-8. Escaped, the line stays UTF-8 and valid
            # JSON, and os.fsencode of what JSON gives back is the name as given.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if arguments and not arguments[0].startswith("-"):
        # `motlan migrate-to` is `motlan migrate_to`: nobody should have to remember which it is.
        arguments[0] = arguments[0].replace("-", "_")
    if arguments and arguments[0] in DIRECT:
        return _run_direct(DIRECT[arguments[0]], arguments[1:])
    if not arguments or arguments[0] in {"--help", "-h", "help"}:
        sys.stdout.write(_overview())
        return 0
    if arguments[0] not in VERBS:
        sys.stderr.write(
            f"Không có lệnh «{arguments[0]}».\n→ Chạy motlan --help để xem các lệnh.\n"
        )
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    management = importlib.import_module("django.core.management")
    management.execute_from_command_line(["motlan", *arguments])
    return 0


def _run_direct(name: str, arguments: Sequence[str]) -> int:
    try:
        return int(_loaded(name).main(arguments))
    except KeyboardInterrupt:
        sys.stderr.write("Đã dừng theo yêu cầu.\n")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the results has seen enough (`motlan read … | head`). The stream is pointed
        # elsewhere, or Python complains once more when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _loaded(name: str) -> Any:
    """The module. What modules are made of stays to the end, here and in the processes that are copied
    from this one: to look through it for what may go takes a tenth of the time of loading them.
    """
    gc.disable()
    module = importlib.import_module(name)
    gc.freeze()
    gc.enable()
    return module


def _overview() -> str:
    lines = [f"  {verb:<16}{does}" for verb, does in VERBS.items()]
    head = "Motlan – số hóa một lần, dùng lại nhiều lần.\n\nmotlan LỆNH [--help]\n"
    return "\n".join([head, *lines, ""])


if __name__ == "__main__":
    sys.exit(main())
