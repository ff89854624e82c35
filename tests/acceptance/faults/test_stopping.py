"""Workers that are stopped, replaced, named alike, or started on another machine."""

from collections.abc import Iterator

import pytest

from ops.drills.scenario import Scenario, perform
from ops.drills.site import Site, opened, scratch
from ops.drills.stopping import RECYCLING, STOPPING
from tests.acceptance.faults.cases import cases
from tests.acceptance.faults.conftest import Holds

CASES = ("stop-worker-reading", "stop-worker-handing", "two-of-one-name", "far-worker")


@pytest.fixture
def small_site() -> Iterator[Site]:
    """One whose processes are all past their memory."""
    with scratch() as folder, opened(folder, changes=dict(RECYCLING[0].settings)) as made:
        yield made


@pytest.mark.parametrize("scenario", cases(STOPPING, only=CASES))
def test_a_worker_that_goes_costs_no_row_and_no_attempt_but_its_own(holds: Holds, scenario: Scenario) -> None:
    holds(scenario)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", cases(RECYCLING))
def test_a_process_past_its_memory_is_replaced_after_its_chunk(small_site: Site, scenario: Scenario) -> None:
    result = perform(small_site, scenario)
    assert result.is_good, "\n".join(result.complaints)
