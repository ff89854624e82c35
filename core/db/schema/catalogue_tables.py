"""The tables of catalogues: items that are computed again every night, what flows into them, what changed.

`catalogue_item` is the truth of an item; its `item_no` is the row number of every run over the catalogue, so
that two runs compare row by row. Demand of past months lies in `item_history` (from sheets) and `demand_line`
(posted since).
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from core.db.schema.columns import metadata, time_column, workspace_column
from core.db.schema.item_columns import ITEM_TYPES

_EMPTY_LIST = text("'[]'::jsonb")

catalogue = Table(
    "catalogue",
    metadata,
    Column("id", UUID, primary_key=True),
    workspace_column(),
    Column("name", Text, nullable=False),
    # Below the inbox; named once, when the catalogue is made (`inbox_folders`).
    Column("inbox", Text, nullable=False),
    Column("settings", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    # Which fields any item has ever had, and which columns of its sheets no field holds: what a run writes.
    Column("fields", JSONB, nullable=False, server_default=_EMPTY_LIST),
    Column("other_headers", JSONB, nullable=False, server_default=_EMPTY_LIST),
    Column("next_item_no", Integer, nullable=False, server_default="1"),
    # The last day demand is known of, over all items: an item without a line until then sold nothing.
    Column("demand_until", Date),
    Column("created_by", Text, nullable=False),
    time_column("created_at", default=True),
    time_column("deleted_at"),
    Index(
        "catalogue_name_idx",
        "workspace_id",
        text("lower(name)"),
        unique=True,
        postgresql_where=text("deleted_at IS NULL"),
    ),
)


def _of_catalogue() -> Column[object]:
    return Column("catalogue_id", UUID, ForeignKey("catalogue.id", ondelete="CASCADE"), nullable=False)


catalogue_item = Table(
    "catalogue_item",
    metadata,
    _of_catalogue(),
    Column("item_no", Integer),
    Column("workspace_id", UUID, nullable=False),
    *(Column(name, kind, nullable=name != "sku") for name, kind in ITEM_TYPES.items()),
    Column("other", JSONB),
    time_column("stock_at"),
    time_column("updated_at", default=True),
    PrimaryKeyConstraint("catalogue_id", "item_no"),
    UniqueConstraint("catalogue_id", "sku", "location", postgresql_nulls_not_distinct=True),
)

item_history = Table(
    "item_history",
    metadata,
    Column("catalogue_id", UUID),
    Column("item_no", Integer),
    Column("workspace_id", UUID, nullable=False),
    Column("first_month", Date, nullable=False),
    Column("months", ARRAY(Double), nullable=False),
    PrimaryKeyConstraint("catalogue_id", "item_no"),
    ForeignKeyConstraint(
        ["catalogue_id", "item_no"],
        ["catalogue_item.catalogue_id", "catalogue_item.item_no"],
        ondelete="CASCADE",
    ),
)

demand_line = Table(
    "demand_line",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("catalogue_id", UUID, nullable=False),
    Column("item_no", Integer, nullable=False),
    Column("workspace_id", UUID, nullable=False),
    Column("date", Date, nullable=False),
    Column("quantity", Double, nullable=False),
    Column("line_id", Text),
    ForeignKeyConstraint(
        ["catalogue_id", "item_no"],
        ["catalogue_item.catalogue_id", "catalogue_item.item_no"],
        ondelete="CASCADE",
    ),
    Index(None, "catalogue_id", "item_no", "date"),
    Index(
        "demand_line_line_id_idx",
        "catalogue_id",
        "line_id",
        unique=True,
        postgresql_where=text("line_id IS NOT NULL"),
    ),
)

feed = Table(
    "feed",
    metadata,
    Column("id", UUID, primary_key=True),
    _of_catalogue(),
    Column("workspace_id", UUID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text),
    Column("fingerprint", Text, nullable=False),
    Column("received_by", Text, nullable=False),
    time_column("received_at", default=True),
    Column("answer", JSONB, nullable=False),
    CheckConstraint("kind IN ('items', 'stock', 'demand', 'overrides', 'upload', 'orders')", name="kind"),
    Index(None, "catalogue_id", "received_at"),
    Index(
        "feed_key_idx",
        "catalogue_id",
        "kind",
        "key",
        unique=True,
        postgresql_where=text("key IS NOT NULL"),
    ),
)

# The months an uploaded sheet told of each of its rows, until its rows are taken into a catalogue.
row_history = Table(
    "row_history",
    metadata,
    Column("job_id", UUID, ForeignKey("job.id", ondelete="CASCADE")),
    Column("row_no", Integer),
    Column("workspace_id", UUID, nullable=False),
    Column("first_month", Date, nullable=False),
    Column("months", ARRAY(Double), nullable=False),
    PrimaryKeyConstraint("job_id", "row_no"),
)

# No foreign keys, as in `decision`: a run may write a million.
change = Table(
    "change",
    metadata,
    Column("job_id", UUID),
    Column("row_no", Integer),
    Column("kind", Text),
    Column("workspace_id", UUID, nullable=False),
    Column("sku", Text),
    Column("location", Text),
    Column("supplier", Text),
    Column("description", Text),
    Column("old", Text),
    Column("new", Text),
    Column("percent", Double),
    Column("why", Text, nullable=False),
    PrimaryKeyConstraint("job_id", "row_no", "kind"),
    Index(None, "job_id", "kind", "row_no"),
)

# What the decisions of some rows of a run come to, to see which differ without reading them.
decision_print = Table(
    "decision_print",
    metadata,
    Column("job_id", UUID, ForeignKey("job.id", ondelete="CASCADE")),
    Column("first_row", Integer),
    Column("last_row", Integer, nullable=False),
    Column("workspace_id", UUID, nullable=False),
    Column("prints", LargeBinary, nullable=False),
    PrimaryKeyConstraint("job_id", "first_row"),
)

schedule = Table(
    "schedule",
    metadata,
    Column("id", UUID, primary_key=True),
    workspace_column(),
    _of_catalogue(),
    Column("cron", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    time_column("created_at", default=True),
    time_column("paused_at"),
    time_column("next_due"),
    # By which clock: one that was set back since has another next time.
    time_column("looked_at", default=True),
    Index(None, "catalogue_id"),
    Index("schedule_due_idx", "next_due", postgresql_where=text("paused_at IS NULL")),
)

schedule_run = Table(
    "schedule_run",
    metadata,
    Column("schedule_id", UUID, ForeignKey("schedule.id", ondelete="CASCADE")),
    time_column("due_at", default=True),
    Column("workspace_id", UUID, nullable=False),
    # The job is told of long after its rows are gone, so no foreign key.
    Column("job_id", UUID),
    Column("refused", Text),
    Column("missed", Integer, nullable=False, server_default="0"),
    time_column("decided_at", default=True),
    PrimaryKeyConstraint("schedule_id", "due_at"),
)
