"""A real Prometheus and Alertmanager tell of two faults and of their end; `drill --alerts` does them all."""

from contextlib import nullcontext

import pytest
from rich.console import Console

from ops.drills.alerts.command import performed
from ops.drills.alerts.faults import FAULTS, Fault
from ops.drills.alerts.monitors import missing_programs
from ops.testing import HOW_TO_GET_AMTOOL, HOW_TO_GET_PROMTOOL


@pytest.mark.slow
@pytest.mark.skipif(bool(missing_programs()), reason=f"{HOW_TO_GET_PROMTOOL} {HOW_TO_GET_AMTOOL}")
def test_alerts_come_with_a_fault_and_go_with_it() -> None:
    nothing = Fault(
        name="nothing", words="", alerts=("LotwiseApiDown",), broken=lambda _: nullcontext(), fire_seconds=5
    )
    *outcomes, unseen = performed([FAULTS["postgresql"], FAULTS["beat"], nothing], Console(stderr=True))
    assert [one.fault for one in outcomes] == ["postgresql", "beat"]
    for outcome in outcomes:
        assert outcome.is_good, outcome
        assert "LotwiseApiDown" not in outcome.beside
    # What follows from PostgreSQL's absence is held back.
    budget = next(one for one in outcomes[0].courses if one.alert == "LotwiseErrorBudgetFast")
    assert budget.inhibited_by == {"LotwiseDatabaseDown"}
    # The drill sees, too, that an alert does not come.
    assert not unseen.is_good
    assert unseen.complaints == ("waited 5 s in vain for: LotwiseApiDown to fire",)
