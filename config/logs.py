"""Logging filter that keeps personal ids out of every log line."""

import logging
import re

# 12-digit personal ids and old 9-digit ones; longer digit runs (hashes, timestamps) are left alone.
PERSONAL_ID = re.compile(r"(?<!\d)\d{5,8}(\d{4})(?!\d)")
MASK = r"*****\1"


class MaskPersonalIds(logging.Filter):
    """Masks the middle of personal ids in the finished message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; every record passes."""
        record.msg = PERSONAL_ID.sub(MASK, record.getMessage())
        record.args = ()
        if record.levelno < logging.ERROR:
            # Django hangs the traceback of every refused page on its warning: no fault of ours.
            record.exc_info = record.exc_text = None
        if record.exc_info and not record.exc_text:
            # The formatter takes what stands here; an exception may quote what it met.
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = PERSONAL_ID.sub(MASK, record.exc_text)
        return True
