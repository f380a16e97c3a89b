"""The website channel: sessions, their messages, and how often somebody asked."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of the website channel."""
    op.create_table(
        "website_session",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT),
    )
    op.create_index("website_session_by_expiry", "website_session", ["expires_at"])
    op.create_table(
        "website_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("client_id", sa.String(64)),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("taken_until", MOMENT),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.UniqueConstraint("session_id", "client_id", name="website_event_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("website_event_by_session", "website_event", ["session_id", "id"])
    op.create_index("website_event_open", "website_event", ["is_open", "id"])
    op.create_table(
        "website_rate",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("hits", sa.Integer, nullable=False),
    )
