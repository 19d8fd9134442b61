"""Logging filter that keeps personal ids out of every log line."""

import logging
import re

# 12-digit personal ids and old 9-digit ones; longer digit runs (hashes, timestamps) are left alone.
PERSONAL_ID = re.compile(r"(?<!\d)(\d{3})\d{3,6}(\d{3})(?!\d)")


class MaskPersonalIds(logging.Filter):
    """Masks the middle of personal ids in the finished message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; every record passes."""
        record.msg = PERSONAL_ID.sub(r"\1***\2", record.getMessage())
        record.args = ()
        return True
