"""The options of the command line that say what to assume where a sheet says nothing."""

from typing import Annotated, Final

import typer

from core.inventory.defaults import Defaults
from core.job_options import JOB_REVIEW_PERIOD_DAYS

OrderCost = Annotated[float | None, typer.Option(help="of rows that give none [money per order]")]
HoldingRate = Annotated[float | None, typer.Option(help="of rows that give none [per year; 0.25]")]
LeadTimeDays = Annotated[float | None, typer.Option(help="of rows that give none [days]")]
ServiceLevel = Annotated[float | None, typer.Option(help="of rows that give none [0..1]")]

# What gives a field no row has the same value for all rows.
FLAGS: Final = {"order_cost": "--order-cost 45", "holding_cost": "--holding-rate 0.25"}


def defaults(
    *,
    order_cost: float | None,
    holding_rate: float | None,
    lead_time_days: float | None,
    service_level: float | None,
) -> Defaults:
    """What was given, as a job would assume it."""
    return Defaults(
        order_cost=order_cost,
        holding_rate=holding_rate,
        lead_time_days=lead_time_days,
        service_level=service_level,
        review_period_days=JOB_REVIEW_PERIOD_DAYS,
    )
