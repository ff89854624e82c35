"""counters that outlive what they count, beat's tick, and what the operator is shown of all workspaces.

Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_FUNCTION = "operating_facts(interval)"

# Numbers about the whole installation, and nothing that says whose they are: that is why the API's role,
# which sees one workspace at a time, may call it. Every part is a look into a small or partial index; a step
# is not counted that belongs to a job that has ended, unless it is dead or builds a file.
OPERATING_FACTS = """
CREATE FUNCTION operating_facts(silent_after interval)
RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER AS $$
WITH moment AS MATERIALIZED (SELECT clock_timestamp() AS now),
jobs AS (SELECT state, count(*) AS n FROM job GROUP BY state),
unfinished AS MATERIALIZED (
    SELECT id, state FROM job
    WHERE state IN ('queued', 'reading', 'needs_answer', 'computing', 'finishing', 'cancelling')
),
steps AS (
    SELECT c.kind, c.state, count(*) AS n
    FROM unfinished u JOIN chunk c ON c.job_id = u.id
    WHERE c.state <> 'dead' AND c.kind <> 'export'
    GROUP BY c.kind, c.state
    UNION ALL SELECT kind, state, count(*) FROM chunk WHERE state = 'dead' GROUP BY kind, state
    UNION ALL
    SELECT kind, state, count(*) FROM chunk
    WHERE kind = 'export' AND state IN ('pending', 'leased') GROUP BY kind, state
),
ready AS (
    SELECT CASE WHEN c.kind = 'finish' THEN greatest(
               c.not_before, (SELECT max(o.finished_at) FROM chunk o WHERE o.job_id = c.job_id)
           ) ELSE c.not_before END AS since
    FROM unfinished u JOIN chunk c ON c.job_id = u.id
    WHERE u.state IN ('queued', 'reading', 'computing', 'finishing') AND c.state = 'pending'
      AND c.kind <> 'export' AND c.not_before <= (SELECT now FROM moment)
      AND (c.kind <> 'finish' OR NOT EXISTS (
          SELECT FROM chunk o
          WHERE o.job_id = c.job_id AND o.kind <> 'finish' AND o.state IN ('pending', 'leased')
      ))
    UNION ALL
    SELECT c.not_before FROM chunk c
    WHERE c.kind = 'export' AND c.state = 'pending' AND c.not_before <= (SELECT now FROM moment)
),
counted AS (
    SELECT what, kind, result, bucket, sum(count) AS count, sum(amount) AS amount
    FROM (SELECT * FROM counter_total UNION ALL SELECT * FROM counter_entry) AS both_tables
    GROUP BY what, kind, result, bucket
),
nightly AS (
    SELECT s.paused_at IS NULL AND k.deleted_at IS NULL AS is_active, good.finished_at,
           -- The first time due that has had no good end since: one that was written down, else the next.
           coalesce(
               (SELECT min(r.due_at) FROM schedule_run r
                WHERE r.schedule_id = s.id AND (good.due_at IS NULL OR r.due_at > good.due_at)),
               s.next_due
           ) AS waiting
    FROM schedule s JOIN catalogue k ON k.id = s.catalogue_id
    LEFT JOIN LATERAL (
        SELECT lately.due_at, j.finished_at
        FROM (SELECT due_at, job_id FROM schedule_run r WHERE r.schedule_id = s.id
              ORDER BY r.due_at DESC LIMIT 1000) AS lately
        JOIN job j ON j.id = lately.job_id AND j.state IN ('succeeded', 'partially_succeeded')
        ORDER BY lately.due_at DESC LIMIT 1
    ) AS good ON true
),
present AS (
    SELECT count(*) AS workers, coalesce(sum(processes), 0) AS processes FROM worker
    WHERE heartbeat_at > (SELECT now FROM moment) - silent_after
),
connections AS (
    SELECT CASE WHEN state IN ('active', 'idle') THEN state
                WHEN state LIKE 'idle in transaction%' THEN 'idle_in_transaction'
                ELSE 'other' END AS state, count(*) AS n
    FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1
)
SELECT jsonb_build_object(
    'jobs', (SELECT jsonb_object_agg(state, n) FROM jobs),
    'chunks', (SELECT jsonb_agg(jsonb_build_array(kind, state, n)) FROM steps),
    'oldest_ready_seconds',
        (SELECT greatest(0, extract(epoch FROM (SELECT now FROM moment) - min(since))) FROM ready),
    'leases_expired', (SELECT count(*) FROM chunk
                       WHERE state = 'leased' AND lease_expires_at < (SELECT now FROM moment)),
    'counted', (SELECT jsonb_agg(jsonb_build_array(what, kind, result, bucket, count, amount)) FROM counted),
    'schedules_active', (SELECT count(*) FROM nightly WHERE is_active),
    'nightly_last_success', (SELECT extract(epoch FROM max(finished_at)) FROM nightly),
    'nightly_overdue_seconds',
        (SELECT greatest(0, extract(epoch FROM (SELECT now FROM moment) - min(waiting)))
         FROM nightly WHERE is_active),
    'beat_last_tick', (SELECT extract(epoch FROM max(ticked_at)) FROM beat_tick),
    'workers', (SELECT workers FROM present),
    'worker_processes', (SELECT processes FROM present),
    'database_bytes', pg_database_size(current_database()),
    'connections', (SELECT jsonb_object_agg(state, n) FROM connections),
    'connections_max', current_setting('max_connections')::int
)
$$
"""


def _counted() -> list[sa.Column[object]]:
    return [
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("bucket", sa.Text(), server_default="", nullable=False),
        sa.Column("count", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("amount", sa.Double(), server_default="0", nullable=False),
    ]


def upgrade() -> None:
    """Apply."""
    op.create_table("counter_entry", *_counted())
    op.create_table(
        "counter_total",
        *_counted(),
        sa.PrimaryKeyConstraint("what", "kind", "result", "bucket", name=op.f("counter_total_pkey")),
    )
    op.create_table(
        "beat_tick",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "ticked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("beat_tick_pkey")),
    )
    op.create_index(op.f("job_state_idx"), "job", ["state"])
    op.create_index("chunk_dead_idx", "chunk", ["kind"], postgresql_where=sa.text("state = 'dead'"))
    op.execute(OPERATING_FACTS)
    schema = op.get_bind().scalar(sa.text("SELECT quote_ident(current_schema())"))
    # Compiling so short a query would take longer than the query.
    op.execute(f"ALTER FUNCTION {_FUNCTION} SET search_path = {schema}, pg_temp")
    op.execute(f"ALTER FUNCTION {_FUNCTION} SET jit = off")
    op.execute(f"REVOKE EXECUTE ON FUNCTION {_FUNCTION} FROM PUBLIC")


def downgrade() -> None:
    """Take back."""
    op.execute(f"DROP FUNCTION {_FUNCTION}")
    op.drop_index("chunk_dead_idx", table_name="chunk")
    op.drop_index(op.f("job_state_idx"), table_name="job")
    op.drop_table("beat_tick")
    op.drop_table("counter_total")
    op.drop_table("counter_entry")
