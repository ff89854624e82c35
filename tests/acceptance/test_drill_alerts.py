"""A real Prometheus and Alertmanager tell of faults and of their end; `drill --alerts` does them all."""

from contextlib import nullcontext
from dataclasses import replace

import pytest
from rich.console import Console

from ops.drills.alerts.command import performed
from ops.drills.alerts.faults import FAULTS
from ops.drills.alerts.performing import Outcome
from ops.drills.alerts.scene import Fault
from ops.drills.alerts.watching import missing_programs
from ops.testing import HOW_TO_GET_AMTOOL, HOW_TO_GET_PROMTOOL


@pytest.mark.slow
@pytest.mark.skipif(bool(missing_programs()), reason=f"{HOW_TO_GET_PROMTOOL} {HOW_TO_GET_AMTOOL}")
def test_alerts_come_with_a_fault_and_go_with_it() -> None:
    nothing = Fault(
        name="nothing", words="", alerts=("LotwiseApiDown",), broken=lambda _: nullcontext(), fire_seconds=5
    )
    chosen = [
        # Its slow budget needs another minute to clear: the whole drill waits for it.
        replace(FAULTS["postgresql"], lingering=()),
        FAULTS["door"],
        # One of the two as if it were such a slow one.
        replace(
            FAULTS["certificate"],
            alerts=("LotwiseCertificateEnding",),
            lingering=("LotwiseCertificateExpiring",),
        ),
        FAULTS["disk"],
        nothing,
    ]
    *outcomes, unseen = performed(chosen, Console(stderr=True))
    assert [one.fault for one in outcomes] == ["postgresql", "door", "certificate", "disk"]
    for outcome in outcomes:
        assert outcome.is_good, outcome
        assert "LotwiseApiDown" not in outcome.beside
    # What follows from PostgreSQL's absence, or says the same less urgently, is held back.
    assert inhibited(outcomes[0], "LotwiseErrorBudgetFast") == {"LotwiseDatabaseDown"}
    if not outcomes[2].courses[0].skipped:
        assert inhibited(outcomes[2], "LotwiseCertificateExpiring") == {"LotwiseCertificateEnding"}
    # The drill sees, too, that an alert does not come.
    assert not unseen.is_good
    assert unseen.complaints == ("waited 5 s in vain for: LotwiseApiDown to fire",)


def inhibited(outcome: Outcome, alert: str) -> set[str]:
    return next(one for one in outcome.courses if one.alert == alert).inhibited_by
