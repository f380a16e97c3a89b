"""The use cases of the appointments, on both kinds of database."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from clinic_helpers import ANNELIES, MONDAY_NINE, PIET, Clock, make_settings, slot_at
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from actions.clinic import tables
from actions.clinic.agenda import Window
from actions.clinic.booking import MOST_TRIES, BookingService, CodeProof, SenderProof
from actions.clinic.errors import (
    ClinicError,
    NotFoundError,
    SlotTakenError,
    SlotUnavailableError,
    StoreError,
    TooManyTriesError,
)
from actions.clinic.models import Appointment, Hold, Patient, Slot, Status
from actions.clinic.store import Store

NINE, TEN = slot_at(27, 9), slot_at(27, 10)
FIVE_MINUTES = timedelta(minutes=5)


def book(
    service: BookingService,
    slot: Slot = NINE,
    holder: str = "annelies",
    patient: Patient = ANNELIES,
    **more: Any,
) -> Appointment:
    hold = service.hold(slot, "follow_up", holder)
    return service.confirm(hold, holder, patient, MONDAY_NINE, **more)


def proof_of(appointment: Appointment) -> CodeProof:
    assert appointment.reference
    assert appointment.patient
    return CodeProof(appointment.reference, appointment.patient.phone[-4:])


def is_free(service: BookingService, slot: Slot, **more: Any) -> bool:
    return slot in service.planner(**more).free_slots("follow_up", None, slot.chiropractor_id)


def rows(store: Store, table: Any = tables.appointment) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(select(table)).all())


def events(store: Store) -> list[tuple[str, str]]:
    return [(row.kind, row.payload["event"]) for row in rows(store, tables.outbox)]


# Holding a time


def test_hold_when_the_slot_is_free_then_nobody_else_gets_it(service: BookingService) -> None:
    hold = service.hold(NINE, "follow_up", "annelies")
    assert hold.expires_at == MONDAY_NINE + FIVE_MINUTES
    assert not is_free(service, NINE)
    with pytest.raises(SlotTakenError):
        service.hold(NINE, "follow_up", "piet")
    with pytest.raises(SlotTakenError):
        service.hold(slot_at(27, 9, 15), "follow_up", "piet")


def test_hold_when_asked_by_its_own_conversation_then_still_looks_free(
    service: BookingService,
) -> None:
    service.hold(NINE, "follow_up", "annelies")
    assert is_free(service, NINE, holder="annelies")


def test_hold_when_the_conversation_held_another_time_then_that_is_free_again(
    service: BookingService,
) -> None:
    service.hold(NINE, "follow_up", "annelies")
    service.hold(TEN, "follow_up", "annelies")
    assert is_free(service, NINE)
    assert not is_free(service, TEN)


def test_hold_when_the_new_time_is_taken_then_the_old_one_stays_held(
    service: BookingService,
) -> None:
    service.hold(NINE, "follow_up", "annelies")
    service.hold(TEN, "follow_up", "piet")
    with pytest.raises(SlotTakenError):
        service.hold(TEN, "follow_up", "annelies")
    assert not is_free(service, NINE)


def test_hold_when_it_expires_then_the_time_is_free(service: BookingService, clock: Clock) -> None:
    service.hold(NINE, "follow_up", "annelies")
    clock.advance(minutes=4, seconds=59)
    assert not is_free(service, NINE)
    clock.advance(seconds=1)
    assert is_free(service, NINE)
    assert service.hold(NINE, "follow_up", "piet").slot == NINE


def test_hold_when_released_then_the_time_is_free(service: BookingService) -> None:
    service.hold(NINE, "follow_up", "annelies")
    service.release("annelies")
    service.release("annelies")
    assert is_free(service, NINE)


def test_hold_when_holds_expired_long_ago_then_they_are_cleared_away(
    service: BookingService, store: Store, clock: Clock
) -> None:
    service.hold(NINE, "follow_up", "annelies")
    clock.advance(days=2)
    service.hold(slot_at(27, 14), "follow_up", "piet")
    assert len(rows(store)) == 1


@pytest.mark.parametrize("slot", [slot_at(27, 12, 30), slot_at(23, 10), slot_at(29, 10)])
def test_hold_when_the_time_cannot_be_booked_then_refuses(
    service: BookingService, store: Store, slot: Slot
) -> None:
    with pytest.raises(SlotUnavailableError):
        service.hold(slot, "follow_up", "annelies")
    assert rows(store) == []


def test_hold_when_stored_then_the_conversation_cannot_be_read_from_it(
    service: BookingService, store: Store
) -> None:
    service.hold(NINE, "follow_up", "+31612345678")
    assert "+31612345678" not in str(rows(store))


# Confirming


def test_confirm_when_held_then_is_booked_with_a_code(
    service: BookingService, store: Store
) -> None:
    appointment = book(service)
    assert appointment.status is Status.BOOKED
    assert appointment.patient == ANNELIES
    assert appointment.slot == NINE
    assert appointment.reference is not None
    assert service.get(appointment.id) == appointment
    assert events(store) == [("calendar", "booked"), ("mail", "booked"), ("reminder", "booked")]


def test_confirm_when_done_twice_then_books_once(service: BookingService, store: Store) -> None:
    hold = service.hold(NINE, "follow_up", "annelies")
    first = service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE)
    assert service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE) == first
    assert len(rows(store)) == 1
    assert len(events(store)) == 3


def test_confirm_when_the_same_time_was_held_anew_then_books_once(
    service: BookingService, store: Store
) -> None:
    old = service.hold(NINE, "follow_up", "annelies")
    new = service.hold(NINE, "follow_up", "annelies")
    first = service.confirm(new, "annelies", ANNELIES, MONDAY_NINE)
    assert service.confirm(old, "annelies", ANNELIES, MONDAY_NINE) == first
    assert len(rows(store)) == 1


def test_confirm_when_the_hold_expired_and_nobody_came_then_books(
    service: BookingService, clock: Clock
) -> None:
    hold = service.hold(NINE, "follow_up", "annelies")
    clock.advance(hours=1)
    assert service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE).slot == NINE


def test_confirm_when_the_hold_expired_and_another_came_and_went_then_books(
    service: BookingService, clock: Clock
) -> None:
    hold = service.hold(NINE, "follow_up", "annelies")
    clock.advance(minutes=6)
    service.hold(NINE, "follow_up", "piet")
    service.release("piet")
    appointment = service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE)
    assert (appointment.id, appointment.slot) == (hold.id, NINE)


@pytest.mark.parametrize("booked", [True, False])
def test_confirm_when_the_hold_expired_and_another_has_the_time_then_is_taken(
    service: BookingService, clock: Clock, booked: bool
) -> None:
    hold = service.hold(NINE, "follow_up", "annelies")
    clock.advance(minutes=6)
    other = service.hold(slot_at(27, 9, 15), "follow_up", "piet")
    if booked:
        service.confirm(other, "piet", PIET, MONDAY_NINE)
    with pytest.raises(SlotTakenError):
        service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE)


def test_confirm_when_the_time_has_passed_then_refuses(
    service: BookingService, clock: Clock
) -> None:
    hold = service.hold(NINE, "follow_up", "annelies")
    clock.now = NINE.start
    with pytest.raises(SlotUnavailableError):
        service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE)


def test_confirm_when_it_was_cancelled_since_then_does_not_come_back(
    service: BookingService,
) -> None:
    hold = service.hold(NINE, "follow_up", "annelies")
    service.cancel(service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE))
    with pytest.raises(SlotTakenError):
        service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE)


def test_confirm_when_the_hold_is_somebody_elses_then_refuses(service: BookingService) -> None:
    hold = service.hold(NINE, "follow_up", "annelies")
    with pytest.raises(SlotTakenError):
        service.confirm(hold, "piet", PIET, MONDAY_NINE)


def test_confirm_when_the_hold_was_kept_as_json_then_books(service: BookingService) -> None:
    hold = service.hold(NINE, "follow_up", "annelies")
    assert Hold.from_dict(hold.as_dict()) == hold
    assert service.confirm(Hold.from_dict(hold.as_dict()), "annelies", PIET, MONDAY_NINE)


def test_confirm_when_the_reminder_would_be_late_then_there_is_none(
    service: BookingService, store: Store
) -> None:
    book(service, slot_at(23, 14), patient=PIET)
    assert events(store) == [("calendar", "booked")]


def test_confirm_when_the_outbox_cannot_be_written_then_nothing_is_booked(
    service: BookingService, store: Store
) -> None:
    hold = service.hold(NINE, "follow_up", "annelies")
    with store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox RENAME TO gone")
    with pytest.raises(StoreError):
        service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE)
    assert [row.status for row in rows(store)] == ["pending"]
    with store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO outbox")
    assert service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE).slot == NINE


# Proving who one is


def test_find_when_code_and_digits_fit_then_returns_the_appointment(
    service: BookingService,
) -> None:
    appointment = book(service)
    assert service.find(proof_of(appointment), "another conversation") == [appointment]
    whole_number = CodeProof(appointment.reference or "", "06 - 1234 56 78")
    assert service.find(whole_number, "another conversation") == [appointment]


@pytest.mark.parametrize("digits", ["5679", "", "678", "geen idee", "٥٦٧٨"])
def test_find_when_the_digits_are_wrong_then_finds_nothing(
    service: BookingService, digits: str
) -> None:
    appointment = book(service)
    with pytest.raises(NotFoundError):
        service.find(CodeProof(appointment.reference or "", digits), "c")


def test_find_when_the_code_is_unknown_then_finds_nothing(service: BookingService) -> None:
    book(service)
    with pytest.raises(NotFoundError):
        service.find(CodeProof("MW-2222-BBBB", "5678"), "c")


def test_find_when_the_channel_vouches_then_returns_what_is_to_come_by_time(
    service: BookingService, clock: Clock
) -> None:
    sender = "whatsapp:+31612345678"
    later = book(service, TEN, sender=sender)
    first = book(service, NINE, sender=sender)
    book(service, slot_at(27, 14), holder="piet", patient=PIET, sender="whatsapp:+31687654321")
    assert service.find(SenderProof(sender), "c") == [first, later]
    service.cancel(first)
    assert service.find(SenderProof(sender), "c") == [later]
    clock.now = TEN.start
    with pytest.raises(NotFoundError):
        service.find(SenderProof(sender), "c")


def test_find_when_booked_on_the_website_then_no_sender_fits(service: BookingService) -> None:
    book(service)
    for sender in ("annelies", "", "None"):
        with pytest.raises(NotFoundError):
            service.find(SenderProof(sender), "c")


def test_find_when_one_conversation_guesses_then_is_stopped_for_an_hour(
    service: BookingService, clock: Clock
) -> None:
    appointment = book(service)
    for number in range(MOST_TRIES):
        with pytest.raises(NotFoundError):
            service.find(CodeProof(f"MW-222{number}-BBBB", "5678"), "guesser")
    with pytest.raises(TooManyTriesError):
        service.find(proof_of(appointment), "guesser")
    assert service.find(proof_of(appointment), "somebody else") == [appointment]
    clock.advance(hours=1)
    assert service.find(proof_of(appointment), "guesser") == [appointment]


def test_find_when_many_conversations_guess_one_code_then_all_are_stopped(
    service: BookingService,
) -> None:
    appointment = book(service)
    for number in range(MOST_TRIES):
        with pytest.raises(NotFoundError):
            service.find(CodeProof(appointment.reference or "", f"000{number}"), f"c{number}")
    with pytest.raises(TooManyTriesError):
        service.find(proof_of(appointment), "c")


def test_find_when_the_proof_fits_something_over_then_is_no_failed_try(
    service: BookingService, store: Store
) -> None:
    appointment = service.cancel(book(service))
    for _ in range(MOST_TRIES + 1):
        with pytest.raises(NotFoundError):
            service.find(proof_of(appointment), "c")
    assert rows(store, tables.proof_attempt) == []


def test_get_when_there_is_only_a_hold_then_finds_nothing(service: BookingService) -> None:
    hold = service.hold(NINE, "follow_up", "annelies")
    for id_ in (hold.id, "nothing"):
        with pytest.raises(NotFoundError):
            service.get(id_)


# Moving


def test_move_when_the_new_time_is_free_then_the_old_one_is_too(
    service: BookingService, store: Store
) -> None:
    appointment = book(service)
    hold = service.hold(TEN, "follow_up", "later", moving=appointment)
    moved = service.move(appointment, hold.slot, "later")
    assert (moved.slot, moved.sequence, moved.id) == (TEN, 1, appointment.id)
    assert moved.reference == appointment.reference
    assert is_free(service, NINE)
    assert not is_free(service, TEN)
    assert events(store)[-3:] == [("calendar", "moved"), ("mail", "moved"), ("reminder", "moved")]
    assert events(store).count(("reminder", "booked")) == 0
    assert rows(store, tables.outbox)[-1].payload["moved_from"] == NINE.as_dict()


def test_move_when_the_new_time_is_taken_then_the_appointment_stays(
    service: BookingService,
) -> None:
    appointment = book(service)
    book(service, TEN, "piet", PIET)
    with pytest.raises(SlotTakenError):
        service.move(appointment, TEN, "annelies")
    assert service.get(appointment.id) == appointment


@pytest.mark.parametrize("minute", [15, 45])
def test_move_when_it_overlaps_its_own_time_then_moves(
    service: BookingService, minute: int
) -> None:
    appointment = book(service, slot_at(27, 9, 30))
    new = slot_at(27, 9, minute)
    assert not is_free(service, new)
    assert is_free(service, new, moving=appointment)
    service.hold(new, "follow_up", "annelies", moving=appointment)
    assert service.move(appointment, new, "annelies").slot == new


def test_move_when_it_overlaps_its_own_time_and_anothers_then_is_taken(
    service: BookingService,
) -> None:
    appointment = book(service, NINE)
    book(service, slot_at(27, 9, 30), "piet", PIET)
    with pytest.raises(SlotTakenError):
        service.move(appointment, slot_at(27, 9, 15), "annelies")


def test_move_when_done_twice_then_changes_nothing_more(
    service: BookingService, store: Store
) -> None:
    appointment = book(service)
    moved = service.move(appointment, TEN, "annelies")
    before = len(events(store))
    assert service.move(appointment, TEN, "annelies") == moved
    assert len(events(store)) == before


def test_move_when_the_time_cannot_be_booked_then_refuses(service: BookingService) -> None:
    appointment = book(service)
    for slot in (slot_at(27, 12, 30), slot_at(23, 8), slot_at(29, 10)):
        with pytest.raises(SlotUnavailableError):
            service.move(appointment, slot, "annelies")


def test_move_when_held_just_before_the_lead_time_then_moves(
    service: BookingService, clock: Clock
) -> None:
    appointment = book(service)
    slot = slot_at(23, 11)
    service.hold(slot, "follow_up", "annelies", moving=appointment)
    clock.advance(minutes=3)
    assert service.move(appointment, slot, "annelies").slot == slot


def test_move_when_cancelled_or_over_then_finds_nothing(
    service: BookingService, clock: Clock
) -> None:
    cancelled = service.cancel(book(service))
    over = book(service)
    with pytest.raises(NotFoundError):
        service.move(cancelled, TEN, "annelies")
    clock.now = NINE.start
    with pytest.raises(NotFoundError):
        service.move(over, slot_at(27, 16), "annelies")
    with pytest.raises(NotFoundError):
        service.cancel(over)


# Cancelling


def test_cancel_when_booked_then_the_time_is_free(service: BookingService, store: Store) -> None:
    appointment = book(service)
    cancelled = service.cancel(appointment)
    assert (cancelled.status, cancelled.sequence) == (Status.CANCELLED, 1)
    assert is_free(service, NINE)
    assert events(store)[-2:] == [("calendar", "cancelled"), ("mail", "cancelled")]
    assert ("reminder", "booked") not in events(store)


def test_cancel_when_done_twice_then_changes_nothing_more(
    service: BookingService, store: Store
) -> None:
    appointment = book(service)
    cancelled = service.cancel(appointment)
    before = len(events(store))
    assert service.cancel(appointment) == cancelled
    assert len(events(store)) == before


def test_cancel_when_there_is_no_such_appointment_then_finds_nothing(
    service: BookingService,
) -> None:
    appointment = book(service)
    unknown = Appointment(**{**vars(appointment), "id": "nothing"})
    for use in (service.cancel, service.erase):
        with pytest.raises(NotFoundError):
            use(unknown)


# Erasing


def test_erase_when_asked_then_nothing_personal_is_left(
    service: BookingService, store: Store, clock: Clock
) -> None:
    past = book(service, NINE, "first visit", sender="whatsapp:+31612345678")
    clock.now = NINE.end
    coming = book(service, slot_at(30, 14), "second visit")
    other = book(service, slot_at(30, 15), "piet", PIET)
    assert [each.id for each in service.erase(coming)] == [coming.id]
    found = {row.id: row for row in rows(store)}
    for id_, status in ((past.id, "booked"), (coming.id, "cancelled")):
        row = found[id_]
        assert row.status == status
        assert row.erased_at == clock.now
        personal = "holder reference patient_name patient_phone patient_email sender consent_at"
        assert [getattr(row, name) for name in personal.split()] == [None] * 7
    assert service.get(other.id) == other
    assert is_free(service, slot_at(30, 14))
    left = [(r.kind, r.payload["event"]) for r in rows(store, tables.outbox) if r.closed_at is None]
    assert ("calendar", "erased") in left
    assert ("calendar", "cancelled") in left
    mine = [r for r in rows(store, tables.outbox) if r.appointment_id in (past.id, coming.id)]
    assert {row.kind for row in mine} == {"calendar"}


def test_erase_when_a_household_shares_the_number_then_others_keep_theirs(
    service: BookingService,
) -> None:
    mine = book(service)
    child = book(service, TEN, "child", Patient("Lisa de Boer", ANNELIES.phone))
    service.erase(mine)
    assert service.get(child.id) == child


def test_erase_when_the_name_is_typed_differently_then_is_the_same_patient(
    service: BookingService,
) -> None:
    mine = book(service)
    same = book(service, TEN, "again", Patient("ANNELIES  de boer", ANNELIES.phone))
    assert {each.id for each in service.erase(mine)} == {mine.id, same.id}


def test_erase_when_done_then_the_code_fits_no_more(service: BookingService) -> None:
    appointment = book(service)
    service.erase(appointment)
    with pytest.raises(NotFoundError):
        service.find(proof_of(appointment), "c")
    assert service.get(appointment.id).patient is None


# All together


def test_planner_when_patients_book_what_it_offers_then_none_is_refused(
    service: BookingService,
) -> None:
    window = Window(NINE.start.date(), NINE.start.date())
    slots = service.planner().free_slots("follow_up", window, gap=timedelta(minutes=30))
    for number, slot in enumerate(slots):
        book(service, slot, f"c{number}")
    left = service.planner().free_slots("follow_up", window)
    assert not any(one.overlaps(other) for one in slots for other in left)


class Clinic(RuleBasedStateMachine):
    """Patients do anything in any order; the agenda never holds two of them at one time."""

    new_store: Callable[[], Store]

    @initialize()
    def open(self) -> None:
        self.store = self.new_store()
        self.clock = Clock()
        self.service = BookingService(make_settings(), self.store, self.clock)
        self.holds: dict[str, Hold] = {}
        self.booked: list[Appointment] = []

    holders = st.sampled_from(["a", "b", "c"])
    slots = st.builds(
        lambda quarter, who: slot_at(27, 9 + quarter // 4, 15 * (quarter % 4), who),
        st.integers(0, 7),
        st.sampled_from(["sten_hofstad", "jarco_schol"]),
    )

    @rule(holder=holders, slot=slots)
    def hold(self, holder: str, slot: Slot) -> None:
        free = is_free(self.service, slot, holder=holder)
        try:
            self.holds[holder] = self.service.hold(slot, "follow_up", holder)
        except SlotTakenError:
            assert not free
        else:
            assert free

    @rule(holder=holders)
    def confirm(self, holder: str) -> None:
        if holder not in self.holds:
            return
        hold = self.holds[holder]
        try:
            appointment = self.service.confirm(hold, holder, ANNELIES, MONDAY_NINE)
        except SlotTakenError:
            assert self.clock.now >= hold.expires_at or any(b.id == hold.id for b in self.booked)
        else:
            self.booked = [b for b in self.booked if b.id != appointment.id] + [appointment]

    @rule(holder=holders)
    def release(self, holder: str) -> None:
        self.service.release(holder)
        self.holds.pop(holder, None)

    @rule(data=st.data(), slot=slots, holder=holders)
    def move(self, data: st.DataObject, slot: Slot, holder: str) -> None:
        if self.booked:
            chosen = data.draw(st.sampled_from(self.booked))
            try:
                moved = self.service.move(chosen, slot, holder)
            except ClinicError:
                assert self.service.get(chosen.id).slot == chosen.slot
            else:
                assert moved.slot == slot
                self.booked[self.booked.index(chosen)] = moved
                self.holds.pop(holder, None)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        if self.booked:
            chosen = data.draw(st.sampled_from(self.booked))
            cancelled = self.service.cancel(chosen)
            self.booked[self.booked.index(chosen)] = cancelled

    @rule(minutes=st.sampled_from([1, 4, 6]))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)

    @invariant()
    def nobody_overlaps(self) -> None:
        if not hasattr(self, "store"):
            return
        taken = [
            Slot(row.chiropractor_id, row.starts_at, row.ends_at)
            for row in rows(self.store)
            if row.status in ("booked", "pending")
        ]
        assert not any(
            one.overlaps(other) for n, one in enumerate(taken) for other in taken[n + 1 :]
        )

    @invariant()
    def what_was_confirmed_is_stored(self) -> None:
        for appointment in getattr(self, "booked", []):
            stored = self.service.get(appointment.id)
            assert (stored.slot, stored.status) == (appointment.slot, appointment.status)


def test_any_use_when_in_any_order_then_nobody_overlaps_and_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def new_store() -> Store:
        store = Store(f"sqlite:///{tmp_path_factory.mktemp('clinic') / 'clinic.db'}")
        store.migrate()
        return store

    class OnSqlite(Clinic):
        pass

    OnSqlite.new_store = staticmethod(new_store)
    OnSqlite.TestCase.settings = hypothesis_settings(
        max_examples=25,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    OnSqlite.TestCase("runTest").debug()
