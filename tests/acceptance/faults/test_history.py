"""What was is still there after everything was restarted."""

import pytest

from tests.acceptance.faults.conftest import Holds

pytestmark = pytest.mark.slow


def test_history_survives_a_restart_of_everything_and_a_running_job_goes_on(holds: Holds) -> None:
    holds("restart-all")
