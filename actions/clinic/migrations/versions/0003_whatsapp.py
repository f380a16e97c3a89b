"""WhatsApp: encrypted addresses, what came in, what goes out, hand-over codes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of the WhatsApp channel."""
    op.create_table(
        "whatsapp_address",
        sa.Column("sender_id", sa.String(64), primary_key=True),
        sa.Column("sender_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("address", sa.LargeBinary, nullable=False),
        sa.Column("last_message_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("paced_until", MOMENT),
        sa.Column("opt_in_asked_at", MOMENT),
        sa.Column("opted_in_at", MOMENT),
        sa.Column("choices", sa.LargeBinary),
        sa.Column("told_text_only_at", MOMENT),
    )
    op.create_index("whatsapp_address_by_expiry", "whatsapp_address", ["expires_at"])

    op.create_table(
        "whatsapp_inbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("sender_id", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("taken_until", MOMENT),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("done_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("whatsapp_inbox_by_done", "whatsapp_inbox", ["done_at"])

    op.create_table(
        "whatsapp_outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sender_id", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("is_notice", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("is_resent", sa.Boolean, nullable=False),
        sa.Column("is_fallback", sa.Boolean, nullable=False),
        sa.Column("message_key", sa.String(64)),
        sa.Column("last_error", sa.String(64)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("whatsapp_outbox_by_sender", "whatsapp_outbox", ["sender_id", "id"])
    op.create_index("whatsapp_outbox_by_due", "whatsapp_outbox", ["closed_at", "due_at"])
    op.create_index("whatsapp_outbox_by_message", "whatsapp_outbox", ["message_key"])

    op.create_table(
        "whatsapp_handover",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("source", sa.String(128), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_by", sa.String(64)),
    )
