"""The installation's facts as Prometheus' metrics; `ops/docs/metrics.md` lists them."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from core.db.operation.counting import BEYOND
from core.db.operation.operating_facts import Durations, OperatingFacts


class Families(Collector):
    """Of facts, or of their absence."""

    def __init__(self, facts: OperatingFacts | None) -> None:
        self._facts = facts

    def collect(self) -> Iterator[Metric]:
        """All there is to say: without facts only that there are none."""
        yield GaugeMetricFamily(
            "lotwise_database_up",
            "Whether PostgreSQL told what is asked of it (1), or not in time (0).",
            0 if self._facts is None else 1,
        )
        if self._facts is not None:
            yield from _jobs(self._facts)
            yield from _chunks(self._facts)
            yield from _schedules(self._facts)
            yield from _workers(self._facts)
            yield from _database(self._facts)


def _jobs(facts: OperatingFacts) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("lotwise_jobs", "Jobs that are kept, by state.", labels=["state"])
    for state, count in facts.jobs.items():
        jobs.add_metric([state], count)
    yield jobs
    ended = CounterMetricFamily(
        "lotwise_jobs_ended", "Jobs that have ended, by how and by kind.", labels=["state", "kind"]
    )
    for (state, kind), count in facts.jobs_ended.items():
        ended.add_metric([state, kind], count)
    yield ended
    durations = HistogramMetricFamily(
        "lotwise_job_duration_seconds", "Time from a job's creation to its end.", labels=["kind"]
    )
    for kind, taken in facts.job_durations.items():
        durations.add_metric([kind], _accumulated(taken), taken.seconds)
    yield durations
    rows = CounterMetricFamily(
        "lotwise_rows", "Rows of jobs that were decided, by result.", labels=["result"]
    )
    for result, count in facts.rows.items():
        rows.add_metric([result], count)
    yield rows


def _accumulated(taken: Durations) -> list[tuple[str, float]]:
    """Prometheus' buckets: each counts what fits the smaller ones too."""
    found: list[tuple[str, float]] = []
    sum_so_far = 0
    for bound, count in taken.buckets.items():
        sum_so_far += count
        found.append((bound if bound == BEYOND else f"{float(bound)}", sum_so_far))
    return found


def _chunks(facts: OperatingFacts) -> Iterator[Metric]:
    chunks = GaugeMetricFamily(
        "lotwise_chunks",
        "Chunks of jobs under way, and those that are dead, by kind and state.",
        labels=["kind", "state"],
    )
    for (kind, state), count in facts.chunks.items():
        chunks.add_metric([kind, state], count)
    yield chunks
    yield GaugeMetricFamily(
        "lotwise_oldest_ready_chunk_age_seconds",
        "How long the chunk that has waited longest could have been claimed; 0: none waits.",
        facts.oldest_ready_seconds,
    )
    yield GaugeMetricFamily(
        "lotwise_chunks_dead",
        "Chunks given up after too many tries, of jobs that are kept.",
        facts.chunks_dead,
    )
    yield GaugeMetricFamily(
        "lotwise_leases_expired",
        "Leases past their end that nobody has taken back yet.",
        facts.leases_expired,
    )
    yield CounterMetricFamily(
        "lotwise_lease_expiries", "Leases taken back because they ran out.", facts.lease_expiries
    )
    attempts = CounterMetricFamily(
        "lotwise_chunk_attempts",
        "Tries of chunks, by kind and by how they ended; all but done were in vain.",
        labels=["kind", "result"],
    )
    for (kind, result), count in facts.chunk_attempts.items():
        attempts.add_metric([kind, result], count)
    yield attempts


def _schedules(facts: OperatingFacts) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "lotwise_schedules_active", "Schedules that are not paused.", facts.schedules_active
    )
    yield GaugeMetricFamily(
        "lotwise_nightly_last_success_timestamp_seconds",
        "When a scheduled run last ended well; 0: never.",
        facts.nightly_last_success,
    )
    yield GaugeMetricFamily(
        "lotwise_nightly_overdue_seconds",
        "How long the due time that has waited longest has had no run that ended well; 0: none waits.",
        facts.nightly_overdue_seconds,
    )
    yield GaugeMetricFamily(
        "lotwise_beat_last_tick_timestamp_seconds",
        "When beat last sent what is due; 0: never.",
        facts.beat_last_tick,
    )


def _workers(facts: OperatingFacts) -> Iterator[Metric]:
    yield GaugeMetricFamily("lotwise_workers", "Workers with a live heartbeat.", facts.workers)
    yield GaugeMetricFamily(
        "lotwise_worker_processes", "Processes of those workers together.", facts.worker_processes
    )


def _database(facts: OperatingFacts) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "lotwise_database_size_bytes", "Size of the database on disk.", facts.database_bytes
    )
    connections = GaugeMetricFamily(
        "lotwise_database_connections", "Connections of clients to the server, by state.", labels=["state"]
    )
    for state, count in facts.connections.items():
        connections.add_metric([state], count)
    yield connections
    yield GaugeMetricFamily(
        "lotwise_database_connections_max", "Connections the server takes at most.", facts.connections_max
    )
