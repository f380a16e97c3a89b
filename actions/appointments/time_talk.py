"""Settles the time with a patient: reads the wish, offers times, holds the chosen one."""

from dataclasses import replace
from datetime import date
from typing import Any

from actions.appointments.agenda_access import booking_service, clinic_zone
from actions.appointments.message import Message
from actions.appointments.state import FormState
from actions.clinic.agenda import Closed, Window
from actions.clinic.dates import Moment, Reason
from actions.clinic.errors import SlotTakenError, SlotUnavailableError
from actions.clinic.intake import ANY_CHIROPRACTOR, Problem, Reading
from actions.clinic.models import Appointment, Slot
from actions.clinic.time_choice import (
    Offer,
    chosen_offer,
    find_times,
    wants_other_times,
    window_of,
)
from actions.clinic.wording import spoken_day


class TimeTalk:
    """What a message means for the time of an appointment.

    ``chosen`` is the offered time that it points at, ``wants_other`` asks for other times than the
    offered ones. ``moving`` is the appointment to which the time will belong, if there is one.
    """

    def __init__(self, state: FormState[Any], message: Message) -> None:
        self.state = state
        self.holder = message.holder
        self.moving: Appointment | None = None
        self.message = message
        about_time = state.is_about_time
        self.chosen = chosen_offer(message.text, state.offers) if about_time else None
        has_time = bool(state.hold or state.offers)
        self.wants_other = has_time and wants_other_times(message.text, about_time)

    def hear(self, reading: Reading) -> None:
        """Hear a bare "nee" to the offered times, or "liever verzetten", as a wish for others."""
        if reading or self.chosen or not (self.state.offers or self.state.hold):
            return
        refuses = self.message.yes is False and self.state.is_asked_time
        if refuses or self.message.intent == "move_appointment":
            self.wants_other = True

    def take_moment(self, moment: Moment) -> list[Problem]:
        """Make a moment the wish; return what is wrong with it."""
        if moment.reason:
            return [date_problem(moment)]
        self.chosen = self._offered_at(moment)
        if self.chosen:
            return []
        wish = window_of(moment, booking_service().planner(self.holder))
        day = self._day_so_far()
        if not moment.has_day and day:
            wish = replace(wish, first=day, last=day)
        self.give_back()
        self.state.wish = wish
        return []

    def _offered_at(self, moment: Moment) -> Slot | None:
        """Return the one offered time that a bare "om tien uur" can mean, if there is one."""
        if moment.has_day or not moment.exact_time:
            return None
        zone = clinic_zone()
        fits = [
            slot
            for slot in self.state.offers
            if slot.start.astimezone(zone).time() == moment.exact_time
        ]
        return fits[0] if len(fits) == 1 else None

    def _day_so_far(self) -> date | None:
        """Return the day that was spoken of, so that "om 11 uur" keeps it."""
        if self.state.hold:
            return self.state.hold.slot.start.astimezone(clinic_zone()).date()
        wish = self.state.wish
        if wish is None and self.moving:
            return self.moving.slot.start.astimezone(clinic_zone()).date()
        return wish.first if wish and wish.first == wish.last else None

    def give_back(self) -> list[Slot]:
        """Release the held time and return it; it stays the wish, so that little else changes."""
        hold = self.state.hold
        if hold:
            start = hold.slot.start.astimezone(clinic_zone())
            self.state.wish = Window(start.date(), start.date(), start.time(), start.time())
            booking_service().release(self.holder)
        self.state.hold = None
        self.state.offers = []
        return [hold.slot] if hold else []

    def settle(self, kind_id: str, chiropractor: str) -> list[Problem]:
        """Hold the chosen time, or find times; return what the patient must be told of it.

        Times that were offered before stay as they are: a change of the wish takes them back.
        """
        if self.wants_other and self.state.hold:
            self.state.offers = self.give_back()
        if self.state.hold:
            return []
        if self.chosen:
            return self._hold(self.chosen, kind_id, chiropractor)
        if self.state.offers and not self.wants_other:
            return []
        offer = self._find(kind_id, chiropractor)
        if offer.exact:
            return self._hold(offer.slots[0], kind_id, chiropractor)
        self.state.offers = self._without_present(offer.slots)
        problems = []
        if offer.closed:
            problems.append(closed_problem(offer.closed))
            self.state.wish = self._wish_instead()
        if self.state.offers:
            return problems
        return [*problems, Problem("utter_appointment_no_times")]

    def offer_nearest(self, slot: Slot, kind_id: str, chiropractor: str) -> list[Problem]:
        """Offer the times nearest to one that is taken."""
        self.state.hold = None
        planner = booking_service().planner(self.holder, self.moving)
        nearest = planner.nearest_slots(kind_id, slot.start, _wanted(chiropractor))
        self.state.offers = self._without_present(nearest)
        return [Problem("utter_appointment_time_taken")]

    def _wish_instead(self) -> Window | None:
        """Return the wish that the offers now stand for, since the patient's cannot be met."""
        zone = clinic_zone()
        days = [slot.start.astimezone(zone).date() for slot in self.state.offers]
        if not days:
            return None
        is_one_day = days[0] == days[-1]
        last = days[-1] if is_one_day else booking_service().planner(self.holder).last_day
        return Window(days[0], last)

    def _find(self, kind_id: str, chiropractor: str) -> Offer:
        planner = booking_service().planner(self.holder, self.moving)
        after = self.state.offers[-1].start if self.wants_other and self.state.offers else None
        wanted = _wanted(chiropractor)
        return find_times(planner, kind_id, wanted, self.state.wish, clinic_zone(), after)

    def _hold(self, slot: Slot, kind_id: str, chiropractor: str) -> list[Problem]:
        if self.moving and slot == self.moving.slot:
            self.state.wish = None
            self.state.offers = list(self._without_present(self._find(kind_id, chiropractor).slots))
            return [Problem("utter_manage_same_time")]
        try:
            hold = booking_service().hold(slot, kind_id, self.holder, self.moving)
        except (SlotTakenError, SlotUnavailableError):
            return self.offer_nearest(slot, kind_id, chiropractor)
        self.state.hold = hold
        self.state.offers = []
        return []

    def _without_present(self, offered: "list[Slot] | tuple[Slot, ...]") -> list[Slot]:
        """Leave out the time that the moving appointment has now."""
        return [slot for slot in offered if not self.moving or slot != self.moving.slot]


def _wanted(chiropractor: str) -> str | None:
    return None if chiropractor == ANY_CHIROPRACTOR else chiropractor


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
