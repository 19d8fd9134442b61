"""Opens received files: says what they are, how many pages they have, and hands out page images."""

from ocr.documents.model import Document, Limits, PageInfo
from ocr.documents.opening import load_page, open_document, page_info

__all__ = ["Document", "Limits", "PageInfo", "load_page", "open_document", "page_info"]
