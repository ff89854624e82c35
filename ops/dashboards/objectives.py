"""What is promised to those who call the API, and the recorded series that say how well it is kept.

The promises themselves, and the rules that record these series, are in `ops/alerts/rules/slo.yml`.
"""

from typing import Final

# Of 1,000 requests 999 are answered without an error of ours, over 30 days.
AVAILABILITY: Final = 0.999
# Of 100 calls of /eoq 99 are answered within a quarter of a second.
LATENCY: Final = 0.99
LATENCY_SECONDS: Final = 0.25
# At this pace the budget of 30 days is used up in about two days, in five days, exactly in time.
FAST_BURN: Final = 14.4
SLOW_BURN: Final = 6.0
EVEN_BURN: Final = 1.0

ERROR_BUDGET_LEFT: Final = "max(job:http_requests_error_budget_left:ratio30d)"
LATENCY_BUDGET_LEFT: Final = "max(job:eoq_latency_budget_left:ratio30d)"


def errors(window: str) -> str:
    """The share of requests that met an error of ours, within a window; nothing where nobody asked."""
    return f"max(job:http_requests_failed:ratio_rate{window})"


def slow(window: str) -> str:
    """The share of calls of /eoq that took longer than promised, within a window."""
    return f"max(job:eoq_slow:ratio_rate{window})"


def burn_rate(share: str, objective: float) -> str:
    """How fast the budget is used up; 1 uses it up in exactly the time it is meant for."""
    return f"{share} / {1 - objective:.3g}"
