"""One row that kills whoever decides it."""

import pytest

from tests.acceptance.faults.conftest import Holds

pytestmark = pytest.mark.slow


def test_a_row_that_crashes_the_process_is_named_and_all_others_are_delivered(holds: Holds) -> None:
    holds("poison-row")
