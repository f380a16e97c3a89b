"""One message of a patient who is making an appointment: from text to a changed booking."""

from actions.appointments.agenda_access import (
    booking_service,
    clinic_zone,
    known_phone,
    stored_words,
    vouched_sender,
)
from actions.appointments.message import INTERRUPTING, STOP, Message
from actions.appointments.state import BookingState
from actions.appointments.time_talk import TimeTalk
from actions.clinic.booking import utc_now
from actions.clinic.errors import SlotTakenError, SlotUnavailableError
from actions.clinic.intake import (
    ABOUT_APPOINTMENT,
    NO_EMAIL,
    PERSONAL,
    Field,
    Problem,
    Reading,
    read_message,
)
from actions.clinic.models import Patient
from actions.clinic.settings import load_settings

ABOUT_ALL = frozenset(("cancel_appointment", "erase_data"))
"""Intents about the booking as a whole, or what went before."""
ABOUT_ANOTHER = frozenset(("move_appointment", "ask_appointment"))
"""Intents about an appointment that was made before, if the message speaks of one."""
TRIES_BEFORE_PERSON = 2


class BookingTurn:
    """Reads a message into a booking.

    ``is_interruption`` tells a message about something else. ``take_in`` fills in the rest and
    returns what the patient must be told besides the next question.
    """

    def __init__(self, state: BookingState, message: Message) -> None:
        self.state = state
        self.message = message
        self.now = utc_now()
        self.times = TimeTalk(state, message)
        self.reading = self._read()
        self.times.hear(self.reading)

    def _read(self) -> Reading:
        asked, message = self.state.asked, self.message
        about_article = message.asks_article and asked in PERSONAL and not message.persons
        if self._is_about_offers or about_article:
            return Reading()
        here_and_now = self.now.astimezone(clinic_zone())
        return read_message(
            message.text, asked, message.yes, message.persons, load_settings(), here_and_now
        )

    @property
    def _is_about_offers(self) -> bool:
        return bool(self.times.chosen or self.times.wants_other)

    @property
    def is_interruption(self) -> bool:
        """Whether the message is about something else than the booking."""
        stops = self.message.intent == STOP and not self.message.yes  # "leg maar vast" is a yes
        if stops or self.message.chooses_question or self.message.is_alarm:
            return True
        if self.state.asked is None or self._is_about_offers:
            return False
        if self.message.asks_article and not self.reading.values:
            return True
        if self.reading:
            return False
        if self.message.intent in ABOUT_ANOTHER:
            return bool(ABOUT_APPOINTMENT.search(self.message.text))
        return self.message.intent in INTERRUPTING | ABOUT_ALL

    def take_in(self) -> list[Problem]:
        """Fill in what the message says; return what the patient must be told.

        Raises:
            StoreError: the database is down; nothing was stored.
        """
        problems = self._understood()
        problems += self.reading.problems
        problems += self._take_consent()
        changed = self._take_values() or self.reading.moment is not None
        if self.reading.moment:
            problems += self.times.take_moment(self.reading.moment)
        problems += self._settle_time()
        problems += self._take_confirmation(changed or bool(problems))
        return problems

    def _understood(self) -> list[Problem]:
        if self.state.asked is None or self.reading or self._is_about_offers:
            self.state.tries = 0
            return []
        self.state.tries += 1
        if self.state.tries >= TRIES_BEFORE_PERSON:
            return [Problem("utter_appointment_person")]
        return [Problem("utter_appointment_not_understood")]

    def _take_consent(self) -> list[Problem]:
        consent = self.reading.values.pop(Field.CONSENT, None)
        if consent is None:
            return []
        if consent:
            self.state.set(Field.CONSENT, True)
            self.state.consent_at = self.now
            if not self.state.get(Field.PHONE):
                self.state.set(Field.PHONE, known_phone(self.message.holder))
            return []
        for field in PERSONAL:
            self.state.set(field, None)
        return [Problem("utter_appointment_needs_consent")]

    def _take_values(self) -> bool:
        """Fill in the fields that were read; return whether there were any."""
        values = {k: v for k, v in self.reading.values.items() if k is not Field.CONFIRMED}
        for field, value in values.items():
            if field in (Field.CHIROPRACTOR, Field.KIND) and value != self.state.get(field):
                self.times.give_back()
            self.state.set(field, value)
        return bool(values)

    def _settle_time(self) -> list[Problem]:
        """Hold the chosen time, or find times, once it is known with whom and for what."""
        kind, chiropractor = self.state.get(Field.KIND), self.state.get(Field.CHIROPRACTOR)
        if not kind or not chiropractor:
            return []
        return self.times.settle(kind, chiropractor)

    def _take_confirmation(self, changed: bool) -> list[Problem]:
        confirmed = self.reading.values.get(Field.CONFIRMED)
        if confirmed is None or changed:
            return []
        if not confirmed:
            return [Problem("utter_ask_what_to_change")]
        hold, consent_at = self.state.hold, self.state.consent_at
        if hold is None or consent_at is None:
            return []
        email = self.state.get(Field.EMAIL)
        patient = Patient(
            name=self.state.get(Field.NAME),
            phone=self.state.get(Field.PHONE),
            email=None if email == NO_EMAIL else email,
        )
        holder = self.message.holder
        try:
            appointment = booking_service().confirm(
                hold, holder, patient, consent_at, sender=vouched_sender(holder)
            )
        except (SlotTakenError, SlotUnavailableError):
            chiropractor = self.state.get(Field.CHIROPRACTOR)
            return self.times.offer_nearest(hold.slot, hold.kind_id, chiropractor)
        self.state.set(Field.CONFIRMED, True)
        self.state.own_ids = [*self.state.own_ids, appointment.id]
        return [Problem("utter_appointment_booked", stored_words(appointment))]
