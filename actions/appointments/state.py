"""The slots of the appointment forms, read as one object and written back as events."""

from datetime import date, datetime, time
from enum import Enum
from typing import Any, ClassVar, Generic, TypeVar

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions import slots
from actions.clinic.agenda import Window
from actions.clinic.intake import Field
from actions.clinic.models import Hold, Slot

REQUESTED = "requested_slot"
OWN = "own_appointment_ids"
"""Appointments that were booked in this conversation, or proved to be the patient's."""

Step = TypeVar("Step", bound=Enum)


class FormState(Generic[Step]):
    """What a form knows so far.

    ``get`` and ``set`` speak of the steps that are asked one by one; ``hold``, ``offers`` and
    ``wish`` of the time. ``events`` gives what was set since it was read.
    """

    steps: type[Step]
    prefix: ClassVar[str]
    extras: ClassVar[tuple[str, ...]] = ("offers", "wish", "tries")
    """Slots beside the steps, without the prefix."""
    about_time: ClassVar[tuple[str, ...]] = ("time", "confirmed")
    """Steps at which the patient may choose among the offers."""

    def __init__(self, tracker: Tracker) -> None:
        self._slots = tracker.slots
        self._changes: dict[str, Any] = {}

    @classmethod
    def slot_names(cls) -> list[str]:
        """Return the names of the form's slots."""
        return [cls.prefix + name for name in (*(s.value for s in cls.steps), *cls.extras)]

    @classmethod
    def cleared(cls) -> list[EventType]:
        """Return the events that empty every slot of the form, so that nothing is pending."""
        emptied: list[EventType] = [SlotSet(name, None) for name in cls.slot_names()]
        return [*emptied, SlotSet(slots.PENDING_QUESTION, slots.PENDING_NOTHING)]

    @property
    def asked(self) -> Step | None:
        """The step that the patient was asked for."""
        name = self._slots.get(REQUESTED) or ""
        values = {self.prefix + step.value: step for step in self.steps}
        return values.get(name)

    @property
    def is_about_time(self) -> bool:
        """Whether the patient may be choosing a time."""
        return self.asked is not None and self.asked.value in self.about_time

    @property
    def is_asked_time(self) -> bool:
        """Whether the patient was asked which time suits."""
        return self.asked is not None and self.asked.value == "time"

    @property
    def missing(self) -> Step | None:
        """The first step that is still to be asked."""
        return next((step for step in self.steps if self.get(step) is None), None)

    def get(self, step: Step) -> Any:
        """Return the value of a step, None when it is unknown."""
        return self._value(step.value)

    def set(self, step: Step, value: Any) -> None:
        """Fill in a step; None empties it."""
        self._set(step.value, value)

    @property
    def hold(self) -> Hold | None:
        """The time that is kept for the patient."""
        data = self._value("time")
        return Hold.from_dict(data) if isinstance(data, dict) else None

    @hold.setter
    def hold(self, hold: Hold | None) -> None:
        self._set("time", hold.as_dict() if hold else None)

    @property
    def offers(self) -> list[Slot]:
        """The times that the patient may choose from."""
        return [Slot.from_dict(data) for data in self._value("offers") or []]

    @offers.setter
    def offers(self, offers: list[Slot]) -> None:
        self._set("offers", [slot.as_dict() for slot in offers])

    @property
    def wish(self) -> Window | None:
        """The days and hours that the patient named."""
        data = self._value("wish")
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
        self._set("wish", [part.isoformat() if part else None for part in parts] or None)

    @property
    def tries(self) -> int:
        """How often in a row the answer to the asked step was not understood."""
        return int(self._value("tries") or 0)

    @tries.setter
    def tries(self, tries: int) -> None:
        self._set("tries", tries)

    @property
    def own_ids(self) -> list[str]:
        """The appointments for which this conversation needs no code."""
        value = self._changes[OWN] if OWN in self._changes else self._slots.get(OWN)
        return list(value or [])

    @own_ids.setter
    def own_ids(self, ids: list[str]) -> None:
        self._changes[OWN] = list(dict.fromkeys(ids)) or None

    def reset(self) -> None:
        """Empty every slot of the form."""
        self._changes.update(dict.fromkeys(self.slot_names()))

    def events(self) -> list[EventType]:
        """Return the changes, with the next step to ask for."""
        missing = self.missing
        requested = self.prefix + missing.value if missing else None
        changes = {self.prefix + "tries": self.tries, **self._changes}
        return [
            *(SlotSet(name, value) for name, value in changes.items()),
            SlotSet(REQUESTED, requested),
            SlotSet(slots.PENDING_QUESTION, slots.PENDING_NOTHING),
        ]

    def unchanged(self) -> list[EventType]:
        """Return the events that leave everything as it was before this message."""
        tries = self.prefix + "tries"
        requested = self.prefix + self.asked.value if self.asked else None
        return [SlotSet(tries, self._slots.get(tries) or 0), SlotSet(REQUESTED, requested)]

    def noted(self) -> list[EventType]:
        """Return an event that changes nothing, for an action that only asks."""
        tries = self.prefix + "tries"
        return [SlotSet(tries, self._slots.get(tries))]

    def _value(self, name: str) -> Any:
        name = self.prefix + name
        return self._changes[name] if name in self._changes else self._slots.get(name)

    def _set(self, name: str, value: Any) -> None:
        self._changes[self.prefix + name] = value


class BookingState(FormState[Field]):
    """What is known of the appointment that a conversation is making."""

    steps = Field
    prefix = "appointment_"
    extras = (*FormState.extras, "consent_at")

    @property
    def consent_at(self) -> datetime | None:
        """When the patient gave consent, aware."""
        value = self._value("consent_at")
        return datetime.fromisoformat(value) if value else None

    @consent_at.setter
    def consent_at(self, moment: datetime) -> None:
        self._set("consent_at", moment.isoformat())
