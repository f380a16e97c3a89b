"""Tells patients of their appointments over WhatsApp, by approved templates, if they agreed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from actions.clinic import records
from actions.clinic.booking import BookingService
from actions.clinic.models import Appointment, Status
from actions.clinic.outbox import OutboxRow
from actions.clinic.settings import Settings
from actions.clinic.store import Store
from actions.clinic.texts import GAP, fill
from actions.clinic.whatsapp import outbox
from actions.clinic.whatsapp.addresses import Addresses
from actions.clinic.whatsapp.outbox import NewBubble
from actions.clinic.wording import spoken_time
from actions.clinic.worker.delivery import NotNeeded

TEMPLATES_FILE = Path(__file__).with_name("templates.yml")
LANGUAGE = "nl"
REMINDER = "reminder"
TEMPLATE_OF = {"booked": "booked", "moved": "booked", "cancelled": "cancelled"}
IN_CONVERSATION = timedelta(minutes=5)
"""Who wrote so lately did it in the conversation and was told there."""


class NoticeDelivery:
    """Puts the notice of a row in WhatsApp's own outbox."""

    def __init__(
        self,
        settings: Settings,
        service: BookingService,
        store: Store,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._service = service
        self._store = store
        self._addresses = Addresses(store, clock)
        self._clock = clock

    def __call__(self, row: OutboxRow) -> None:
        """Deliver a row; ``payload["is_reminder"]`` tells a reminder from what just happened.

        Raises:
            NotNeeded: not agreed to, told in the conversation, superseded, or over.
            StoreError: the database failed.
        """
        appointment = self._service.get(row.appointment_id)
        now = self._clock()
        is_reminder = bool(row.payload.get("is_reminder"))
        if row.payload["sequence"] != appointment.sequence:
            raise NotNeeded("superseded")
        if appointment.slot.start <= now:
            raise NotNeeded("over")
        if is_reminder and appointment.status is not Status.BOOKED:
            raise NotNeeded("superseded")
        with self._store.write() as connection:
            sender = records.sender_of(connection, appointment.id)
            agreed = self._addresses.agreed(connection, sender)
            if agreed is None:
                raise NotNeeded("not agreed to")
            sender_id, last_message_at = agreed
            if not is_reminder and now < last_message_at + IN_CONVERSATION:
                raise NotNeeded("told in the conversation")
            template = REMINDER if is_reminder else TEMPLATE_OF[row.payload["event"]]
            notice = notice_of(template, appointment, self._settings)
            outbox.add(connection, sender_id, [notice], now)


def notice_of(template: str, appointment: Appointment, settings: Settings) -> NewBubble:
    """Return a template message about an appointment; ``template`` is a key of the file."""
    text = templates()[template]
    names = {person.id: person.name for person in settings.chiropractors}
    values = {
        "chiropractor": names[appointment.slot.chiropractor_id],
        "time": spoken_time(appointment.slot.start, ZoneInfo(settings.agenda.timezone)),
        "reference": appointment.reference or "-",
    }
    parameters = [{"type": "text", "text": values[gap]} for gap in GAP.findall(text["body"])]
    payload: dict[str, Any] = {
        "name": text["name"],
        "language": {"code": LANGUAGE},
        "components": [{"type": "body", "parameters": parameters}],
    }
    return NewBubble(
        {"type": "template", "template": payload},
        plain=fill(text["body"], values),
        is_notice=True,
    )


@lru_cache(maxsize=1)
def templates() -> dict[str, dict[str, str]]:
    """Return the templates: ``booked``, ``reminder`` and ``cancelled``, with name and body."""
    found: dict[str, dict[str, str]] = yaml.safe_load(TEMPLATES_FILE.read_text(encoding="utf-8"))
    return found
