"""The table of scenarios: what they decide otherwise than their baseline does."""

from sqlalchemy import Boolean, Column, Double, Index, Integer, PrimaryKeyConstraint, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from core.db.schema.columns import metadata
from core.sheets.catalogue.compared_fields import NAMES, OUTPUTS, SIDES, STATES

_KINDS = dict(zip(STATES, (Text, Boolean), strict=True))

# No foreign keys, as in `decision`: a scenario may write a million.
scenario_row = Table(
    "scenario_row",
    metadata,
    Column("job_id", UUID),
    Column("row_no", Integer),
    Column("workspace_id", UUID, nullable=False),
    *(Column(name, Text) for name in NAMES),
    *(Column(f"{side}_{name}", kind) for name, kind in _KINDS.items() for side in SIDES),
    *(Column(f"{side}_{name}", Double) for name in OUTPUTS for side in SIDES),
    Column("cost_difference", Double),
    # How far the costs are apart, whichever way: the rows are shown in this order.
    Column("weight", Double, nullable=False),
    PrimaryKeyConstraint("job_id", "row_no"),
)
Index("scenario_row_weight_idx", scenario_row.c.job_id, scenario_row.c.weight.desc(), scenario_row.c.row_no)
