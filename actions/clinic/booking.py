"""What can be done with appointments: hold a time, confirm, find, move, cancel, erase.

Each use case is one transaction; when it raises, nothing of it is stored. Conversations and senders
are stored as hashes.
"""

import hashlib
import re
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection, Row

from actions.clinic import outbox, records
from actions.clinic.agenda import Planner
from actions.clinic.errors import (
    NotFoundError,
    SlotTakenError,
    SlotUnavailableError,
    TooManyTriesError,
)
from actions.clinic.models import Appointment, Hold, Patient, Slot, Status
from actions.clinic.outbox import OutboxEvent, OutboxKind
from actions.clinic.reference import new_reference
from actions.clinic.settings import Settings
from actions.clinic.store import Store
from actions.clinic.tables import proof_attempt

MOST_TRIES = 5
TRIES_PERIOD = timedelta(hours=1)
PROOF_DIGITS = 4


@dataclass(frozen=True)
class CodeProof:
    """A reference code as ``parse_reference`` returns it, and a telephone number's last digits.

    ``phone_digits`` may be the whole number as it was typed; the last four digits count.
    """

    reference: str
    phone_digits: str


@dataclass(frozen=True)
class SenderProof:
    """A sender for whom the channel vouches, such as a WhatsApp number; never a website visitor."""

    sender: str


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(timezone.utc)


class BookingService:
    """The use cases of the appointments."""

    def __init__(
        self, settings: Settings, store: Store, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock

    def planner(self, holder: str | None = None, moving: Appointment | None = None) -> Planner:
        """Return a look at the agenda as it is now.

        Args:
            holder: the conversation; what it holds itself counts as free.
            moving: an appointment that is going to move; its time counts as free.

        Raises:
            StoreError: the database failed.
        """
        now = self._clock()
        with self._store.read() as connection:
            busy = records.busy_slots(
                connection,
                now,
                except_holder=_hashed(holder) if holder else None,
                except_id=moving.id if moving else None,
            )
        return Planner(self._settings, now, busy)

    def hold(
        self, slot: Slot, kind_id: str, holder: str, moving: Appointment | None = None
    ) -> Hold:
        """Keep a slot for a conversation for some minutes, instead of what it held before.

        A move to a time that overlaps the moving appointment itself is not stored as a hold: that
        appointment keeps most of the time already, and ``move`` says so if the rest is taken.

        Raises:
            SlotTakenError: somebody else has it; what was held before stays held.
            SlotUnavailableError: it is not a time that can be booked.
            StoreError: the database failed.
        """
        now = self._clock()
        Planner(self._settings, now).check(slot, kind_id)
        minutes = self._settings.agenda.hold_minutes
        hold = Hold(uuid.uuid4().hex, kind_id, slot, now + timedelta(minutes=minutes))
        with self._store.write() as connection:
            records.drop_holds_of(connection, _hashed(holder))
            records.drop_expired_holds(connection, slot, now)
            if not (moving and moving.slot.overlaps(slot)):
                records.insert_hold(connection, hold, _hashed(holder), now)
        return hold

    def release(self, holder: str) -> None:
        """Give back what the conversation holds, if anything.

        Raises:
            StoreError: the database failed; the hold expires by itself.
        """
        with self._store.write() as connection:
            records.drop_holds_of(connection, _hashed(holder))

    def confirm(
        self,
        hold: Hold,
        holder: str,
        patient: Patient,
        consent_at: datetime,
        sender: str | None = None,
    ) -> Appointment:
        """Book what was held; a second time returns the same appointment.

        A hold that has expired does as well, as long as nobody took the time.

        Args:
            hold: what ``hold`` returned.
            holder: the conversation.
            patient: who comes.
            consent_at: when the patient agreed to name and contact being stored.
            sender: the sender, if the channel vouches for it: proves who one is later on.

        Raises:
            SlotTakenError: somebody else has the time, or this appointment was cancelled since.
            SlotUnavailableError: the time has passed.
            StoreError: the database failed.
        """
        now = self._clock()
        mine = _hashed(holder)
        with self._store.write() as connection:
            row = records.by_id(connection, hold.id) or records.by_holder(
                connection, mine, hold.slot
            )
            if row and row.holder == mine and row.status == Status.BOOKED.value:
                return records.as_appointment(row)
            if row and (row.holder != mine or row.status != Status.PENDING.value):
                raise SlotTakenError("this hold was used before")
            if hold.slot.start <= now:
                raise SlotUnavailableError("the time has passed")
            if not row:
                Planner(self._settings, now).check(hold.slot, hold.kind_id)
                records.drop_holds_of(connection, mine)
                records.drop_expired_holds(connection, hold.slot, now)
                records.insert_hold(connection, hold, mine, now)
            appointment = records.change(
                connection,
                hold.id,
                status=Status.BOOKED.value,
                hold_expires_at=None,
                reference=new_reference(),
                patient_name=patient.name,
                patient_phone=patient.phone,
                patient_email=patient.email,
                sender=_hashed(sender) if sender else None,
                consent_at=consent_at,
                updated_at=now,
            )
            self._follow_up(connection, appointment, OutboxEvent.BOOKED)
        return appointment

    def get(self, appointment_id: str) -> Appointment:
        """Return an appointment whose owner has been proved before, cancelled or not.

        Raises:
            NotFoundError: there is none.
            StoreError: the database failed.
        """
        with self._store.read() as connection:
            row = records.by_id(connection, appointment_id)
        if row is None or row.status == Status.PENDING.value:
            raise NotFoundError("no such appointment")
        return records.as_appointment(row)

    def find(self, proof: CodeProof | SenderProof, conversation: str) -> list[Appointment]:
        """Return the coming appointments, at least one, of whoever gives this proof.

        Raises:
            NotFoundError: the proof fits nothing that is still to come; a wrong code or number
                counts as a failed try.
            TooManyTriesError: too many failed tries in this conversation or on this code.
            StoreError: the database failed.
        """
        now = self._clock()
        if isinstance(proof, SenderProof):
            with self._store.read() as connection:
                rows = records.upcoming_of_sender(connection, _hashed(proof.sender), now)
        else:
            row = self._proved(proof, conversation, now)
            coming = row.status == Status.BOOKED.value and row.starts_at > now
            rows = [row] if coming else []
        if not rows:
            raise NotFoundError("no coming appointment fits")
        return [records.as_appointment(row) for row in rows]

    def move(self, appointment: Appointment, slot: Slot, holder: str) -> Appointment:
        """Move an appointment to another slot; what the conversation holds is given back.

        Raises:
            SlotTakenError: somebody else has the slot; the appointment stays where it was.
            SlotUnavailableError: it is not a time that can be booked.
            NotFoundError: the appointment is cancelled or over.
            StoreError: the database failed.
        """
        now = self._clock()
        with self._store.write() as connection:
            current = _coming(connection, appointment.id, now)
            if current.slot == slot:
                records.drop_holds_of(connection, _hashed(holder))
                return current
            if slot.start <= now:
                raise SlotUnavailableError("the time has passed")
            if not records.holds(connection, _hashed(holder), slot, current.kind_id):
                Planner(self._settings, now).check(slot, current.kind_id)
            records.drop_holds_of(connection, _hashed(holder))
            records.drop_expired_holds(connection, slot, now)
            moved = records.change(
                connection,
                current.id,
                chiropractor_id=slot.chiropractor_id,
                starts_at=slot.start,
                ends_at=slot.end,
                sequence=current.sequence + 1,
                updated_at=now,
            )
            self._follow_up(connection, moved, OutboxEvent.MOVED, moved_from=current.slot)
        return moved

    def cancel(self, appointment: Appointment) -> Appointment:
        """Cancel an appointment; its time is free again. A second time changes nothing.

        Raises:
            NotFoundError: there is none, or it is over.
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            row = records.by_id(connection, appointment.id)
            if row is not None and row.status == Status.CANCELLED.value:
                return records.as_appointment(row)
            return self._cancel(connection, _coming(connection, appointment.id, self._clock()))

    def erase(self, appointment: Appointment) -> list[Appointment]:
        """Erase the personal data of the patient of this appointment, who must be proved before.

        That is of all appointments with the same telephone number and name, or from the same
        sender. Those to come are cancelled. What stays is not personal: the time, chiropractor,
        kind and status.

        Returns:
            The appointments that were cancelled by this, as they were before they were erased.

        Raises:
            NotFoundError: there is no such appointment.
            StoreError: the database failed.
        """
        now = self._clock()
        cancelled = []
        with self._store.write() as connection:
            row = records.by_id(connection, appointment.id)
            if row is None:
                raise NotFoundError("no such appointment")
            for each in records.of_same_patient(connection, row):
                found = records.as_appointment(each)
                kinds = (OutboxKind.MAIL, OutboxKind.REMINDER, OutboxKind.WHATSAPP)
                outbox.drop_unsent(connection, found.id, *kinds)
                if found.status is Status.BOOKED and found.slot.start > now:
                    cancelled.append(self._cancel(connection, found, tells_patient=False))
                else:
                    self._follow_up(connection, found, OutboxEvent.ERASED)
                records.change(
                    connection,
                    found.id,
                    holder=None,
                    sender=None,
                    reference=None,
                    patient_name=None,
                    patient_phone=None,
                    patient_email=None,
                    consent_at=None,
                    erased_at=now,
                    updated_at=now,
                )
        return cancelled

    def _proved(self, proof: CodeProof, conversation: str, now: datetime) -> Row:
        """Return the row with this code if the digits fit too; count the try if not."""
        keys = [_hashed(f"conversation {conversation}"), _hashed(f"code {proof.reference}")]
        with self._store.write() as connection:
            if _failed_tries(connection, keys, now) >= MOST_TRIES:
                raise TooManyTriesError("too many failed proofs")
            row = records.by_reference(connection, proof.reference)
            if row is not None and _same_last_digits(row.patient_phone, proof.phone_digits):
                return row
            _note_failure(connection, keys, now)
        raise NotFoundError("the code or the digits are wrong")

    def _cancel(
        self, connection: Connection, appointment: Appointment, *, tells_patient: bool = True
    ) -> Appointment:
        cancelled = records.change(
            connection,
            appointment.id,
            status=Status.CANCELLED.value,
            sequence=appointment.sequence + 1,
            updated_at=self._clock(),
        )
        self._follow_up(connection, cancelled, OutboxEvent.CANCELLED, tells_patient=tells_patient)
        return cancelled

    def _follow_up(
        self,
        connection: Connection,
        appointment: Appointment,
        event: OutboxEvent,
        *,
        moved_from: Slot | None = None,
        tells_patient: bool = True,
    ) -> None:
        """Write down what is to be done now that this happened to the appointment."""
        now = self._clock()
        payload: dict[str, Any] = {"event": event.value, "sequence": appointment.sequence}
        if moved_from:
            payload["moved_from"] = moved_from.as_dict()
        reminders = {OutboxKind.REMINDER: payload}
        outbox.drop_unsent(connection, appointment.id, OutboxKind.REMINDER, OutboxKind.WHATSAPP)
        outbox.add(connection, OutboxKind.CALENDAR, appointment.id, payload, now)
        if event is OutboxEvent.ERASED:
            return
        if tells_patient and appointment.patient and appointment.patient.email:
            outbox.add(connection, OutboxKind.MAIL, appointment.id, payload, now)
        if tells_patient and records.sender_of(connection, appointment.id):
            outbox.add(connection, OutboxKind.WHATSAPP, appointment.id, payload, now)
            reminders[OutboxKind.WHATSAPP] = {**payload, "is_reminder": True}
        hours = self._settings.agenda.reminder_hours
        due_at = appointment.slot.start - timedelta(hours=hours)
        if hours and event is not OutboxEvent.CANCELLED and due_at > now:
            for kind, content in reminders.items():
                outbox.add(connection, kind, appointment.id, content, now, due_at=due_at)


def give_holds(connection: Connection, conversation: str, to: str) -> None:
    """Make what a conversation holds or booked another's, in the caller's transaction."""
    records.change_holder(connection, _hashed(conversation), _hashed(to))


def _coming(connection: Connection, appointment_id: str, now: datetime) -> Appointment:
    row = records.by_id(connection, appointment_id)
    if row is None or row.status != Status.BOOKED.value or row.starts_at <= now:
        raise NotFoundError("no such appointment to come")
    return records.as_appointment(row)


def _failed_tries(connection: Connection, keys: list[str], now: datetime) -> int:
    """Return the most failures of any of the keys."""
    counts = connection.execute(
        select(func.count())
        .where(proof_attempt.c.key.in_(keys), proof_attempt.c.failed_at > now - TRIES_PERIOD)
        .group_by(proof_attempt.c.key)
    ).scalars()
    return max(counts, default=0)


def _note_failure(connection: Connection, keys: list[str], now: datetime) -> None:
    table = proof_attempt
    connection.execute(delete(table).where(table.c.failed_at <= now - TRIES_PERIOD))
    connection.execute(insert(table), [{"key": key, "failed_at": now} for key in keys])


def _same_last_digits(phone: str | None, typed: str) -> bool:
    digits = re.sub(r"\D", "", typed, flags=re.ASCII)[-PROOF_DIGITS:]
    expected = (phone or "")[-PROOF_DIGITS:]
    return len(digits) == PROOF_DIGITS and secrets.compare_digest(expected, digits)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
