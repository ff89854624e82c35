"""The tables behind counters: what was counted, the sums of it, and when beat was last heard of.

They are of the whole installation and outlive what they count: no workspace, no foreign keys, no retention.
"""

from sqlalchemy import BigInteger, Column, Double, PrimaryKeyConstraint, Table, Text

from core.db.schema.columns import metadata, time_column


def _counted() -> list[Column[object]]:
    return [
        Column("what", Text, nullable=False),
        Column("kind", Text, nullable=False, server_default=""),
        Column("result", Text, nullable=False, server_default=""),
        # Of a histogram, the bound of the bucket in its unit; empty for what has none.
        Column("bucket", Text, nullable=False, server_default=""),
        Column("count", BigInteger, nullable=False, server_default="1"),
        Column("amount", Double, nullable=False, server_default="0"),
    ]


# Only ever added to, so that nobody who counts waits for another: no index, no key, no row that is changed.
counter_entry = Table("counter_entry", metadata, *_counted())

counter_total = Table(
    "counter_total",
    metadata,
    *_counted(),
    PrimaryKeyConstraint("what", "kind", "result", "bucket"),
)

beat_tick = Table(
    "beat_tick",
    metadata,
    Column("name", Text, primary_key=True),
    time_column("ticked_at", default=True),
)
