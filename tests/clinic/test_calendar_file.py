"""Calendar files."""

from datetime import timedelta
from typing import Any

from clinic_helpers import ANNELIES, MONDAY_NINE, PIET, make_settings, slot_at
from icalendar import Calendar

from actions.clinic.calendar_file import calendar_file
from actions.clinic.models import Appointment, Status
from actions.clinic.settings import Settings

BOOKED = Appointment(
    id="0123456789abcdef",
    kind_id="follow_up",
    slot=slot_at(27, 9),
    status=Status.BOOKED,
    reference="MW-7KQ4-XT2D",
    patient=ANNELIES,
    sequence=0,
    created_at=MONDAY_NINE,
    updated_at=MONDAY_NINE,
)


def changed(**values: Any) -> Appointment:
    return Appointment(**{**vars(BOOKED), **values})


def with_clinic(**facts: str) -> Settings:
    settings = make_settings()
    return settings.copy(update={"clinic": settings.clinic.copy(update=facts)})


def read(appointment: Appointment, settings: Settings | None = None) -> tuple[Any, Any]:
    calendar: Any = Calendar.from_ical(calendar_file(appointment, settings or make_settings()))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_calendar_file_when_booked_then_holds_the_appointment_in_utc() -> None:
    calendar, event = read(BOOKED)
    assert calendar["METHOD"] == "PUBLISH"
    assert event["STATUS"] == "CONFIRMED"
    assert event["UID"] == "0123456789abcdef@movewell-bot"
    assert event["SEQUENCE"] == 0
    assert event.decoded("DTSTART") == BOOKED.slot.start
    assert event.decoded("DTEND") == BOOKED.slot.end
    text = calendar_file(BOOKED, make_settings()).decode()
    assert "DTSTART:20261127T080000Z" in text
    assert "Sten Hofstad" in text
    assert "MW-7KQ4-XT2D" in text
    assert "LOCATION" not in text


def test_calendar_file_when_both_addresses_are_known_then_is_an_invitation() -> None:
    settings = with_clinic(email="balie@example.nl", address="Kerkstraat 1, Hilversum")
    calendar, event = read(BOOKED, settings)
    assert calendar["METHOD"] == "REQUEST"
    assert event["ORGANIZER"] == "mailto:balie@example.nl"
    assert event["ATTENDEE"] == "mailto:annelies@example.nl"
    assert event["LOCATION"] == "Kerkstraat 1, Hilversum"
    without_mail, event = read(changed(patient=PIET), settings)
    assert without_mail["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event


def test_calendar_file_when_moved_then_replaces_the_earlier_one() -> None:
    moved = changed(sequence=1, slot=slot_at(30, 14), updated_at=MONDAY_NINE + timedelta(minutes=5))
    (_, old), (_, new) = read(BOOKED), read(moved)
    assert old["UID"] == new["UID"]
    assert new["SEQUENCE"] > old["SEQUENCE"]
    assert new.decoded("DTSTAMP") > old.decoded("DTSTAMP")


def test_calendar_file_when_cancelled_then_takes_the_event_away() -> None:
    calendar, event = read(changed(status=Status.CANCELLED, sequence=1))
    assert calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["UID"] == "0123456789abcdef@movewell-bot"


def test_calendar_file_when_erased_then_still_takes_the_event_away() -> None:
    erased = changed(status=Status.CANCELLED, sequence=1, patient=None, reference=None)
    text = calendar_file(erased, make_settings()).decode()
    assert "METHOD:CANCEL" in text
    assert "Annelies" not in text


def test_calendar_file_when_a_name_has_line_breaks_then_cannot_add_lines() -> None:
    settings = with_clinic(email="balie@example.nl", name='Praktijk\r\nX-EVIL:1;"; Co')
    lines = calendar_file(BOOKED, settings).decode().splitlines()
    assert not any(line.startswith("X-EVIL") for line in lines)
