"""Write `ops/docs/metrics.md` from the code: `python -m ops.pages.metrics`."""

from collections.abc import Iterable
from pathlib import Path

from prometheus_client.core import Metric

from api.app import create_app
from api.families import Families
from api.metrics import Metrics
from core.db.operation.operating_facts import facts_of
from core.settings import Settings
from ops.root import ROOT

PAGE = ROOT / "ops/docs/metrics.md"

_BEFORE = """# Metrics

`GET /metrics` of the API says everything there is to say about an installation, in Prometheus' text
format. It needs no key and is open on the inside only: nginx answers it with 404. Workers and beat have
no port of their own: what they do is in PostgreSQL, and the API reads it there. The table is written from
the code by `python -m ops.pages.metrics`; a test compares the two, and another one what a fresh
installation answers.

No label ever holds what a caller sent (no SKU, no key, no path that is not one of ours), so the number of
series is bounded. Whatever has a closed set of labels is there at 0 from the start. Counters of the first
table begin again when the API is started, those of the second never do.

"""

_AFTER = """
## How it is counted

- **Requests.** The handler is the route's template; requests to addresses that are none of ours, `/ping`,
  `/ready` and `/metrics` are not counted at all. Downloads, and requests that were asked to wait
  (`?wait=`), are counted but not timed. A client that went away before its answer counts as status 499.
- **Several processes.** `./lotwise api --processes 4`, or `LOTWISE_API_PROCESSES`, starts uvicorn with as
  many; any of them answers for all. They write to files in the folder that `PROMETHEUS_MULTIPROC_DIR`
  names, which `./lotwise` makes and empties before it starts them. Whoever starts `uvicorn --workers` by
  other means sets it to an empty folder (in a container a tmpfs) before Python starts. A process that
  dies is followed by one that counts on in the same file.
- **From PostgreSQL.** One query, at most every two seconds however many ask, on a connection of its own
  and for one second at most. Where it brings nothing within 1.5 seconds `lotwise_database_up` is 0 and
  everything else of the second table is absent: an old number would look like a new one. Each process
  remembers for itself, so with several of them scrape every two seconds or more seldom: counters could
  else seem to go back.
- **Counters from PostgreSQL** are added up in the transactions in which things happen, and deleting jobs
  takes nothing of them back (`core/db/operation/counting.py`). Rows of a chunk that was buried count as
  failed; if it is put back by `./lotwise jobs requeue`, they count again.
- `lotwise_chunk_attempts_total`: every try of a chunk ends as `done`, `failed` (an error), `expired` (its
  worker was silent past the lease, or PostgreSQL was away for so long) or `handed_back` (its worker was
  stopping, or lost PostgreSQL). Tries ended by a cancel are none of these.
- `lotwise_beat_last_tick_timestamp_seconds`: written each time beat has handed a message to the broker,
  so it stands still when beat does, and also when beat cannot reach the broker.
- `lotwise_nightly_overdue_seconds` looks at schedules that are not paused, of catalogues that are not
  deleted, and at their last 1,000 due times. A run that is still under way counts as waiting.
"""


def page() -> str:
    """The whole page."""
    metrics: Metrics = create_app(Settings(database_url="postgresql://nobody@127.0.0.1/none")).state.metrics
    ours = _table(metrics.registry.collect())
    theirs = _table(Families(facts_of({})).collect())
    return f"{_BEFORE}## Of the API's processes\n\n{ours}\n## From PostgreSQL\n\n{theirs}{_AFTER}"


def _table(metrics: Iterable[Metric]) -> str:
    lines = ["| name | type | labels | unit | meaning |", "|---|---|---|---|---|"]
    for metric in metrics:
        name = f"{metric.name}_total" if metric.type == "counter" else metric.name
        labels = ", ".join(f"`{label}`" for label in labels_of(metric))
        lines.append(f"| `{name}` | {metric.type} | {labels} | {_unit(metric)} | {metric.documentation} |")
    return "\n".join(lines) + "\n"


def labels_of(metric: Metric) -> list[str]:
    """The names of its labels but `le`, which belongs to the type."""
    return sorted({name for sample in metric.samples for name in sample.labels} - {"le"})


def _unit(metric: Metric) -> str:
    if metric.name.endswith("_timestamp_seconds"):
        return "unix time"
    for unit in ("seconds", "bytes", "rows"):
        if metric.name.endswith(f"_{unit}") and metric.type != "counter":
            return unit
    return "" if metric.name.endswith("_up") else "count"


def main(path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
