"""Thủ tục and Loại giấy tờ: the shared catalogues, seen by every administrator, changed by those of a whole tree."""
