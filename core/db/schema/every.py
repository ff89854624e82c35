"""The metadata with every table in it: only importing the modules of tables puts them there."""

from core.db.schema import (  # noqa: F401 - they put themselves into the metadata
    audit_tables,
    catalogue_tables,
    counter_tables,
    order_tables,
    override_tables,
    people_tables,
    protocol_tables,
    scenario_tables,
    tables,
    webhook_tables,
)
from core.db.schema.columns import metadata

__all__ = ["metadata"]
