"""One message of a patient who is making an appointment: from text to a changed booking."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from actions.appointments.agenda_access import booking_service, chiropractor_name, clinic_zone
from actions.appointments.state import BookingState
from actions.clinic.agenda import Closed, Window
from actions.clinic.booking import utc_now
from actions.clinic.dates import Moment, Reason
from actions.clinic.errors import SlotTakenError, SlotUnavailableError
from actions.clinic.intake import (
    ANY_CHIROPRACTOR,
    NO_EMAIL,
    PERSONAL,
    Field,
    Problem,
    Reading,
    read_message,
)
from actions.clinic.models import Appointment, Patient, Slot
from actions.clinic.settings import load_settings
from actions.clinic.time_choice import chosen_offer, find_times, wants_other_times, window_of
from actions.clinic.wording import spoken_day, spoken_time

INTERRUPTING = frozenset(
    (
        "faq",
        "limits",
        "smalltalk",
        "greet",
        "unclear_question",
        "ask_repeat",
        "ask_simpler",
        "ask_more",
        "erase_data",
        "move_appointment",
        "cancel_appointment",
        "ask_appointment",
    )
)
"""Intents that rules answer while the booking waits, unless the message fits the booking."""
STOP = "stop"
SURE = 0.8
"""Confidence from which a question goes before what else its message seems to say."""
TRIES_BEFORE_PERSON = 2


class BookingTurn:
    """Reads a message into a booking.

    ``is_interruption`` tells a message about something else. ``take_in`` fills in the rest and
    returns what the patient must be told besides the next question.
    """

    def __init__(
        self,
        state: BookingState,
        holder: str,
        text: str,
        intent: str | None,
        confidence: float,
        persons: Sequence[str],
    ) -> None:
        self.state = state
        self.holder = holder
        self.text = text
        self.intent = intent
        self.now = utc_now()
        self.yes = {"affirm": True, "deny": False}.get(intent or "")
        self.asks_article = intent in ("faq", "limits") and confidence >= SURE
        about_time = state.asked in (Field.TIME, Field.CONFIRMED)
        self.chosen = chosen_offer(text, state.offers) if about_time else None
        self.wants_other = about_time and wants_other_times(text)
        self.reading = self._read(persons)

    def _read(self, persons: Sequence[str]) -> Reading:
        asked = self.state.asked
        about_article = self.asks_article and asked in PERSONAL and not persons
        if self.chosen or self.wants_other or about_article:
            return Reading()
        here_and_now = self.now.astimezone(clinic_zone())
        return read_message(self.text, asked, self.yes, persons, load_settings(), here_and_now)

    @property
    def is_interruption(self) -> bool:
        """Whether the message is about something else than the booking."""
        if self.intent == STOP:
            return True
        if self.state.asked is None or self.chosen or self.wants_other:
            return False
        if self.asks_article and not self.reading.values:
            return True
        return self.intent in INTERRUPTING and not self.reading

    def take_in(self) -> list[Problem]:
        """Fill in what the message says; return what the patient must be told.

        Raises:
            StoreError: the database is down; nothing was stored.
        """
        problems = self._understood()
        problems += self.reading.problems
        problems += self._take_consent()
        changed = self._take_values() or self.reading.moment is not None
        problems += self._take_moment()
        problems += self._settle_time()
        problems += self._take_confirmation(changed or bool(problems))
        return problems

    def _understood(self) -> list[Problem]:
        if self.state.asked is None or self.reading or self.chosen or self.wants_other:
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
            return []
        for field in PERSONAL:
            self.state.set(field, None)
        return [Problem("utter_appointment_needs_consent")]

    def _take_values(self) -> bool:
        """Fill in the fields that were read; return whether there were any."""
        values = {k: v for k, v in self.reading.values.items() if k is not Field.CONFIRMED}
        for field, value in values.items():
            if field in (Field.CHIROPRACTOR, Field.KIND) and value != self.state.get(field):
                self._give_time_back()
            self.state.set(field, value)
        return bool(values)

    def _take_moment(self) -> list[Problem]:
        moment = self.reading.moment
        if moment is None:
            return []
        if moment.reason:
            return [date_problem(moment)]
        wish = window_of(moment, booking_service().planner(self.holder))
        day = self._day_so_far()
        if moment.first_day is None and day:
            wish = replace(wish, first=day, last=day)
        self._give_time_back()
        self.state.wish = wish
        return []

    def _day_so_far(self) -> date | None:
        """Return the day that was spoken of, so that "om 11 uur" keeps it."""
        if self.state.hold:
            return self.state.hold.slot.start.astimezone(clinic_zone()).date()
        wish = self.state.wish
        return wish.first if wish and wish.first == wish.last else None

    def _give_time_back(self) -> list[Slot]:
        """Release the held time and return it; it stays the wish, so that little else changes."""
        hold = self.state.hold
        if hold:
            start = hold.slot.start.astimezone(clinic_zone())
            self.state.wish = Window(start.date(), start.date(), start.time(), start.time())
            booking_service().release(self.holder)
        self.state.set(Field.TIME, None)
        self.state.offers = []
        return [hold.slot] if hold else []

    def _settle_time(self) -> list[Problem]:
        """Hold the chosen time, or find times, once it is known with whom and for what."""
        if self.wants_other and self.state.hold:
            self.state.offers = self._give_time_back()
        kind, chiropractor = self.state.get(Field.KIND), self.state.get(Field.CHIROPRACTOR)
        if not kind or not chiropractor or self.state.hold:
            return []
        if self.chosen:
            return self._hold(self.chosen, kind)
        if self.state.offers and not self.wants_other and not self.reading:
            return []
        planner = booking_service().planner(self.holder)
        wanted = None if chiropractor == ANY_CHIROPRACTOR else chiropractor
        after = self.state.offers[-1].start if self.wants_other and self.state.offers else None
        offer = find_times(planner, kind, wanted, self.state.wish, clinic_zone(), after)
        if offer.exact:
            return self._hold(offer.slots[0], kind)
        self.state.offers = list(offer.slots)
        problems = [closed_problem(offer.closed)] if offer.closed else []
        return problems if offer.slots else [*problems, Problem("utter_appointment_no_times")]

    def _hold(self, slot: Slot, kind: str) -> list[Problem]:
        try:
            hold = booking_service().hold(slot, kind, self.holder)
        except (SlotTakenError, SlotUnavailableError):
            return self._offer_nearest(slot, kind)
        self.state.set(Field.TIME, hold.as_dict())
        self.state.offers = []
        return []

    def _offer_nearest(self, slot: Slot, kind: str) -> list[Problem]:
        self.state.set(Field.TIME, None)
        planner = booking_service().planner(self.holder)
        chiropractor = self.state.get(Field.CHIROPRACTOR)
        wanted = None if chiropractor == ANY_CHIROPRACTOR else chiropractor
        self.state.offers = planner.nearest_slots(kind, slot.start, wanted)
        return [Problem("utter_appointment_time_taken")]

    def _take_confirmation(self, changed: bool) -> list[Problem]:
        confirmed = self.reading.values.get(Field.CONFIRMED)
        if confirmed is None or changed:
            return []
        if not confirmed:
            return [Problem("utter_ask_what_to_change")]
        hold, consent_at = self.state.hold, self.state.consent_at
        if hold is None or consent_at is None:
            return []
        patient = Patient(
            name=self.state.get(Field.NAME),
            phone=self.state.get(Field.PHONE),
            email=None if self.state.get(Field.EMAIL) == NO_EMAIL else self.state.get(Field.EMAIL),
        )
        try:
            appointment = booking_service().confirm(hold, self.holder, patient, consent_at)
        except (SlotTakenError, SlotUnavailableError):
            return self._offer_nearest(hold.slot, hold.kind_id)
        self.state.set(Field.CONFIRMED, True)
        return [Problem("utter_appointment_booked", appointment_words(appointment))]


def appointment_words(appointment: Appointment) -> dict[str, str | None]:
    """Return what a reply says of an appointment."""
    return {
        "chiropractor": chiropractor_name(appointment.slot.chiropractor_id),
        "time": spoken_time(appointment.slot.start, clinic_zone()),
        "reference": appointment.reference,
    }


def date_problem(moment: Moment) -> Problem:
    """Return how a patient is told that a date does not exist, is past or is not clear."""
    if moment.reason is Reason.IMPOSSIBLE and moment.suggestion:
        return Problem("utter_date_impossible_day", {"suggestion": spoken_day(moment.suggestion)})
    if moment.reason is Reason.AMBIGUOUS and moment.alternatives:
        days = " of ".join(spoken_day(day) for day in moment.alternatives)
        return Problem("utter_date_which_day", {"days": days})
    return Problem(f"utter_date_{moment.reason.value if moment.reason else 'ambiguous'}")


def closed_problem(closed: Closed) -> Problem:
    """Return how a patient is told why a wish cannot be met."""
    return Problem(f"utter_closed_{closed.reason.value}", {"holiday": closed.holiday or ""})
