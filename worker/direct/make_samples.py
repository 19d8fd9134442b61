"""`motlan make_samples DIR --seed N`: draw the project's own sample papers, without Django."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from samples.draw import draw_samples
from samples.errors import FolderNotOurs, SamplesError

_SENTENCES = {
    "samples.folder_not_ours": (
        "Thư mục đã có tệp khác, không phải do lệnh này tạo. Hãy chọn thư mục trống hoặc mới."
    ),
    "samples.font_missing": "Thiếu phông chữ Liberation có dấu tiếng Việt. Hãy cài gói fonts-liberation2.",
}


def main(argv: Sequence[str]) -> int:
    """Draw the set and say what was drawn; 0 done, 1 failed, 2 wrong use."""
    parser = argparse.ArgumentParser(
        prog="motlan make_samples",
        description="Vẽ bộ giấy tờ mẫu: danh mục, bản quét và đáp án; mọi nhân vật đều hư cấu.",
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="thư mục trống hoặc chưa có")
    parser.add_argument(
        "--seed", type=int, default=1, help="số gieo: cùng số thì cùng từng byte (mặc định 1)"
    )
    arguments = parser.parse_args(list(argv))
    try:
        drawn = draw_samples(arguments.folder, seed=arguments.seed, sign=None)
    except SamplesError as error:
        sys.stderr.write(f"{_SENTENCES.get(error.code, error.remedy)} [{error.code}]\n")
        return 2 if isinstance(error, FolderNotOurs) else 1
    sys.stdout.write(
        f"{len(drawn.files)} tệp, {drawn.page_count} trang, "
        f"{len(drawn.catalogue)} danh mục: {arguments.folder}\n"
    )
    return 0
