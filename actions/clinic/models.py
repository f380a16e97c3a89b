"""What the agenda speaks about: slots, patients, holds and appointments.

Status words are those of FHIR Appointment. ``proposed`` is a time that is offered and lives in the
conversation only, ``pending`` is a hold, ``booked`` is confirmed, ``cancelled`` is given back.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Status(str, Enum):
    """The state of an appointment, in FHIR's words."""

    PROPOSED = "proposed"
    PENDING = "pending"
    BOOKED = "booked"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Slot:
    """A time with a chiropractor; ``start`` and ``end`` are aware and in UTC."""

    chiropractor_id: str
    start: datetime
    end: datetime

    def overlaps(self, other: "Slot") -> bool:
        """Whether both take the same chiropractor at the same moment."""
        return (
            self.chiropractor_id == other.chiropractor_id
            and self.start < other.end
            and other.start < self.end
        )

    def as_dict(self) -> dict[str, str]:
        """Return the slot as JSON can hold it."""
        return {
            "chiropractor_id": self.chiropractor_id,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
        }

    @classmethod
    def from_dict(cls, data: dict[str, str]) -> "Slot":
        """Read what ``as_dict`` gave."""
        return cls(
            chiropractor_id=data["chiropractor_id"],
            start=datetime.fromisoformat(data["start"]),
            end=datetime.fromisoformat(data["end"]),
        )


@dataclass(frozen=True)
class Hold:
    """A slot that is kept for one conversation until ``expires_at``.

    ``id`` becomes the id of the appointment: one hold can become one appointment at most.
    """

    id: str
    kind_id: str
    slot: Slot
    expires_at: datetime

    def as_dict(self) -> dict[str, str]:
        """Return the hold as JSON can hold it."""
        return {
            "id": self.id,
            "kind_id": self.kind_id,
            "expires_at": self.expires_at.isoformat(),
            **self.slot.as_dict(),
        }

    @classmethod
    def from_dict(cls, data: dict[str, str]) -> "Hold":
        """Read what ``as_dict`` gave."""
        return cls(
            id=data["id"],
            kind_id=data["kind_id"],
            slot=Slot.from_dict(data),
            expires_at=datetime.fromisoformat(data["expires_at"]),
        )


@dataclass(frozen=True)
class Patient:
    """Who comes, and how to reach them; ``phone`` is E.164. Never a reason or a symptom."""

    name: str
    phone: str
    email: str | None = None


@dataclass(frozen=True)
class Appointment:
    """An appointment as it is stored; ``patient`` and ``reference`` are None once erased."""

    id: str
    kind_id: str
    slot: Slot
    status: Status
    reference: str | None
    patient: Patient | None
    sequence: int
    created_at: datetime
    updated_at: datetime

    @property
    def uid(self) -> str:
        """The stable UID of the calendar event."""
        return f"{self.id}@movewell-bot"
