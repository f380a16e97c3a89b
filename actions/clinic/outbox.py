"""What is still to be done after a booking: mail, the clinic's calendar, a reminder.

Rows are written in the transaction of the booking, so that none is lost when a mail or calendar
server is down. They name the appointment and what happened to it; whoever sends them reads the
rest from the appointment as it is then. Rows are delivered at least once, or else closed with an
outcome that says why not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from actions.clinic import tables
from actions.clinic.store import Store

LEASE = timedelta(minutes=5)
"""A row that was taken and not reported on is handed out again after this."""

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=1)
MOST_REASON = 64
"""Characters of a reason or an error code that are kept."""


class OutboxKind(str, Enum):
    """To whom a row goes: the patient's mailbox or WhatsApp, the clinic's calendar, a reminder."""

    MAIL = "mail"
    CALENDAR = "calendar"
    REMINDER = "reminder"
    WHATSAPP = "whatsapp"


class OutboxEvent(str, Enum):
    """What happened to the appointment."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    ERASED = "erased"


class Outcome(str, Enum):
    """How a row ended."""

    SENT = "sent"
    SKIPPED = "skipped"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class OutboxRow:
    """Something to send; ``payload`` has ``event`` and ``sequence`` of the appointment."""

    id: int
    kind: OutboxKind
    appointment_id: str
    payload: dict[str, Any]
    tries: int


def add(
    connection: Connection,
    kind: OutboxKind,
    appointment_id: str,
    payload: dict[str, Any],
    now: datetime,
    *,
    due_at: datetime | None = None,
) -> None:
    """Add a row in the caller's transaction; due at once unless told otherwise."""
    connection.execute(
        insert(tables.outbox).values(
            kind=kind.value,
            appointment_id=appointment_id,
            payload=payload,
            created_at=now,
            due_at=due_at or now,
            tries=0,
        )
    )


def drop_unsent(connection: Connection, appointment_id: str, *kinds: OutboxKind) -> None:
    """Delete the appointment's rows of these kinds that were not sent yet."""
    table = tables.outbox
    connection.execute(
        delete(table).where(
            table.c.appointment_id == appointment_id,
            table.c.kind.in_([kind.value for kind in kinds]),
            table.c.closed_at.is_(None),
        )
    )


class Outbox:
    """Hands out the rows that are due; any number of processes may share the work."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def due(self, limit: int = 20, kind: OutboxKind | None = None) -> list[OutboxRow]:
        """Take rows that are due, oldest first; nobody else gets them for the time of a lease.

        Args:
            limit: how many rows at most.
            kind: rows of this kind only; None: of any kind.

        Raises:
            StoreError: the database failed.
        """
        table, now = tables.outbox, self._clock()
        query = (
            select(table)
            .where(table.c.closed_at.is_(None), table.c.due_at <= now)
            .order_by(table.c.due_at, table.c.id)
            .limit(limit)
        )
        if kind:
            query = query.where(table.c.kind == kind.value)
        with self._store.read() as connection:
            if connection.execute(query).first() is None:
                return []  # looking does not get in the way of a booking
        with self._store.write() as connection:
            rows = connection.execute(query).all()
            connection.execute(
                update(table)
                .where(table.c.id.in_([row.id for row in rows]))
                .values(due_at=now + LEASE)
            )
        return [
            OutboxRow(
                id=row.id,
                kind=OutboxKind(row.kind),
                appointment_id=row.appointment_id,
                payload=row.payload,
                tries=row.tries,
            )
            for row in rows
        ]

    def close(self, row_id: int, outcome: Outcome, reason: str | None = None) -> None:
        """Note how the row ended; it is not handed out again.

        Args:
            row_id: the row.
            outcome: how it ended.
            reason: why it was not delivered, in a word or a code without personal data.

        Raises:
            StoreError: the database failed; the row will be handed out again.
        """
        table = tables.outbox
        with self._store.write() as connection:
            connection.execute(
                update(table)
                .where(table.c.id == row_id)
                .values(
                    closed_at=self._clock(),
                    outcome=outcome.value,
                    last_error=reason[:MOST_REASON] if reason else None,
                )
            )

    def mark_failed(self, row_id: int, error_code: str) -> None:
        """Note that delivery failed and try again later, each time after twice as long.

        Args:
            row_id: the row.
            error_code: a short code without personal data, such as an exception's class name.

        Raises:
            StoreError: the database failed; the row will be handed out again.
        """
        table = tables.outbox
        with self._store.write() as connection:
            tries = connection.execute(select(table.c.tries).where(table.c.id == row_id)).scalar()
            if tries is None:
                return  # dropped meanwhile: the patient's data were erased
            delay = min(FIRST_DELAY * 2 ** min(tries, 16), LONGEST_DELAY)
            connection.execute(
                update(table)
                .where(table.c.id == row_id)
                .values(
                    tries=tries + 1,
                    due_at=self._clock() + delay,
                    last_error=error_code[:MOST_REASON],
                )
            )
