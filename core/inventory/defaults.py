"""What a company assumes where its sheet says nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """Values for fields a row leaves empty; every field filled from here is named in `assumed`.

    `demand_cv` is the standard deviation of a month's demand over its mean. `review_period_days` is 0 for a
    single call and 1 for jobs, since a nightly check is a review. A given `service_level` goes before the
    nine default levels of the ABC/XYZ segments.
    """

    order_cost: float | None = None
    holding_rate: float | None = None
    lead_time_days: float | None = None
    service_level: float | None = None
    demand_cv: float | None = None
    review_period_days: float = 0.0
    excess_cover_days: float = 365.0
