"""*Jobs*: what waits, what is computed, how long it takes, what had to be tried again."""

from ops.dashboards.model import Colour, Dashboard, Kind, Panel, Query, Steps, Unit

_MINUTES = 60.0
_RATE = "[$__rate_interval]"


def _counted(name: str, by: str, window: str = _RATE, *, as_: str = "rate", where: str = "") -> str:
    """Of PostgreSQL's counters, which every instance of the API tells alike: the largest, not the sum."""
    return f"max by ({by}) (sum by ({by}, instance) ({as_}({name}{where}{window})))"


_NOW = (
    Panel(
        title="Longest wait for a worker",
        kind=Kind.TIME_SERIES,
        means=(
            "Age of the chunk that has waited longest though it could be claimed. It falls when a "
            "worker takes it."
        ),
        queries=[Query(expr="max(lotwise_oldest_ready_chunk_age_seconds)", legend="oldest ready chunk")],
        unit=Unit.SECONDS,
        steps=Steps(bounds=[(2 * _MINUTES, Colour.WARNING), (10 * _MINUTES, Colour.BAD)]),
        runbooks=["LotwiseJobsNotStarting"],
    ),
    Panel(
        title="Chunks by state",
        kind=Kind.TIME_SERIES,
        means=(
            "Chunks of jobs under way: pending ones wait, running ones are held by a worker, done ones "
            "are kept."
        ),
        queries=[
            Query(expr="sum by (state) (max by (kind, state) (lotwise_chunks))", legend="{{state}}"),
        ],
        is_stacked=True,
        runbooks=["LotwiseDeadChunks"],
    ),
    Panel(
        title="Rows a second",
        kind=Kind.TIME_SERIES,
        means="Rows of sheets decided, by result. ok rows have a decision; failed ones have a reason.",
        queries=[Query(expr=_counted("lotwise_rows_total", "result"), legend="{{result}}")],
        unit=Unit.ROWS_PER_SECOND,
        is_stacked=True,
    ),
)

_COURSE = (
    Panel(
        title="Jobs by how long they took",
        kind=Kind.HEAT_MAP,
        means=(
            "From a job's creation to its end. A band that climbs is a queue that grows, or sheets that do."
        ),
        queries=[Query(expr=_counted("lotwise_job_duration_seconds_bucket", "le", as_="increase"))],
        unit=Unit.SECONDS,
    ),
    Panel(
        title="Job duration by kind",
        kind=Kind.TIME_SERIES,
        means="Half and 95 of 100 jobs that ended within the last hour took at most this long.",
        queries=[
            Query(
                expr=(
                    f"histogram_quantile({share:g}, "
                    f"{_counted('lotwise_job_duration_seconds_bucket', 'le, kind', '[1h]')})"
                ),
                legend=f"{{{{kind}}}} p{share * 100:.0f}",
            )
            for share in (0.5, 0.95)
        ],
        unit=Unit.SECONDS,
    ),
    Panel(
        title="Jobs ended in an hour",
        kind=Kind.TIME_SERIES,
        means="How jobs of the last hour ended. failed has a reason in each job: most are sheets, not us.",
        queries=[
            Query(
                expr=_counted("lotwise_jobs_ended_total", "state", "[1h]", as_="increase"),
                legend="{{state}}",
            )
        ],
        is_stacked=True,
        decimals=0,
    ),
)

_TROUBLE = (
    Panel(
        title="Tries in vain",
        kind=Kind.TIME_SERIES,
        means=(
            "Tries of chunks that brought nothing, per minute: failed by an error, expired with a silent "
            "worker, handed_back by one that was stopping. All but the last ask for a look."
        ),
        queries=[
            Query(
                expr="60 * " + _counted("lotwise_chunk_attempts_total", "result", where='{result!="done"}'),
                legend="{{result}}",
            )
        ],
        unit=Unit.FACTOR,
        decimals=1,
        runbooks=["LotwiseLeaseExpirySpike"],
    ),
    Panel(
        title="Dead chunks",
        kind=Kind.STAT,
        means=(
            "Chunks given up after too many tries. Their rows are refused with the reason; nothing "
            "else is lost."
        ),
        queries=[Query(expr="max(lotwise_chunks_dead)")],
        steps=Steps(bounds=[(1, Colour.BAD)]),
        width=4,
        runbooks=["LotwiseDeadChunks"],
    ),
    Panel(
        title="Leases past their end",
        kind=Kind.STAT,
        means="Chunks whose worker is silent and that nobody has taken back yet; gone within seconds.",
        queries=[Query(expr="max(lotwise_leases_expired)")],
        steps=Steps(bounds=[(1, Colour.WARNING), (10, Colour.BAD)]),
        width=4,
        runbooks=["LotwiseLeaseExpirySpike"],
    ),
    Panel(
        title="Workers",
        kind=Kind.TIME_SERIES,
        means="Workers with a fresh heartbeat, and their processes: so many chunks are computed at once.",
        queries=[
            Query(expr="max(lotwise_workers)", legend="workers"),
            Query(expr="max(lotwise_worker_processes)", legend="processes"),
        ],
        runbooks=["LotwiseNoWorkers"],
    ),
)

_NIGHT = (
    Panel(
        title="Leases that ran out",
        kind=Kind.TIME_SERIES,
        means=(
            "Leases taken back in the last hour since their worker said nothing: killed, frozen or cut off."
        ),
        queries=[
            Query(
                expr="max(sum by (instance) (increase(lotwise_lease_expiries_total[1h])))",
                legend="in an hour",
            )
        ],
        decimals=0,
        steps=Steps(bounds=[(10, Colour.BAD)]),
        runbooks=["LotwiseLeaseExpirySpike"],
    ),
    Panel(
        title="Active schedules",
        kind=Kind.STAT,
        means="Schedules that are not paused: so many catalogues are computed by themselves.",
        queries=[Query(expr="max(lotwise_schedules_active)")],
        width=4,
    ),
    Panel(
        title="Nightly runs overdue",
        kind=Kind.STAT,
        means="How long a scheduled run has been due without one that ended well; 0: all as planned.",
        queries=[Query(expr="max(lotwise_nightly_overdue_seconds)")],
        unit=Unit.SECONDS,
        steps=Steps(bounds=[(15 * _MINUTES, Colour.WARNING), (60 * _MINUTES, Colour.BAD)]),
        width=4,
        runbooks=["LotwiseNightlyMissing"],
    ),
    Panel(
        title="Jobs kept, by state",
        kind=Kind.BARS,
        means="All jobs that are kept; retention takes old ones away.",
        queries=[Query(expr="sort_desc(max by (state) (lotwise_jobs))", legend="{{state}}")],
    ),
)

DASHBOARD = Dashboard(
    name="jobs",
    title="Jobs",
    means="Sheets and recalculations: what waits, how fast rows are decided, what had to be tried again.",
    panels=[*_NOW, *_COURSE, *_TROUBLE, *_NIGHT],
)
