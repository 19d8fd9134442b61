import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BadKey
from storage.keys import digest_of, key_of


@given(st.from_regex(r"[0-9a-f]{64}", fullmatch=True))
def test_key_and_digest_are_one_to_one(digest: str) -> None:
    key = key_of(digest)
    assert digest_of(key) == digest
    assert key == f"{digest[:2]}/{digest[2:4]}/{digest}"


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        digest_of(text)
