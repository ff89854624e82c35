"""A real Prometheus and Alertmanager tell of two faults and of their end; `drill --alerts` does them all."""

import pytest
from rich.console import Console

from ops.drills.alerts.command import performed
from ops.drills.alerts.faults import FAULTS
from ops.drills.alerts.monitors import missing_programs
from ops.testing import HOW_TO_GET_AMTOOL, HOW_TO_GET_PROMTOOL


@pytest.mark.slow
@pytest.mark.skipif(bool(missing_programs()), reason=f"{HOW_TO_GET_PROMTOOL} {HOW_TO_GET_AMTOOL}")
def test_alerts_come_with_a_fault_and_go_with_it() -> None:
    chosen = [FAULTS["postgresql"], FAULTS["beat"]]
    outcomes = list(performed(chosen, Console(stderr=True)))
    assert [one.fault for one in outcomes] == ["postgresql", "beat"]
    for outcome in outcomes:
        assert outcome.is_good, outcome
        assert not {alert for alert in outcome.beside if alert == "LotwiseApiDown"}, outcome
    # What follows from PostgreSQL's absence is held back.
    budget = next(one for one in outcomes[0].courses if one.alert == "LotwiseErrorBudgetFast")
    assert budget.inhibited_by == {"LotwiseDatabaseDown"}
