"""Giao giấy tờ: the signed bytes of a reused paper, to the officer at once or to whoever holds a link."""
