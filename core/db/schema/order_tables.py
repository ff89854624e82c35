"""The tables of what people did about suggestions: a line a suggestion acted on, a step for each thing done.

What nobody has acted on is not stored: it is a decision of the catalogue's last run. Lines are of an item by
its SKU and location, so that they outlive its number, and of a run without a foreign key, so that they
outlive its rows.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from core.db.schema.columns import metadata, time_column

order_line = Table(
    "order_line",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("catalogue_id", UUID, ForeignKey("catalogue.id", ondelete="CASCADE"), nullable=False),
    Column("workspace_id", UUID, nullable=False),
    Column("sku", Text, nullable=False),
    Column("location", Text),
    # The suggestion as it was when somebody acted on it; null where a run suggested nothing.
    Column("job_id", UUID),
    Column("as_of", Date),
    Column("suggested_quantity", Double),
    Column("why", Text),
    Column("description", Text),
    Column("supplier", Text),
    Column("price", Double),
    Column("currency", Text),
    # What was made of it.
    Column("state", Text, nullable=False),
    Column("quantity", Double),
    Column("reason", Text),
    Column("snoozed_until", Date),
    Column("by", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    time_column("at", default=True),
    # Of what was placed: the day, the stock figures then, and what of a later rise of them is its own.
    Column("placed_on", Date),
    Column("on_hand", Double),
    Column("on_order", Double),
    Column("shown_quantity", Double, nullable=False, server_default="0"),
    # Of the rise since then, what belongs to orders placed earlier.
    Column("claimed_quantity", Double, nullable=False, server_default="0"),
    time_column("closed_at"),
    Column("closed_why", Text),
    CheckConstraint(
        "state IN ('proposed', 'accepted', 'edited', 'rejected', 'snoozed', 'placed', 'shown', 'withdrawn')",
        name="state",
    ),
    UniqueConstraint("catalogue_id", "sku", "location", "job_id", postgresql_nulls_not_distinct=True),
    Index(None, "catalogue_id", "at", "id"),
    Index("order_line_placed_idx", "catalogue_id", postgresql_where=text("state = 'placed'")),
    Index("order_line_snoozed_idx", "catalogue_id", postgresql_where=text("state = 'snoozed'")),
)

order_line_step = Table(
    "order_line_step",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("line_id", UUID, ForeignKey("order_line.id", ondelete="CASCADE"), nullable=False),
    Column("workspace_id", UUID, nullable=False),
    time_column("at", default=True),
    Column("by", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("quantity", Double),
    Column("snoozed_until", Date),
    Column("reason", Text),
    Index(None, "line_id", "id"),
)
