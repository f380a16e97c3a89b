"""One message of a patient who asks for, moves or cancels an appointment, or wants data erased."""

import re
from collections.abc import Iterable

from actions.appointments.agenda_access import (
    appointment_words,
    booking_service,
    chiropractor_name,
    clinic_zone,
    forget_sender,
    stored_words,
    vouched_sender,
)
from actions.appointments.manage_state import PROOF, PURPOSES, ManageState, Purpose, Step
from actions.appointments.message import INTERRUPTING, STOP, SURE, Message
from actions.appointments.proof import ProofReading, read_proof
from actions.appointments.time_talk import TimeTalk
from actions.clinic.booking import CodeProof, SenderProof, utc_now
from actions.clinic.contact import LONGEST_TEXT
from actions.clinic.dates import read_moment
from actions.clinic.errors import (
    NotFoundError,
    SlotTakenError,
    SlotUnavailableError,
    TooManyTriesError,
)
from actions.clinic.intake import Field, Problem, Reading, read_message
from actions.clinic.models import Appointment, Status
from actions.clinic.settings import load_settings
from actions.clinic.time_choice import chosen_position
from actions.clinic.wording import spoken_time

TRIES_BEFORE_PERSON = 2
NEW_WISH = re.compile(r"\bnaar\b|\bin plaats van\b[^.!?]{0,60}?\b(?=op\b|om\b)", re.IGNORECASE)
"""What goes before the new time in "van dinsdag naar donderdag"."""


class ManageTurn:
    """Reads a message into what the patient wants with an appointment, and does it.

    ``is_interruption`` tells a message about something else. ``take_in`` does the rest and returns
    what the patient must be told besides the next question.
    """

    def __init__(self, state: ManageState, message: Message) -> None:
        self.state = state
        self.message = message
        self.service = booking_service()
        self.now = utc_now()
        self.is_opening = state.asked is None
        self.times = TimeTalk(state, message)
        self.proof = self._read_proof()
        self.new_purpose = self._read_purpose()
        self.reading = self._read()
        if self.reading and not self.is_opening and message.confidence < SURE:
            self.new_purpose = None
        if not self.new_purpose and not self.proof:
            self.times.hear(self.reading)
        self.answer = message.yes if state.asked is Step.CONFIRMED else None

    def _read_proof(self) -> ProofReading:
        is_asked = self.state.asked in PROOF
        is_question = self.message.asks_article and self.message.intent == "faq"
        read = read_proof(self.message.text, asked=is_asked and not is_question)
        if is_asked and not read and self.message.yes is False:
            return ProofReading(is_lost=True)
        return read

    def _read_purpose(self) -> Purpose | None:
        """Return what the patient wants, if that is new."""
        named = PURPOSES.get(self.message.intent or "")
        if self.is_opening:
            return named
        if self.proof or self.times.chosen or self.times.wants_other:
            return None
        return named if named is not self.state.purpose else None

    def _read(self) -> Reading:
        """Read the time and chiropractor that a move is to get, and nothing else."""
        text, names_wish = new_wish(self.message.text)
        is_asked = self.state.is_about_time and self.state.purpose is Purpose.MOVE
        if self.times.chosen or self.times.wants_other:
            return Reading()
        is_volunteered = self.new_purpose is Purpose.MOVE and names_wish
        if (self.proof and not is_volunteered) or not (is_asked or is_volunteered):
            return Reading()
        here_and_now = self.now.astimezone(clinic_zone())
        read = read_message(text, Field.TIME, None, (), load_settings(), here_and_now)
        chiropractor = read.values.get(Field.CHIROPRACTOR)
        values = {Field.CHIROPRACTOR: chiropractor} if chiropractor else {}
        return Reading(values, read.moment, read.problems)

    @property
    def is_interruption(self) -> bool:
        """Whether the message is about something else."""
        if self.message.intent == STOP or self.message.chooses_question or self.message.is_alarm:
            return True
        if self.is_opening or self._says_something:
            return False
        return self.message.intent in INTERRUPTING | {"book_appointment"}

    @property
    def _says_something(self) -> bool:
        is_move = self.state.purpose is Purpose.MOVE
        about_times = is_move and bool(self.times.chosen or self.times.wants_other)
        is_question = self.message.asks_article and not self.reading.moment
        said = self.proof or about_times or (self.reading and not is_question)
        return bool(said or self.new_purpose or self.answer is not None)

    def take_in(self) -> list[Problem]:
        """Do what the message asks for; return what the patient must be told.

        Raises:
            StoreError: the database is down; nothing was changed.
        """
        if self.new_purpose or self.is_opening:
            self._begin()
        chosen = self._choose_appointment()
        problems = self._understood(chosen)
        if self.proof:
            problems += self._take_proof()
        if self.state.purpose is None or self.state.missing is None:
            return problems
        if self.state.purpose is Purpose.ERASE:
            return problems + self._erase()
        own = self._settle_appointment()
        if self.state.purpose is Purpose.SHOW and own:
            self.state.finish()
            return problems + [shown(each) for each in own]
        if not self.state.appointment_id:
            if self.reading:
                self._take_wish()
            return problems
        appointment = self.service.get(self.state.appointment_id)
        if appointment.status is not Status.BOOKED or appointment.slot.start <= self.now:
            self.state.finish()
            return [*problems, Problem("utter_manage_gone")]
        self.times.moving = appointment
        do = {Purpose.SHOW: self._show, Purpose.MOVE: self._move, Purpose.CANCEL: self._cancel}
        return problems + do[self.state.purpose](appointment)

    def _begin(self) -> None:
        """Start anew with a purpose; what was proved before stays proved."""
        if self.state.hold:
            self.service.release(self.message.holder)
        self.state.reset()
        self.answer = None
        if not self.new_purpose:
            return
        self.state.set(Step.PURPOSE, self.new_purpose.value)
        if self.new_purpose is not Purpose.MOVE:
            self.state.skip(Step.TIME)
        if self.new_purpose is Purpose.ERASE:
            self.state.skip(Step.CODE, Step.DIGITS, Step.APPOINTMENT)
        sender = vouched_sender(self.message.holder)
        if sender:
            self._prove_by_sender(sender)

    def _prove_by_sender(self, sender: str) -> None:
        try:
            self._remember(self.service.find(SenderProof(sender), self.message.holder))
        except NotFoundError:
            return

    def _remember(self, appointments: Iterable[Appointment]) -> None:
        self.state.own_ids = [*self.state.own_ids, *(each.id for each in appointments)]

    def _understood(self, chosen: bool) -> list[Problem]:
        looks_wrong = self.proof.looks_wrong
        if self.is_opening or chosen or (self._says_something and not looks_wrong):
            self.state.tries = 0
            return []
        self.state.tries += 1
        if self.state.tries >= TRIES_BEFORE_PERSON:
            return [Problem("utter_manage_person")]
        if looks_wrong:
            return [Problem("utter_manage_wrong_code")]
        return [Problem("utter_appointment_not_understood")]

    def _take_proof(self) -> list[Problem]:
        """Fill in the code and the digits; once both are there, find the appointment."""
        if self.proof.is_lost:
            self.state.finish()
            return [Problem("utter_manage_no_code")]
        if self.proof.code:
            self._start_proof(self.proof.code)
        if self.proof.digits:
            self.state.set(Step.DIGITS, self.proof.digits)
        code, digits = self.state.known(Step.CODE), self.state.known(Step.DIGITS)
        if not code or not digits:
            return []
        try:
            found = self.service.find(CodeProof(code, digits), self.message.holder)
        except NotFoundError:
            self.state.set(Step.CODE, None)
            self.state.set(Step.DIGITS, None)
            return [Problem("utter_manage_not_found")]
        except TooManyTriesError:
            self.state.finish()
            return [Problem("utter_manage_too_many_tries")]
        self._remember(found)
        self._know(found[0])
        return []

    def _start_proof(self, code: str) -> None:
        """Turn to the appointment with this code, whichever it was about before."""
        if self.state.appointment_id and self.state.purpose is Purpose.MOVE:
            self.times.give_back()
            self.state.wish = None
        self.state.set(Step.APPOINTMENT, None)
        if not self.state.known(Step.DIGITS):
            self.state.set(Step.DIGITS, None)
        self.state.set(Step.CODE, code)
        self.answer = None

    def _know(self, appointment: Appointment) -> None:
        self.state.set(Step.APPOINTMENT, appointment.id)
        self.state.skip(*PROOF)

    def _settle_appointment(self) -> list[Appointment]:
        """Find out which appointment it is about; return the choice if it may be several."""
        started = self.state.known(Step.CODE) or self.state.known(Step.DIGITS)
        if self.state.appointment_id or started:
            return []
        coming = self.coming()
        if len(coming) == 1:
            self._know(coming[0])
            return []
        if coming:
            self.state.skip(*PROOF)
        return coming

    def coming(self) -> list[Appointment]:
        """Return the patient's own appointments that are still to come, earliest first."""
        own = self.own()
        coming = [a for a in own if a.status is Status.BOOKED and a.slot.start > self.now]
        return sorted(coming, key=lambda appointment: appointment.slot.start)

    def own(self) -> list[Appointment]:
        """Return the appointments that need no code in this conversation and are not erased."""
        found = []
        for appointment_id in self.state.own_ids:
            try:
                found.append(self.service.get(appointment_id))
            except NotFoundError:
                continue
        return [appointment for appointment in found if appointment.patient]

    def _choose_appointment(self) -> bool:
        """Take the appointment that the patient points at; return whether there is one."""
        if self.state.asked is not Step.APPOINTMENT or self.new_purpose or self.proof:
            return False
        coming = self.coming()
        zone = clinic_zone()
        text = self.message.text.lower()
        named = [a for a in coming if spoken_time(a.slot.start, zone) in text]
        position = chosen_position(text, len(coming))
        if position is not None:
            named = [coming[position]]
        if not named:
            day = read_moment(text, self.now.astimezone(zone)).first_day
            named = [a for a in coming if a.slot.start.astimezone(zone).date() == day]
        if len(named) != 1:
            return False
        self._know(named[0])
        return True

    def _show(self, appointment: Appointment) -> list[Problem]:
        self.state.finish()
        return [shown(appointment)]

    def _cancel(self, appointment: Appointment) -> list[Problem]:
        if self.answer is None:
            return []
        self.state.finish()
        if not self.answer:
            return [Problem("utter_manage_kept", appointment_words(appointment))]
        try:
            self.service.cancel(appointment)
        except NotFoundError:
            return [Problem("utter_manage_gone")]
        return [Problem("utter_manage_cancelled", stored_words(appointment))]

    def _move(self, appointment: Appointment) -> list[Problem]:
        changed = bool(self.reading or self.times.chosen or self.times.wants_other)
        problems = self._take_wish()
        if self.answer is False and not changed:
            self.times.give_back()
            self.state.wish = None
        wanted = self.state.chiropractor or appointment.slot.chiropractor_id
        problems += self.times.settle(appointment.kind_id, wanted)
        hold = self.state.hold
        if not self.answer or changed or hold is None:
            return problems
        try:
            moved = self.service.move(appointment, hold.slot, self.message.holder)
        except (SlotTakenError, SlotUnavailableError):
            return self.times.offer_nearest(hold.slot, hold.kind_id, wanted)
        except NotFoundError:
            self.state.finish()
            return [Problem("utter_manage_gone")]
        self.state.finish()
        return [Problem("utter_manage_moved", stored_words(moved))]

    def _take_wish(self) -> list[Problem]:
        """Take in the new time and chiropractor that the message names."""
        chiropractor = self.reading.values.get(Field.CHIROPRACTOR)
        if chiropractor:
            self.times.give_back()
            self.state.chiropractor = chiropractor
        problems = list(self.reading.problems)
        if self.reading.moment:
            problems += self.times.take_moment(self.reading.moment)
        return problems

    def _erase(self) -> list[Problem]:
        """Erase everything that is stored of the patient, once that is confirmed."""
        if self.answer is None:
            return []
        self.state.finish()
        if not self.answer:
            return [Problem("utter_erase_kept")]
        cancelled: list[Appointment] = []
        found = self.own()
        for appointment in found:
            cancelled += self.service.erase(appointment)
        self.service.release(self.message.holder)
        forget_sender(self.message.holder)
        self.state.forget()
        if not found:
            return [Problem("utter_erase_conversation_done")]
        problems = [Problem("utter_erase_done")]
        if cancelled:
            problems.append(
                Problem("utter_erase_cancelled", {"appointments": appointment_lines(cancelled)})
            )
        return problems


def new_wish(text: str) -> tuple[str, bool]:
    """Return what a text says of the new time, and whether it sets that apart from the old one."""
    text = text[:LONGEST_TEXT]
    parts = NEW_WISH.split(text)
    return parts[-1], len(parts) > 1


def shown(appointment: Appointment) -> Problem:
    """Return how a patient is told of an appointment."""
    return Problem("utter_manage_shown", stored_words(appointment))


def appointment_lines(appointments: Iterable[Appointment]) -> str:
    """Return a numbered list of appointments."""
    zone = clinic_zone()
    return "\n".join(
        f"{number}. {spoken_time(each.slot.start, zone)}, "
        f"{chiropractor_name(each.slot.chiropractor_id)}"
        for number, each in enumerate(appointments, 1)
    )
