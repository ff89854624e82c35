"""*API*: who asks for what, how quickly it is answered, what is refused."""

from ops.dashboards import objectives
from ops.dashboards.model import Choice, Colour, Dashboard, Kind, Panel, Query, Steps, Unit

_CHOSEN = 'job="lotwise-api",handler=~"$route"'
_BUCKETS = "http_request_duration_seconds_bucket"
_RATE = "[$__rate_interval]"
_SLOW = Steps(bounds=[(objectives.LATENCY_SECONDS, Colour.WARNING), (1, Colour.BAD)])


def _quantile(share: float, by: str = "") -> str:
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({share:g}, sum by ({labels}) (rate({_BUCKETS}{{{_CHOSEN}}}{_RATE})))"


_REQUESTS = (
    Panel(
        title="Requests by route",
        kind=Kind.TIME_SERIES,
        means="Requests a second by the route's template. Probes and /metrics are not counted.",
        queries=[
            Query(
                expr=f"sum by (handler, method) (rate(http_requests_total{{{_CHOSEN}}}{_RATE})) > 0",
                legend="{{method}} {{handler}}",
            )
        ],
        unit=Unit.REQUESTS_PER_SECOND,
    ),
    Panel(
        title="Errors of ours",
        kind=Kind.TIME_SERIES,
        means="Share of each route's requests that met an error of ours (5xx); 0 is what it should be.",
        queries=[
            Query(
                expr=(
                    f'(sum by (handler) (rate(http_requests_total{{{_CHOSEN},status=~"5.."}}{_RATE})) or '
                    f"0 * sum by (handler) (rate(http_requests_total{{{_CHOSEN}}}{_RATE}))) / "
                    f"(sum by (handler) (rate(http_requests_total{{{_CHOSEN}}}{_RATE})) > 0)"
                ),
                legend="{{handler}}",
            )
        ],
        unit=Unit.SHARE,
        steps=Steps(bounds=[(1 - objectives.AVAILABILITY, Colour.BAD)]),
        runbooks=["LotwiseErrorBudgetFast"],
    ),
    Panel(
        title="Refusals",
        kind=Kind.TIME_SERIES,
        means=(
            "Requests refused with a reason, by status: 401 no key, 404 not there, 422 wrong input, "
            "429 too often."
        ),
        queries=[
            Query(
                expr=f'sum by (status) (rate(http_requests_total{{{_CHOSEN},status=~"4.."}}{_RATE})) > 0',
                legend="{{status}}",
            )
        ],
        unit=Unit.REQUESTS_PER_SECOND,
    ),
)

_LATENCY = (
    Panel(
        title="Latency",
        kind=Kind.TIME_SERIES,
        means=(
            "Half, 95 and 99 of 100 requests were answered within this time. Downloads and long polls "
            "are not timed."
        ),
        queries=[Query(expr=_quantile(share), legend=f"p{share * 100:.0f}") for share in (0.5, 0.95, 0.99)],
        unit=Unit.SECONDS,
        steps=_SLOW,
        runbooks=["LotwiseLatencyBudgetFast"],
    ),
    Panel(
        title="Latency by route, p95",
        kind=Kind.BARS,
        means="95 of 100 requests to each route were answered within this time.",
        queries=[
            Query(
                expr=(
                    f"sort_desc(topk(8, histogram_quantile(0.95, sum by (le, handler, method) "
                    f"(increase({_BUCKETS}{{{_CHOSEN}}}[$__range]))) > 0))"
                ),
                legend="{{method}} {{handler}}",
            )
        ],
        unit=Unit.SECONDS,
        steps=_SLOW,
    ),
    Panel(
        title="Requests by latency",
        kind=Kind.HEAT_MAP,
        means="How many requests took how long: the darker, the more. Two bands are two kinds of requests.",
        queries=[
            Query(expr=f"sum by (le) (increase({_BUCKETS}{{{_CHOSEN}}}{_RATE}))"),
        ],
        unit=Unit.SECONDS,
    ),
)

_WORK = (
    Panel(
        title="Calculations by result",
        kind=Kind.TIME_SERIES,
        means=(
            "Single calculations put on record, by the decision's status; refused: what was no item at all."
        ),
        queries=[
            Query(
                expr=f"sum by (result) (rate(lotwise_calculations_total{_RATE}))",
                legend="{{result}}",
            )
        ],
        unit=Unit.PER_SECOND,
        is_stacked=True,
    ),
    Panel(
        title="Delay of the audit",
        kind=Kind.TIME_SERIES,
        means="How long an answer waits until its calculation is committed; many share a transaction.",
        queries=[
            Query(
                expr=(
                    f"histogram_quantile({share:g}, "
                    f"sum by (le) (rate(lotwise_audit_delay_seconds_bucket{_RATE})))"
                ),
                legend=f"p{share * 100:.0f}",
            )
            for share in (0.5, 0.99)
        ],
        unit=Unit.SECONDS,
        steps=Steps(bounds=[(0.1, Colour.WARNING), (1, Colour.BAD)]),
        runbooks=["LotwiseAuditDelay"],
    ),
    Panel(
        title="Calculations per transaction",
        kind=Kind.TIME_SERIES,
        means="Calculations committed together; it grows with the load and keeps the audit cheap.",
        queries=[
            Query(
                expr=(
                    f"sum(rate(lotwise_audit_batch_rows_sum{_RATE})) / "
                    f"(sum(rate(lotwise_audit_batch_rows_count{_RATE})) > 0)"
                ),
                legend="mean",
            )
        ],
        unit=Unit.FACTOR,
        decimals=1,
    ),
)

_DOOR = (
    Panel(
        title="Sign-in failures",
        kind=Kind.TIME_SERIES,
        means=(
            "Passwords, keys and tokens that let nobody in, per minute. A steady climb is somebody guessing."
        ),
        queries=[
            Query(
                expr=f"sum by (kind) (60 * rate(lotwise_sign_in_failures_total{_RATE}))",
                legend="{{kind}}",
            )
        ],
        unit=Unit.FACTOR,
        decimals=1,
        steps=Steps(bounds=[(30, Colour.WARNING)]),
    ),
    Panel(
        title="Refused for coming too often",
        kind=Kind.TIME_SERIES,
        means="Requests answered by 429, per minute, by limit.",
        queries=[
            Query(
                expr=f"sum by (limit) (60 * rate(lotwise_rate_limited_total{_RATE}))",
                legend="{{limit}}",
            )
        ],
        unit=Unit.FACTOR,
        decimals=1,
    ),
    Panel(
        title="Keys known without asking PostgreSQL",
        kind=Kind.TIME_SERIES,
        means="Share of requests whose key was still known. A low share costs PostgreSQL a look-up each.",
        queries=[
            Query(
                expr=(
                    f'sum(rate(lotwise_key_cache_total{{result="hit"}}{_RATE})) / '
                    f"(sum(rate(lotwise_key_cache_total{_RATE})) > 0)"
                ),
                legend="known",
            )
        ],
        unit=Unit.SHARE,
        shown=(0, 1),
    ),
)

DASHBOARD = Dashboard(
    name="api",
    title="API",
    means="Rate, errors and latency of every route, the audit behind it, and who is turned away at the door.",
    panels=[*_REQUESTS, *_LATENCY, *_WORK, *_DOOR],
    choices=[Choice(name="route", label="Route", metric="http_requests_total", of_label="handler")],
)
