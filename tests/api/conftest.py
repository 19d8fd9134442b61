"""The case of the tests of reuse, and a system whose account is an officer of its commune."""

import pytest

from api.limits import ALLOWANCES
from tests.api.systems import System, make_system
from tests.reuse.cases import Case, make_case


@pytest.fixture(autouse=True)
def _no_allowance_is_left(db: None) -> None:
    """Rows of the test before had the same ids, and this process holds some of their calls."""
    ALLOWANCES.forget()


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


@pytest.fixture
def system(case: Case) -> System:
    return make_system(case.agency)
