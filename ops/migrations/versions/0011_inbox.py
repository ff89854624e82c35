"""inbox: the folder in which files for a catalogue are dropped.

Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _named(name: str, number: str) -> str:
    slug = f"trim(both '-' from left(regexp_replace(lower({name}), '[^a-z0-9]+', '-', 'g'), 40))"
    return f"concat_ws('-', nullif({slug}, ''), left({number}::text, 8))"


def upgrade() -> None:
    """Apply."""
    op.add_column("catalogue", sa.Column("inbox", sa.Text(), nullable=True))
    path = f"{_named('w.name', 'w.id')} || '/' || {_named('catalogue.name', 'catalogue.id')}"
    op.execute(
        f"UPDATE catalogue SET inbox = {path} FROM workspace w WHERE w.id = catalogue.workspace_id"  # noqa: S608 - our own names
    )
    op.alter_column("catalogue", "inbox", nullable=False)


def downgrade() -> None:
    """Take back."""
    op.drop_column("catalogue", "inbox")
