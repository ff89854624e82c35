"""*Celery*: the wake-ups. What there is to do is in PostgreSQL (*Jobs*); so workers hear of it."""

from ops.dashboards.model import Colour, Dashboard, Kind, Panel, Query, Steps, Unit, tile

_RATE = "[$__rate_interval]"


def _by_task(event: str) -> str:
    return f"sum by (name) (rate(celery_task_{event}_total{_RATE}))"


_WORKERS = (
    tile(
        title="Workers heard",
        means=(
            "Workers that have told the exporter of themselves in the last minutes; the truth is "
            "lotwise_workers."
        ),
        queries=[Query(expr="sum(celery_worker_up) or vector(0)")],
        steps=Steps(base=Colour.BAD, bounds=[(1, Colour.GOOD)]),
        runbooks=["LotwiseNoWorkers"],
    ),
    tile(
        title="Exporter",
        means="Whether Prometheus reaches the exporter; blind, it says nothing about workers.",
        queries=[Query(expr='min(up{job="celery"})')],
        words=[(0, "blind", Colour.BAD), (1, "sees", Colour.GOOD)],
        steps=Steps(base=Colour.BAD, bounds=[(1, Colour.GOOD)]),
        runbooks=["LotwiseCeleryExporterBlind"],
    ),
    tile(
        title="Messages waiting",
        means="Messages in Redis that no worker has taken. A few are usual; losing them costs seconds.",
        queries=[Query(expr='sum(celery_queue_length{queue_name="lotwise"})')],
        steps=Steps(bounds=[(100, Colour.WARNING), (1000, Colour.BAD)]),
        runbooks=["LotwiseJobsNotStarting"],
    ),
    tile(
        title="Tasks running",
        means="Tasks that workers are at just now.",
        queries=[Query(expr="sum(celery_worker_tasks_active)")],
    ),
    tile(
        title="Worker processes",
        means="Processes that listen to the queue: so many tasks run at once.",
        queries=[Query(expr='sum(celery_active_process_count{queue_name="lotwise"})')],
        steps=Steps(base=Colour.BAD, bounds=[(1, Colour.GOOD)]),
        runbooks=["LotwiseNoWorkers"],
    ),
    tile(
        title="Tasks failed, 24 hours",
        means="Tasks that ended with an error. Chunks have tries of their own; look at the worker's log.",
        queries=[Query(expr="sum(increase(celery_task_failed_total[24h]))")],
        decimals=0,
        steps=Steps(bounds=[(1, Colour.WARNING), (100, Colour.BAD)]),
    ),
)

_TASKS = (
    Panel(
        title="Sent",
        kind=Kind.TIME_SERIES,
        means=(
            "Messages sent, by task: sweep and schedule come from beat, work from the API and from workers."
        ),
        queries=[Query(expr=_by_task("sent"), legend="{{name}}")],
        unit=Unit.PER_SECOND,
    ),
    Panel(
        title="Done",
        kind=Kind.TIME_SERIES,
        means=(
            "Tasks that ended well, by task. It follows what is sent; where it stays behind, messages wait."
        ),
        queries=[Query(expr=_by_task("succeeded"), legend="{{name}}")],
        unit=Unit.PER_SECOND,
    ),
    Panel(
        title="Failed, retried, rejected, revoked",
        kind=Kind.TIME_SERIES,
        means="Tasks that did not end well. All of them are 0 in quiet times.",
        queries=[
            Query(expr=f"sum(rate(celery_task_{event}_total{_RATE}))", legend=event)
            for event in ("failed", "retried", "rejected", "revoked")
        ],
        unit=Unit.PER_SECOND,
    ),
    Panel(
        title="Run time, p95",
        kind=Kind.TIME_SERIES,
        means=(
            "95 of 100 tasks took at most this long. lotwise.work is one chunk; the others are housekeeping."
        ),
        queries=[
            Query(
                expr=f"histogram_quantile(0.95, sum by (le, name) (rate(celery_task_runtime_bucket{_RATE})))",
                legend="{{name}}",
            )
        ],
        unit=Unit.SECONDS,
        width=12,
    ),
    Panel(
        title="Chunks by how long they took",
        kind=Kind.HEAT_MAP,
        means="Run time of lotwise.work: one chunk read, computed or finished.",
        queries=[
            Query(expr=f'sum by (le) (increase(celery_task_runtime_bucket{{name="lotwise.work"}}{_RATE}))')
        ],
        unit=Unit.SECONDS,
        width=12,
    ),
    Panel(
        title="Queue and workers",
        kind=Kind.TIME_SERIES,
        means="Messages waiting beside the tasks that run.",
        queries=[
            Query(expr="sum by (queue_name) (celery_queue_length)", legend="waiting in {{queue_name}}"),
            Query(expr="sum by (hostname) (celery_worker_tasks_active)", legend="running in {{hostname}}"),
        ],
        width=24,
        height=7,
    ),
)

DASHBOARD = Dashboard(
    name="celery",
    title="Celery",
    means=(
        "Messages and tasks. They only wake workers: a lost message delays a job by seconds and "
        "loses nothing."
    ),
    panels=[*_WORKERS, *_TASKS],
)
