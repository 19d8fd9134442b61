"""Errors of reading. Each has a stable code, says whether a retry helps, and what a person can do."""


class OcrError(Exception):
    """Base of all errors of this package."""

    code = "ocr.failed"
    retry = False
    remedy = "Scan the paper again and send the new file."

    def __init__(self, message: str = "", **facts: object) -> None:
        super().__init__(message or self.code)
        self.facts = facts
