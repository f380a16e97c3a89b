"""What the tests of the appointment actions use: a clinic with a clock, and a conversation."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.appointments import agenda_access, booking_turn, manage_turn
from actions.appointments.form import ValidateAppointmentForm
from actions.appointments.manage import ValidateManageForm
from actions.base import SafeAction
from actions.clinic.booking import BookingService
from actions.clinic.errors import StoreError
from actions.clinic.models import Appointment, Slot
from actions.clinic.store import Store
from actions.clinic.whatsapp.addresses import Address, note_message
from tests.clinic.clinic_helpers import MONDAY_NINE, PIET, Clock, make_settings

INTENTS = {"ja": "affirm", "nee": "deny", "stop": "stop"}
STEN, JARCO = "sten_hofstad", "jarco_schol"


class Clinic:
    """A clinic of two chiropractors on Monday 23 November 2026, nine o'clock."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = Clock(MONDAY_NINE)
        self.monkeypatch = monkeypatch
        self.store = Store(f"sqlite:///{folder / 'clinic.db'}")
        self.store.migrate()
        settings = make_settings()
        for module in (agenda_access, booking_turn, manage_turn):
            monkeypatch.setattr(module, "load_settings", lambda: settings)
            monkeypatch.setattr(module, "utc_now", self.clock)
        monkeypatch.setattr(agenda_access, "shared_store", lambda: self.store)
        self.service = BookingService(settings, self.store, self.clock)

    def break_store(self) -> None:
        """Let every use of the database fail from now on."""

        class Broken:
            def read(self) -> None:
                raise StoreError("down")

            write = read

        self.monkeypatch.setattr(agenda_access, "shared_store", Broken)

    def book(self, slot: Slot, patient: Any = PIET, sender: str | None = None) -> Appointment:
        """Book a follow-up by another conversation."""
        holder = f"somebody-{slot.start}-{slot.chiropractor_id}"
        hold = self.service.hold(slot, "follow_up", holder)
        return self.service.confirm(hold, holder, patient, self.clock.now, sender)

    def known_sender(self, phone: str | None = "31612345678") -> str:
        """Return the sender id of somebody who has written over WhatsApp."""
        address = Address(phone, user_id=f"NL.{phone}")
        with self.store.write() as connection:
            note_message(connection, address, self.clock.now, self.clock.now)
        return address.sender_id

    def booked(self) -> list[str]:
        """Return what is booked, as ``Sten di 10:00`` in clinic time, without holds."""
        from sqlalchemy import text

        with self.store.read() as connection:
            rows = connection.execute(
                text("SELECT id FROM appointment WHERE status = 'booked' ORDER BY starts_at")
            )
            ids = [row[0] for row in rows]
        return [short(self.service.get(appointment_id).slot) for appointment_id in ids]


def short(slot: Slot) -> str:
    """Return a slot as ``sten 24 10:00``: first name, day of the month, clinic time."""
    start = slot.start.astimezone(agenda_access.clinic_zone())
    return f"{slot.chiropractor_id.split('_')[0]} {start:%d %H:%M}"


@dataclass
class Talk:
    """A conversation with one form: what is said changes the slots as Rasa would."""

    form: SafeAction
    prefix: str
    sender: str = "patient"
    slots: dict[str, Any] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def say(
        self,
        text: str,
        intent: str | None = None,
        confidence: float = 0.95,
        persons: tuple[str, ...] = (),
    ) -> list[str]:
        """Send a message; return the names of the responses, the next question not included."""
        intent = intent or INTENTS.get(text.lower().split(",")[0].split()[0], "inform")
        self.latest = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "entities": [{"entity": "PERSON", "value": person} for person in persons],
        }
        return self.run(self.form)

    def run(self, action: SafeAction) -> list[str]:
        """Run an action on the latest message; return the names of its responses."""
        dispatcher = CollectingDispatcher()
        tracker = Tracker(
            self.sender, dict(self.slots), self.latest, [], False, None, {}, "action_listen"
        )
        self.events = asyncio.run(action.run(dispatcher, tracker, {}))
        for event in self.events:
            self.slots[event["name"]] = event["value"]
        self.messages = dispatcher.messages
        return [message["response"] for message in self.messages]

    @property
    def asked(self) -> str | None:
        """The step that is asked for now."""
        name = self.slots.get("requested_slot")
        return name[len(self.prefix) :] if name else None

    def __getitem__(self, step: str) -> Any:
        return self.slots.get(self.prefix + step)

    @property
    def offers(self) -> list[str]:
        """The times that are offered."""
        return [short(Slot.from_dict(data)) for data in self["offers"] or []]

    @property
    def held(self) -> str | None:
        """The time that is held."""
        return short(Slot.from_dict(self["time"])) if self["time"] else None

    @property
    def said(self) -> dict[str, Any]:
        """The values of the last response."""
        return self.messages[-1]


def booking(sender: str = "patient", **slots: Any) -> Talk:
    """Return a conversation that makes an appointment."""
    return Talk(ValidateAppointmentForm(), "appointment_", sender, slots)


def managing(sender: str = "patient", **slots: Any) -> Talk:
    """Return a conversation about an appointment that was made before."""
    return Talk(ValidateManageForm(), "manage_", sender, slots)
