"""The first tables: appointments and holds, the outbox, failed proofs of identity."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)

POSTGRESQL_NO_OVERLAP = """
ALTER TABLE appointment ADD CONSTRAINT appointment_no_overlap
EXCLUDE USING gist (chiropractor_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
WHERE (status IN ('pending', 'booked'))
"""

SQLITE_NO_OVERLAP = """
CREATE TRIGGER appointment_no_overlap_{event} BEFORE {event} ON appointment
WHEN NEW.status IN ('pending', 'booked') AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.id <> NEW.id
    AND other.chiropractor_id = NEW.chiropractor_id
    AND other.status IN ('pending', 'booked')
    AND other.starts_at < NEW.ends_at
    AND NEW.starts_at < other.ends_at
)
BEGIN
    SELECT RAISE(ABORT, 'appointment_no_overlap');
END
"""


def upgrade() -> None:
    """Make the tables and the rule that no two appointments overlap."""
    op.create_table(
        "appointment",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("chiropractor_id", sa.String(64), nullable=False),
        sa.Column("kind_id", sa.String(64), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("holder", sa.String(64)),
        sa.Column("hold_expires_at", MOMENT),
        sa.Column("reference", sa.String(16), unique=True),
        sa.Column("patient_name", sa.String(80)),
        sa.Column("patient_phone", sa.String(16)),
        sa.Column("patient_email", sa.String(254)),
        sa.Column("sender", sa.String(64)),
        sa.Column("consent_at", MOMENT),
        sa.Column("erased_at", MOMENT),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="appointment_has_length"),
        sa.CheckConstraint(
            "status IN ('proposed', 'pending', 'booked', 'cancelled')", name="appointment_status"
        ),
        sa.CheckConstraint(
            "status <> 'pending' OR (holder IS NOT NULL AND hold_expires_at IS NOT NULL)",
            name="appointment_pending_is_held",
        ),
        sa.CheckConstraint(
            "status <> 'booked' OR erased_at IS NOT NULL OR (reference IS NOT NULL"
            " AND patient_name IS NOT NULL AND patient_phone IS NOT NULL"
            " AND consent_at IS NOT NULL)",
            name="appointment_booked_is_complete",
        ),
    )
    op.create_index("appointment_by_time", "appointment", ["chiropractor_id", "starts_at"])
    op.create_index("appointment_by_holder", "appointment", ["holder"])
    op.create_index("appointment_by_phone", "appointment", ["patient_phone"])
    op.create_index("appointment_by_sender", "appointment", ["sender"])
    if op.get_bind().dialect.name == "sqlite":
        for event in ("INSERT", "UPDATE"):
            op.execute(SQLITE_NO_OVERLAP.format(event=event))
    else:
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(POSTGRESQL_NO_OVERLAP)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column(
            "appointment_id", sa.String(32), sa.ForeignKey("appointment.id"), nullable=False
        ),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("last_error", sa.String(64)),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_by_due", "outbox", ["sent_at", "due_at"])
    op.create_index("outbox_by_appointment", "outbox", ["appointment_id"])

    op.create_table(
        "proof_attempt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failed_at", MOMENT, nullable=False),
    )
    op.create_index("proof_attempt_by_key", "proof_attempt", ["key", "failed_at"])
