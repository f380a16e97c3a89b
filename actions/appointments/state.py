"""The slots of a booking, read as one object and written back as events."""

from datetime import date, datetime, time
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions import slots
from actions.clinic.agenda import Window
from actions.clinic.intake import Field
from actions.clinic.models import Hold, Slot

REQUESTED = "requested_slot"
PREFIX = "appointment_"
OFFERS = "appointment_offers"
WISH = "appointment_wish"
CONSENT_AT = "appointment_consent_at"
TRIES = "appointment_tries"


class BookingState:
    """What is known of the appointment that a conversation is making.

    ``get`` and ``set`` speak of fields; ``hold``, ``offers`` and ``wish`` of the time. ``events``
    gives what was set since it was read.
    """

    def __init__(self, tracker: Tracker) -> None:
        self._slots = tracker.slots
        self._changes: dict[str, Any] = {}

    @property
    def asked(self) -> Field | None:
        """The field that the patient was asked for."""
        name = self._slots.get(REQUESTED)
        return Field(name[len(PREFIX) :]) if name and name.startswith(PREFIX) else None

    @property
    def missing(self) -> Field | None:
        """The first field that is still to be asked."""
        return next((field for field in Field if self.get(field) is None), None)

    def get(self, field: Field) -> Any:
        """Return a field's value, None when it is unknown."""
        return self._value(PREFIX + field.value)

    def set(self, field: Field, value: Any) -> None:
        """Fill in a field; None empties it."""
        self._changes[PREFIX + field.value] = value

    @property
    def hold(self) -> Hold | None:
        """The time that is kept for the patient."""
        data = self.get(Field.TIME)
        return Hold.from_dict(data) if data else None

    @property
    def offers(self) -> list[Slot]:
        """The times that the patient may choose from."""
        return [Slot.from_dict(data) for data in self._value(OFFERS) or []]

    @offers.setter
    def offers(self, offers: list[Slot]) -> None:
        self._changes[OFFERS] = [slot.as_dict() for slot in offers]

    @property
    def wish(self) -> Window | None:
        """The days and hours that the patient named."""
        data = self._value(WISH)
        if not data:
            return None
        first, last, time_from, time_to = data
        return Window(
            date.fromisoformat(first),
            date.fromisoformat(last),
            time.fromisoformat(time_from) if time_from else None,
            time.fromisoformat(time_to) if time_to else None,
        )

    @wish.setter
    def wish(self, wish: Window | None) -> None:
        parts = (wish.first, wish.last, wish.time_from, wish.time_to) if wish else ()
        self._changes[WISH] = [part.isoformat() if part else None for part in parts] or None

    @property
    def tries(self) -> int:
        """How often in a row the answer to the asked field was not understood."""
        return int(self._value(TRIES) or 0)

    @tries.setter
    def tries(self, tries: int) -> None:
        self._changes[TRIES] = tries

    @property
    def consent_at(self) -> datetime | None:
        """When the patient gave consent, aware."""
        value = self._value(CONSENT_AT)
        return datetime.fromisoformat(value) if value else None

    @consent_at.setter
    def consent_at(self, moment: datetime) -> None:
        self._changes[CONSENT_AT] = moment.isoformat()

    def events(self) -> list[EventType]:
        """Return the changes, with the next field to ask for."""
        missing = self.missing
        requested = PREFIX + missing.value if missing else None
        return [
            *(SlotSet(name, value) for name, value in self._changes.items()),
            SlotSet(TRIES, self.tries),
            SlotSet(REQUESTED, requested),
            SlotSet(slots.PENDING_QUESTION, slots.PENDING_NOTHING),
        ]

    def _value(self, name: str) -> Any:
        return self._changes[name] if name in self._changes else self._slots.get(name)


def cleared() -> list[EventType]:
    """Return the events that empty every slot of a booking."""
    names = [PREFIX + field.value for field in Field]
    return [SlotSet(name, None) for name in (*names, OFFERS, WISH, CONSENT_AT, TRIES)]
