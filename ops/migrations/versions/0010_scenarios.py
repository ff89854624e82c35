"""scenarios: what they decide otherwise than their baseline.

Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

HERE = "(SELECT nullif(current_setting('lotwise.workspace_id', true), '')::uuid)"
NAMES = ("sku", "location", "description", "supplier", "currency")
OUTPUTS = (
    "suggested_order",
    "order_quantity",
    "reorder_point",
    "order_up_to",
    "safety_stock",
    "average_stock_value",
    "annual_cost",
    "total_cost",
)
SIDES = ("baseline", "scenario")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "scenario_row",
        sa.Column("job_id", sa.UUID(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in NAMES),
        *(sa.Column(f"{side}_status", sa.Text(), nullable=True) for side in SIDES),
        *(sa.Column(f"{side}_order_now", sa.Boolean(), nullable=True) for side in SIDES),
        *(sa.Column(f"{side}_{name}", sa.Double(), nullable=True) for name in OUTPUTS for side in SIDES),
        sa.Column("cost_difference", sa.Double(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "row_no", name=op.f("scenario_row_pkey")),
    )
    op.create_index(
        "scenario_row_weight_idx",
        "scenario_row",
        ["job_id", sa.text("weight DESC"), "row_no"],
        unique=False,
    )
    op.execute("ALTER TABLE scenario_row ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_workspace ON scenario_row USING (workspace_id = {HERE})")


def downgrade() -> None:
    """Take back."""
    op.drop_table("scenario_row")
