"""The outbox: nothing is lost, nothing is handed out twice at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from clinic_helpers import ANNELIES, MONDAY_NINE, Clock, slot_at

from actions.clinic.booking import BookingService
from actions.clinic.models import Appointment
from actions.clinic.outbox import LEASE, LONGEST_DELAY, Outbox, OutboxKind, Outcome
from actions.clinic.store import Store


@pytest.fixture
def outbox(store: Store, clock: Clock) -> Outbox:
    return Outbox(store, clock)


@pytest.fixture
def appointment(service: BookingService) -> Appointment:
    hold = service.hold(slot_at(27, 9), "follow_up", "annelies")
    return service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE)


def test_due_when_booked_then_names_the_appointment_and_nobody(
    outbox: Outbox, appointment: Appointment
) -> None:
    rows = outbox.due()
    assert [row.kind for row in rows] == [OutboxKind.CALENDAR, OutboxKind.MAIL]
    assert {row.appointment_id for row in rows} == {appointment.id}
    assert all(row.payload == {"event": "booked", "sequence": 0} for row in rows)


def test_due_when_the_reminder_is_due_then_hands_it_out_as_well(
    outbox: Outbox, appointment: Appointment, clock: Clock
) -> None:
    for row in outbox.due():
        outbox.close(row.id, Outcome.SENT)
    clock.now = appointment.slot.start - timedelta(hours=24, seconds=1)
    assert outbox.due() == []
    clock.advance(seconds=1)
    assert [row.kind for row in outbox.due()] == [OutboxKind.REMINDER]


@pytest.mark.usefixtures("appointment")
def test_due_when_taken_then_is_handed_out_again_only_after_the_lease(
    outbox: Outbox, clock: Clock
) -> None:
    first = outbox.due()
    assert outbox.due() == []
    clock.advance(seconds=LEASE.total_seconds())
    assert outbox.due() == first


@pytest.mark.usefixtures("appointment")
def test_due_when_sent_then_never_comes_back(outbox: Outbox, clock: Clock) -> None:
    for row in outbox.due():
        outbox.close(row.id, Outcome.SENT)
    clock.advance(hours=3)
    assert outbox.due() == []


@pytest.mark.usefixtures("appointment")
def test_due_when_asked_for_few_then_gives_the_oldest(outbox: Outbox) -> None:
    assert [row.kind for row in outbox.due(1)] == [OutboxKind.CALENDAR]
    assert [row.kind for row in outbox.due(1)] == [OutboxKind.MAIL]


@pytest.mark.usefixtures("appointment")
def test_mark_failed_when_it_goes_on_failing_then_waits_twice_as_long_up_to_an_hour(
    outbox: Outbox, clock: Clock
) -> None:
    outbox.due(1)
    mail = outbox.due(1)[0]
    delays = []
    for tries in range(9):
        outbox.mark_failed(mail.id, "ConnectionRefusedError")
        failed_at = clock.now
        while not (rows := [row for row in outbox.due() if row.id == mail.id]):
            clock.advance(minutes=1)
        assert rows[0].tries == tries + 1
        delays.append((clock.now - failed_at) / timedelta(minutes=1))
    assert delays == [1, 2, 4, 8, 16, 32, 60, 60, LONGEST_DELAY / timedelta(minutes=1)]


def test_mark_when_the_row_was_dropped_meanwhile_then_does_nothing(
    outbox: Outbox, service: BookingService, appointment: Appointment
) -> None:
    mail = next(row for row in outbox.due() if row.kind is OutboxKind.MAIL)
    service.erase(appointment)
    outbox.mark_failed(mail.id, "TimeoutError")
    outbox.close(mail.id, Outcome.SENT)
    assert {row.kind for row in outbox.due()} == {OutboxKind.CALENDAR}


@pytest.mark.usefixtures("appointment")
def test_due_when_workers_share_the_work_then_each_row_goes_to_one(outbox: Outbox) -> None:
    with ThreadPoolExecutor(6) as pool:
        taken = [row.id for rows in pool.map(lambda _: outbox.due(1), range(6)) for row in rows]
    assert len(taken) == len(set(taken)) == 2
