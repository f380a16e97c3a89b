"""The slots of a patient's business with an appointment that was made before."""

from enum import Enum

from actions import slots
from actions.appointments.state import OWN, BookingState, FormState

NOT_NEEDED = "not_needed"
"""The value of a step that need not be asked."""

FORGOTTEN = "forgotten"
"""The value of the last step when everything was erased."""


class Purpose(str, Enum):
    """What a patient wants with an appointment."""

    SHOW = "show"
    MOVE = "move"
    CANCEL = "cancel"
    ERASE = "erase"


PURPOSES = {
    "ask_appointment": Purpose.SHOW,
    "move_appointment": Purpose.MOVE,
    "cancel_appointment": Purpose.CANCEL,
    "erase_data": Purpose.ERASE,
}
"""The purpose that each intent tells."""


class Step(str, Enum):
    """What must be known, in the order in which it is asked."""

    PURPOSE = "purpose"
    CODE = "code"
    DIGITS = "digits"
    APPOINTMENT = "appointment"
    TIME = "time"
    CONFIRMED = "confirmed"


CONVERSATION = (slots.LAST_ANSWERS, slots.ANSWERED_TOPICS, slots.CHOICES)
"""What the patient asked about, which may tell of a complaint."""
PROOF = (Step.CODE, Step.DIGITS)


class ManageState(FormState[Step]):
    """What is known of what the patient wants, and of which appointment it is about."""

    steps = Step
    prefix = "manage_"
    extras = (*FormState.extras, "chiropractor")

    @property
    def purpose(self) -> Purpose | None:
        """What the patient wants."""
        value = self.get(Step.PURPOSE)
        return Purpose(value) if value in list(Purpose) else None

    @property
    def appointment_id(self) -> str | None:
        """The appointment it is about, once it is known."""
        return self.known(Step.APPOINTMENT)

    @property
    def chiropractor(self) -> str | None:
        """With whom the patient wants the appointment from now on, if that was said."""
        value: str | None = self._value("chiropractor")
        return value

    @chiropractor.setter
    def chiropractor(self, chiropractor: str | None) -> None:
        self._set("chiropractor", chiropractor)

    def known(self, step: Step) -> str | None:
        """Return a step's value, None when it is unknown or not needed."""
        value: str | None = self.get(step)
        return None if value == NOT_NEEDED else value

    def skip(self, *steps: Step) -> None:
        """Note that steps need not be asked."""
        for step in steps:
            self.set(step, NOT_NEEDED)

    def forget(self) -> None:
        """Empty what the conversation knows of the patient, and note that it is to be erased."""
        forgotten = [*BookingState.slot_names(), OWN, *CONVERSATION]
        self._changes.update(dict.fromkeys(forgotten))
        self.set(Step.CONFIRMED, FORGOTTEN)

    @property
    def is_forgotten(self) -> bool:
        """Whether the conversation is to be erased."""
        return bool(self.get(Step.CONFIRMED) == FORGOTTEN)

    def finish(self) -> None:
        """Leave nothing to ask: the form ends."""
        self.skip(*(step for step in Step if self.get(step) is None))
