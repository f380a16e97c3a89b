"""WhatsApp's outbox counts how often a message was sent, so that a report tells which time."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the count."""
    op.add_column(
        "whatsapp_outbox", sa.Column("sendings", sa.Integer, nullable=False, server_default="0")
    )
