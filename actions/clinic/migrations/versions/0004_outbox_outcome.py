"""The outbox tells how each row ended: sent, skipped or given up."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Name the moment for what it is and add the outcome."""
    op.alter_column("outbox", "sent_at", new_column_name="closed_at")
    op.add_column("outbox", sa.Column("outcome", sa.String(16)))
    op.execute("UPDATE outbox SET outcome = 'sent' WHERE closed_at IS NOT NULL")
