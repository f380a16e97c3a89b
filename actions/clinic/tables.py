"""The database's tables, as the latest migration leaves them.

Why a hold and an appointment share one table: a hold is an appointment that is still ``pending``,
and confirming it changes its status. So there is one rule to guard, that rows of one chiropractor
which are pending or booked do not overlap, and no moment between releasing and booking. The
database guards it by itself, whatever program writes: PostgreSQL by an exclusion constraint,
SQLite by triggers, which are enough there because SQLite has one writer at a time. A table with a
row for every quarter of an hour would work on both with a plain unique key, but holds only as long
as every writer fills that table as well, and ties the agenda to a fixed step.

A hold that has expired still has its row; whoever wants its time deletes it first.
"""

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    _UtcBase = TypeDecorator[datetime]
else:
    _UtcBase = TypeDecorator

NO_OVERLAP = "appointment_no_overlap"
"""The name of the rule against overlap, in what either database says when it refuses."""


class UtcDateTime(_UtcBase):
    """An aware moment, stored in UTC on databases with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse a naive moment; give the database the UTC one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(timezone.utc)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=timezone.utc)
        return value.astimezone(timezone.utc)


metadata = MetaData()

appointment = Table(
    "appointment",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("chiropractor_id", String(64), nullable=False),
    Column("kind_id", String(64), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("status", String(16), nullable=False),
    Column("holder", String(64)),
    Column("hold_expires_at", UtcDateTime),
    Column("reference", String(16), unique=True),
    Column("patient_name", String(80)),
    Column("patient_phone", String(16)),
    Column("patient_email", String(254)),
    Column("sender", String(64)),
    Column("consent_at", UtcDateTime),
    Column("erased_at", UtcDateTime),
    Column("sequence", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    CheckConstraint("starts_at < ends_at", name="appointment_has_length"),
    CheckConstraint(
        "status IN ('proposed', 'pending', 'booked', 'cancelled')", name="appointment_status"
    ),
    CheckConstraint(
        "status <> 'pending' OR (holder IS NOT NULL AND hold_expires_at IS NOT NULL)",
        name="appointment_pending_is_held",
    ),
    CheckConstraint(
        "status <> 'booked' OR erased_at IS NOT NULL OR (reference IS NOT NULL"
        " AND patient_name IS NOT NULL AND patient_phone IS NOT NULL AND consent_at IS NOT NULL)",
        name="appointment_booked_is_complete",
    ),
    Index("appointment_by_time", "chiropractor_id", "starts_at"),
    Index("appointment_by_holder", "holder"),
    Index("appointment_by_phone", "patient_phone"),
    Index("appointment_by_sender", "sender"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("appointment_id", String(32), ForeignKey("appointment.id"), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("outcome", String(16)),
    Column("tries", Integer, nullable=False),
    Column("last_error", String(64)),
    Index("outbox_by_due", "closed_at", "due_at"),
    Index("outbox_by_appointment", "appointment_id"),
    sqlite_autoincrement=True,  # the number of a dropped row is not given to another one
)

proof_attempt = Table(
    "proof_attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("failed_at", UtcDateTime, nullable=False),
    Index("proof_attempt_by_key", "key", "failed_at"),
)

whatsapp_address = Table(
    "whatsapp_address",
    metadata,
    Column("sender_id", String(64), primary_key=True),
    Column("sender_hash", String(64), nullable=False, unique=True),
    Column("address", LargeBinary, nullable=False),
    Column("last_message_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("paced_until", UtcDateTime),
    Column("opt_in_asked_at", UtcDateTime),
    Column("opted_in_at", UtcDateTime),
    Column("choices", LargeBinary),
    Column("told_text_only_at", UtcDateTime),
    Index("whatsapp_address_by_expiry", "expires_at"),
)

whatsapp_inbox = Table(
    "whatsapp_inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("sender_id", String(64), nullable=False),
    Column("content", LargeBinary),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("taken_until", UtcDateTime),
    Column("tries", Integer, nullable=False),
    Column("done_at", UtcDateTime),
    Index("whatsapp_inbox_by_done", "done_at"),
    sqlite_autoincrement=True,
)

whatsapp_outbox = Table(
    "whatsapp_outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(64), nullable=False),
    Column("content", LargeBinary),
    Column("is_notice", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("is_resent", Boolean, nullable=False),
    Column("sendings", Integer, nullable=False, server_default="0"),
    Column("is_fallback", Boolean, nullable=False),
    Column("message_key", String(64)),
    Column("last_error", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Index("whatsapp_outbox_by_sender", "sender_id", "id"),
    Index("whatsapp_outbox_by_due", "closed_at", "due_at"),
    Index("whatsapp_outbox_by_message", "message_key"),
    sqlite_autoincrement=True,
)

whatsapp_handover = Table(
    "whatsapp_handover",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("source", String(128), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_by", String(64)),
)

website_session = Table(
    "website_session",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("erased_at", UtcDateTime),
    Index("website_session_by_expiry", "expires_at"),
)

website_event = Table(
    "website_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", String(32), nullable=False),
    Column("client_id", String(64)),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("taken_until", UtcDateTime),
    Column("tries", Integer, nullable=False),
    UniqueConstraint("session_id", "client_id", name="website_event_once"),
    Index("website_event_by_session", "session_id", "id"),
    Index("website_event_open", "is_open", "id"),
    sqlite_autoincrement=True,
)

website_rate = Table(
    "website_rate",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("began_at", UtcDateTime, nullable=False),
    Column("hits", Integer, nullable=False),
)
