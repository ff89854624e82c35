"""What is promised to those who call the API, and the queries that say how well it is kept."""

from typing import Final

# Of 1,000 requests 999 are answered without an error of ours, over 30 days.
AVAILABILITY: Final = 0.999
# Of 100 requests 99 are answered within a quarter of a second.
LATENCY: Final = 0.99
LATENCY_SECONDS: Final = 0.25
DAYS: Final = 30
# At this pace the budget of 30 days is used up in about two days, in five days, exactly in time.
FAST_BURN: Final = 14.4
SLOW_BURN: Final = 6.0
EVEN_BURN: Final = 1.0


def errors(window: str) -> str:
    """The share of requests that met an error of ours, within a window; nothing where nobody asked."""
    failed = f'sum(rate(http_requests_total{{job="lotwise-api",status=~"5.."}}[{window}])) or vector(0)'
    return f'({failed}) / (sum(rate(http_requests_total{{job="lotwise-api"}}[{window}])) > 0)'


def slow(window: str) -> str:
    """The share of timed requests that took longer than promised, within a window."""
    name, job = "http_request_duration_seconds", 'job="lotwise-api"'
    quick = f'sum(rate({name}_bucket{{{job},le="{LATENCY_SECONDS:g}"}}[{window}]))'
    return f"1 - {quick} / (sum(rate({name}_count{{{job}}}[{window}])) > 0)"


def budget_left(share: str, objective: float) -> str:
    """How much of what may go wrong has not yet: 1 is all, 0 none, below 0 the promise is broken."""
    return f"1 - ({share}) / {1 - objective:.3g}"


def burn_rate(share: str, objective: float) -> str:
    """How fast the budget is used up; 1 uses it up in exactly the time it is meant for."""
    return f"({share}) / {1 - objective:.3g}"
