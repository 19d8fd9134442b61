"""`motlan setup_store`: makes the object store ready and proves that it protects what is put."""

from typing import Any

from config import wiring
from config.messages import message
from storage.errors import StorageError
from worker.command import ALL_FAILED, Ended, RecordsCommand


class Command(RecordsCommand):
    help = "Chuẩn bị kho lưu trữ: tạo bucket có khóa đối tượng, thử ghi, đọc, khóa và mã hóa."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ready = wiring.set_up_store()
        except StorageError as error:
            told = message(error.code)
            raise Ended(
                f"{told.sentence} ({error})\n→ {told.remedy} [{error.code}]", returncode=ALL_FAILED
            ) from error
        if options["json"]:
            self.put(ready)
        elif ready["store"] == "folder":
            self.say("Kho là một thư mục trên máy này và đã sẵn sàng.")
        else:
            done = "đã tạo" if ready["made"] else "đã có"
            self.say(
                f"Bucket {ready['bucket']}: {done}; khóa đối tượng được giữ, "
                f"ghi và đọc được, mã hóa: {ready['encryption']}."
            )
            if ready["may_delete"]:
                self.say(
                    "Tài khoản này xóa được đối tượng chưa khóa; ở nơi chạy thật hãy dùng quyền trong "
                    "deploy/minio/policy.json."
                )
