"""The queries on appointments and holds, each inside a transaction of the caller."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.engine import Connection, Row

from actions.clinic.models import Appointment, Hold, Patient, Slot, Status
from actions.clinic.tables import appointment as table

KEEP_EXPIRED_HOLDS = timedelta(days=1)


def busy_slots(
    connection: Connection,
    now: datetime,
    *,
    except_holder: str | None = None,
    except_id: str | None = None,
) -> list[Slot]:
    """Return what is booked or held from now on, less one holder's holds and one appointment."""
    rows = connection.execute(
        select(table).where(
            table.c.ends_at > now,
            or_(
                table.c.status == Status.BOOKED.value,
                (table.c.status == Status.PENDING.value) & (table.c.hold_expires_at > now),
            ),
        )
    )
    return [
        _slot(row)
        for row in rows
        if row.id != except_id
        and not (row.status == Status.PENDING.value and row.holder == except_holder)
    ]


def by_id(connection: Connection, appointment_id: str) -> Row | None:
    """Return the row of an appointment or a hold."""
    return connection.execute(select(table).where(table.c.id == appointment_id)).first()


def by_reference(connection: Connection, reference: str) -> Row | None:
    """Return the row of the appointment with this code."""
    return connection.execute(select(table).where(table.c.reference == reference)).first()


def by_holder(connection: Connection, holder: str, slot: Slot) -> Row | None:
    """Return the row of the appointment that this conversation booked at this slot."""
    return connection.execute(
        select(table).where(
            table.c.holder == holder,
            table.c.status == Status.BOOKED.value,
            table.c.chiropractor_id == slot.chiropractor_id,
            table.c.starts_at == slot.start,
        )
    ).first()


def upcoming_of_sender(connection: Connection, sender: str, now: datetime) -> list[Row]:
    """Return the rows of the sender's booked appointments that are still to come, by time."""
    return connection.execute(
        select(table)
        .where(
            table.c.sender == sender,
            table.c.status == Status.BOOKED.value,
            table.c.starts_at > now,
        )
        .order_by(table.c.starts_at)
    ).all()


def of_same_patient(connection: Connection, row: Row) -> list[Row]:
    """Return this row and those with the same telephone number and name, or the same sender.

    A number alone is not enough: households share one.
    """
    same = [table.c.id == row.id]
    if row.patient_phone:
        same.append(table.c.patient_phone == row.patient_phone)
    if row.sender:
        same.append(table.c.sender == row.sender)
    return [
        other
        for other in connection.execute(select(table).where(or_(*same)))
        if other.id == row.id
        or (row.sender and other.sender == row.sender)
        or _plain(other.patient_name) == _plain(row.patient_name)
    ]


def sender_of(connection: Connection, appointment_id: str) -> str | None:
    """Return the hashed sender of an appointment if its channel vouches for who that is."""
    found = connection.execute(select(table.c.sender).where(table.c.id == appointment_id))
    sender: str | None = found.scalar()
    return sender


def holds(connection: Connection, holder: str, slot: Slot, kind_id: str) -> bool:
    """Whether the conversation holds this slot for this kind of appointment, expired or not."""
    return any(
        _slot(row) == slot and row.kind_id == kind_id
        for row in connection.execute(
            select(table).where(table.c.holder == holder, table.c.status == Status.PENDING.value)
        )
    )


def change_holder(connection: Connection, holder: str, to: str) -> None:
    """Let another conversation have what this one holds or booked."""
    connection.execute(update(table).where(table.c.holder == holder).values(holder=to))


def drop_holds_of(connection: Connection, holder: str) -> None:
    """Delete the conversation's holds."""
    connection.execute(
        delete(table).where(table.c.holder == holder, table.c.status == Status.PENDING.value)
    )


def drop_expired_holds(connection: Connection, slot: Slot, now: datetime) -> None:
    """Delete expired holds that are in the way of the slot, and those that are long expired."""
    in_the_way = (
        (table.c.chiropractor_id == slot.chiropractor_id)
        & (table.c.starts_at < slot.end)
        & (table.c.ends_at > slot.start)
    )
    connection.execute(
        delete(table).where(
            table.c.status == Status.PENDING.value,
            table.c.hold_expires_at <= now,
            or_(in_the_way, table.c.hold_expires_at <= now - KEEP_EXPIRED_HOLDS),
        )
    )


def insert_hold(connection: Connection, hold: Hold, holder: str, now: datetime) -> None:
    """Store a hold; the database refuses one that overlaps."""
    connection.execute(
        insert(table).values(
            id=hold.id,
            chiropractor_id=hold.slot.chiropractor_id,
            kind_id=hold.kind_id,
            starts_at=hold.slot.start,
            ends_at=hold.slot.end,
            status=Status.PENDING.value,
            holder=holder,
            hold_expires_at=hold.expires_at,
            sequence=0,
            created_at=now,
            updated_at=now,
        )
    )


def change(connection: Connection, appointment_id: str, **values: Any) -> Appointment:
    """Change columns of a row and return the appointment as it is then."""
    connection.execute(update(table).where(table.c.id == appointment_id).values(**values))
    return as_appointment(
        connection.execute(select(table).where(table.c.id == appointment_id)).one()
    )


def as_appointment(row: Row) -> Appointment:
    """Return a row as the rest of the code knows it."""
    patient = None
    if row.patient_name is not None:
        patient = Patient(name=row.patient_name, phone=row.patient_phone, email=row.patient_email)
    return Appointment(
        id=row.id,
        kind_id=row.kind_id,
        slot=_slot(row),
        status=Status(row.status),
        reference=row.reference,
        patient=patient,
        sequence=row.sequence,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _slot(row: Row) -> Slot:
    return Slot(chiropractor_id=row.chiropractor_id, start=row.starts_at, end=row.ends_at)


def _plain(name: str | None) -> str:
    return " ".join((name or "").casefold().split())
