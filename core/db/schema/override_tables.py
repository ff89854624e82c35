"""The tables of overrides: what people have set of items, and who set what when.

By SKU and location, not by `item_no`: an item that a sheet takes out and brings back has another number, and
what was set of it still holds.
"""

from sqlalchemy import (
    UUID,
    BigInteger,
    Boolean,
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
)
from sqlalchemy.dialects.postgresql import JSONB

from core.db.schema.columns import metadata, time_column

item_override = Table(
    "item_override",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("catalogue_id", UUID, ForeignKey("catalogue.id", ondelete="CASCADE"), nullable=False),
    Column("workspace_id", UUID, nullable=False),
    Column("sku", Text, nullable=False),
    Column("location", Text),
    Column("order_quantity", Double),
    Column("reorder_point", Double),
    Column("service_level", Double),
    Column("demand_factor", Double),
    Column("do_not_order", Boolean),
    Column("lifecycle", Text),
    Column("replaced_by", Text),
    # The last day it holds; none: until somebody ends it.
    Column("expires_on", Date),
    Column("reason", Text),
    Column("set_by", Text, nullable=False),
    time_column("set_at", default=True),
    UniqueConstraint("catalogue_id", "sku", "location", postgresql_nulls_not_distinct=True),
    CheckConstraint("lifecycle IN ('active', 'new', 'phase_out', 'obsolete')", name="lifecycle"),
)

# What was set, by whom and when; `override` is null where it was ended.
override_history = Table(
    "override_history",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("catalogue_id", UUID, ForeignKey("catalogue.id", ondelete="CASCADE"), nullable=False),
    Column("workspace_id", UUID, nullable=False),
    Column("sku", Text, nullable=False),
    Column("location", Text),
    Column("override", JSONB),
    Column("changed_by", Text, nullable=False),
    time_column("changed_at", default=True),
    Index(None, "catalogue_id", "sku", "id"),
)
