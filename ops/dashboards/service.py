"""*Service*: in one look, whether planners are served."""

from ops.dashboards import objectives
from ops.dashboards.model import Colour, Dashboard, Kind, Panel, Query, Steps, Unit, tile

_MINUTES = 60.0
_HOURS = 3600.0
_WINDOW = "30d"

_PROMISES = (
    tile(
        title="Requests answered, 30 days",
        means=(
            f"Share of requests answered without an error of ours (status 5xx). Promised: "
            f"{objectives.AVAILABILITY:.1%} over 30 days."
        ),
        queries=[Query(expr=f"1 - {objectives.errors(_WINDOW)}")],
        unit=Unit.SHARE,
        decimals=3,
        steps=Steps(base=Colour.BAD, bounds=[(objectives.AVAILABILITY, Colour.GOOD)]),
        shown=(0, 1),
        runbooks=["LotwiseErrorBudgetFast"],
    ),
    tile(
        title="Error budget left, 30 days",
        means="What of the errors we allow ourselves in 30 days is left; below 0 the promise is broken.",
        queries=[Query(expr=objectives.ERROR_BUDGET_LEFT)],
        unit=Unit.SHARE,
        decimals=1,
        steps=Steps(base=Colour.BAD, bounds=[(0, Colour.WARNING), (0.25, Colour.GOOD)]),
        shown=(None, 1),
        runbooks=["LotwiseErrorBudgetFast"],
    ),
    tile(
        title="/eoq within 250 ms, 30 days",
        means=(
            f"Share of calls of /eoq answered within {objectives.LATENCY_SECONDS:g} s. "
            f"Promised: {objectives.LATENCY:.0%} over 30 days."
        ),
        queries=[Query(expr=f"1 - {objectives.slow(_WINDOW)}")],
        unit=Unit.SHARE,
        decimals=2,
        steps=Steps(base=Colour.BAD, bounds=[(objectives.LATENCY, Colour.GOOD)]),
        shown=(0, 1),
        runbooks=["LotwiseLatencyBudgetFast"],
    ),
    tile(
        title="Latency budget left, 30 days",
        means="What of the slow answers we allow ourselves in 30 days is left.",
        queries=[Query(expr=objectives.LATENCY_BUDGET_LEFT)],
        unit=Unit.SHARE,
        decimals=1,
        steps=Steps(base=Colour.BAD, bounds=[(0, Colour.WARNING), (0.25, Colour.GOOD)]),
        shown=(None, 1),
        runbooks=["LotwiseLatencyBudgetFast"],
    ),
    tile(
        title="Alerts firing",
        means="How many alerts fire now; each has a page of what to do.",
        queries=[Query(expr='count(ALERTS{alertstate="firing",severity=~"page|ticket"}) or vector(0)')],
        steps=Steps(bounds=[(1, Colour.BAD)]),
    ),
    tile(
        title="Not reached by Prometheus",
        means="Targets that gave no numbers at the last scrape: what they would tell is not seen.",
        queries=[Query(expr="count(up == 0) or vector(0)")],
        steps=Steps(bounds=[(1, Colour.BAD)]),
        runbooks=["LotwiseExporterDown", "LotwiseApiDown"],
    ),
)

_PLANNERS = (
    tile(
        title="Longest wait for a worker",
        means="How long the chunk that has waited longest could have been computed; 0: nobody waits.",
        queries=[Query(expr="max(lotwise_oldest_ready_chunk_age_seconds)")],
        unit=Unit.SECONDS,
        steps=Steps(bounds=[(2 * _MINUTES, Colour.WARNING), (10 * _MINUTES, Colour.BAD)]),
        runbooks=["LotwiseJobsNotStarting"],
    ),
    tile(
        title="Workers alive",
        means="Workers whose heartbeat is fresh; without any no sheet is computed.",
        queries=[Query(expr="max(lotwise_workers)")],
        steps=Steps(base=Colour.BAD, bounds=[(1, Colour.GOOD)]),
        runbooks=["LotwiseNoWorkers"],
    ),
    tile(
        title="PostgreSQL",
        means="Whether PostgreSQL answers the API. Everything durable is there: without it nothing works.",
        queries=[Query(expr="min(lotwise_database_up)")],
        words=[(0, "away", Colour.BAD), (1, "answers", Colour.GOOD)],
        steps=Steps(base=Colour.BAD, bounds=[(1, Colour.GOOD)]),
        runbooks=["LotwiseDatabaseDown"],
    ),
    tile(
        title="Nightly runs overdue",
        means="How long a scheduled run has been due without one that ended well; 0: all as planned.",
        queries=[Query(expr="max(lotwise_nightly_overdue_seconds)")],
        unit=Unit.SECONDS,
        steps=Steps(bounds=[(15 * _MINUTES, Colour.WARNING), (_HOURS, Colour.BAD)]),
        runbooks=["LotwiseNightlyMissing"],
    ),
    tile(
        title="Since a good nightly run",
        means="Time since a scheduled run last ended well; empty where none ever did.",
        queries=[Query(expr="time() - (max(lotwise_nightly_last_success_timestamp_seconds) > 0)")],
        unit=Unit.SECONDS,
        steps=Steps(bounds=[(26 * _HOURS, Colour.WARNING), (50 * _HOURS, Colour.BAD)]),
        runbooks=["LotwiseNightlyMissing"],
    ),
    tile(
        title="Since beat's last tick",
        means="Beat sends every 5 s what is due; when it stands still no schedule starts, jobs go on.",
        queries=[Query(expr="time() - (max(lotwise_beat_last_tick_timestamp_seconds) > 0)")],
        unit=Unit.SECONDS,
        decimals=0,
        steps=Steps(bounds=[(_MINUTES, Colour.WARNING), (5 * _MINUTES, Colour.BAD)]),
        runbooks=["LotwiseBeatSilent"],
    ),
)

_BURNS = [(objectives.EVEN_BURN, Colour.WARNING), (objectives.FAST_BURN, Colour.BAD)]
_COURSE = (
    Panel(
        title="Burn rate of the error budget",
        kind=Kind.TIME_SERIES,
        means=(
            "How fast errors use up the budget: 1 is just what is allowed; 14.4 for an hour uses 2 % of a "
            "month's and pages. Nothing is drawn while nobody asks."
        ),
        queries=[
            Query(
                expr=objectives.burn_rate(objectives.errors(window), objectives.AVAILABILITY),
                legend=f"over {window}",
            )
            for window in ("5m", "1h", "6h")
        ],
        unit=Unit.FACTOR,
        steps=Steps(bounds=_BURNS),
        width=12,
        runbooks=["LotwiseErrorBudgetFast", "LotwiseErrorBudgetSlow"],
    ),
    Panel(
        title="Burn rate of the latency budget",
        kind=Kind.TIME_SERIES,
        means="The same for calls of /eoq that took longer than a quarter of a second.",
        queries=[
            Query(
                expr=objectives.burn_rate(objectives.slow(window), objectives.LATENCY),
                legend=f"over {window}",
            )
            for window in ("5m", "1h", "6h")
        ],
        unit=Unit.FACTOR,
        steps=Steps(bounds=_BURNS),
        width=12,
        runbooks=["LotwiseLatencyBudgetFast"],
    ),
    Panel(
        title="Requests by outcome",
        kind=Kind.TIME_SERIES,
        means="2xx were served, 4xx refused with a reason, 5xx are errors of ours.",
        queries=[
            Query(
                expr=(
                    'sum by (class) (label_replace(rate(http_requests_total{job="lotwise-api"}'
                    '[$__rate_interval]), "class", "${1}xx", "status", "(.).*"))'
                ),
                legend="{{class}}",
            )
        ],
        unit=Unit.REQUESTS_PER_SECOND,
        is_stacked=True,
        width=12,
    ),
    Panel(
        title="Jobs under way",
        kind=Kind.TIME_SERIES,
        means="Jobs that have not ended, by state. needs_answer waits for a person, all others for us.",
        queries=[
            Query(
                expr=(
                    "max by (state) (lotwise_jobs{state=~"
                    '"queued|reading|needs_answer|computing|finishing|cancelling"})'
                ),
                legend="{{state}}",
            )
        ],
        is_stacked=True,
        width=12,
        runbooks=["LotwiseJobsNotStarting"],
    ),
)

DASHBOARD = Dashboard(
    name="service",
    title="Service",
    means="Are planners served? What is promised, how much of it is left, and whether anybody waits.",
    panels=[*_PROMISES, *_PLANNERS, *_COURSE],
    hours=6,
)
