"""The case that most tests of reuse begin with."""

import pytest

from tests.reuse.cases import Case, make_case


@pytest.fixture
def case(db: None) -> Case:
    return make_case()
