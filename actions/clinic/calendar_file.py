"""Appointments as calendar files (.ics)."""

from datetime import timezone

from icalendar import Calendar, Event, vCalAddress, vText

from actions.clinic.models import Appointment, Status
from actions.clinic.settings import Settings

UNKNOWN_ADDRESS = "invalid:nomail"
"""What stands for the clinic's e-mail address, which the format demands, when it is not set."""


def calendar_file(appointment: Appointment, settings: Settings) -> bytes:
    """Return the appointment's .ics file; of a cancelled one, the file that takes it away.

    A later file replaces an earlier one by the same UID and a higher SEQUENCE. Times are in UTC,
    which every calendar shows in its own zone. A reason or a symptom is not in it.

    An invitation (``REQUEST``) needs an inviter and a guest with e-mail addresses; without them
    the file is a plain event to add (``PUBLISH``).
    """
    clinic, patient = settings.clinic, appointment.patient
    is_invitation = bool(clinic.email and patient and patient.email)
    is_cancelled = appointment.status is Status.CANCELLED

    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("dtstamp", appointment.updated_at.astimezone(timezone.utc))
    event.add("created", appointment.created_at.astimezone(timezone.utc))
    event.add("last-modified", appointment.updated_at.astimezone(timezone.utc))
    event.add("dtstart", appointment.slot.start.astimezone(timezone.utc))
    event.add("dtend", appointment.slot.end.astimezone(timezone.utc))
    event.add("summary", f"{clinic.name}: {_kind(appointment, settings)}")
    event.add("description", "\n".join(_details(appointment, settings)))
    if clinic.address:
        event.add("location", clinic.address)
    organizer = vCalAddress(f"mailto:{clinic.email}" if clinic.email else UNKNOWN_ADDRESS)
    organizer.params["cn"] = vText(clinic.name)
    event["organizer"] = organizer
    if is_invitation and patient:
        attendee = vCalAddress(f"mailto:{patient.email}")
        attendee.params["cn"] = vText(patient.name)
        event.add("attendee", attendee, encode=False)

    calendar = Calendar()
    calendar.add("prodid", "-//MoveWell-bot//NL")
    calendar.add("version", "2.0")
    calendar.add("method", _method(is_cancelled, is_invitation))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _method(is_cancelled: bool, is_invitation: bool) -> str:
    if is_cancelled:
        return "CANCEL"
    return "REQUEST" if is_invitation else "PUBLISH"


def _kind(appointment: Appointment, settings: Settings) -> str:
    labels = {kind.id: kind.label for kind in settings.agenda.kinds}
    return labels.get(appointment.kind_id, appointment.kind_id)


def _details(appointment: Appointment, settings: Settings) -> list[str]:
    names = {person.id: person.name for person in settings.chiropractors}
    details = [
        names.get(appointment.slot.chiropractor_id),
        appointment.reference,
        settings.clinic.phone,
    ]
    return [detail for detail in details if detail]
