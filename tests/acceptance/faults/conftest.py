"""A Lotwise to be broken, shared by the tests of a module, each of which finds it whole."""

from collections.abc import Callable, Iterator

import pytest

from ops.drills.scenario import Result, Scenario, perform
from ops.drills.site import Site, opened, scratch
from ops.drills.table import SCENARIOS

Holds = Callable[[str | Scenario], Result]


# Servers of its own, since they are killed, too; kept for all modules of this folder: each starts in seconds,
# but there are many.
@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """PostgreSQL, Valkey, API, a worker of two children, beat."""
    with scratch() as folder, opened(folder) as made:
        yield made


@pytest.fixture
def holds(site: Site) -> Holds:
    """Performs a scenario of the drill: its fault must land, and every promise must hold afterwards."""

    def performed(scenario: str | Scenario) -> Result:
        result = perform(site, SCENARIOS[scenario] if isinstance(scenario, str) else scenario)
        if result.skipped:
            pytest.skip(result.skipped)
        assert result.is_good, "\n".join(result.complaints)
        return result

    return performed
