"""Appointments as calendar files (.ics)."""

from datetime import timezone

from icalendar import Calendar, Event, vCalAddress, vText

from actions.clinic.models import Appointment, Status
from actions.clinic.settings import Settings
from actions.clinic.wording import spoken_phone

UNKNOWN_ADDRESS = "invalid:nomail"
"""What stands for the clinic's e-mail address, which the format demands, when it is not set."""


def calendar_file(appointment: Appointment, settings: Settings, *, invites: bool = True) -> bytes:
    """Return the appointment's .ics file; of a cancelled one, the file that takes it away.

    A later file replaces an earlier one by the same UID and a higher SEQUENCE. Times are in UTC,
    which every calendar shows in its own zone. A reason or a symptom is not in it.

    An invitation (``REQUEST``) needs an inviter and a guest with e-mail addresses; without them,
    or when it is not to be one, the file is a plain event to add (``PUBLISH``). That one does not
    name the patient.
    """
    event = _event(appointment, settings)
    clinic, patient = settings.clinic, appointment.patient
    event.add("summary", f"{clinic.name}: {_kind(appointment, settings)}")
    event.add("description", "\n".join(_details(appointment, settings)))
    organizer = vCalAddress(f"mailto:{clinic.email}" if clinic.email else UNKNOWN_ADDRESS)
    organizer.params["cn"] = vText(clinic.name)
    event["organizer"] = organizer
    if invites and patient and _can_invite(appointment, settings):
        attendee = vCalAddress(f"mailto:{patient.email}")
        attendee.params["cn"] = vText(patient.name)
        event.add("attendee", attendee, encode=False)
    return _calendar(event, calendar_method(appointment, settings, invites=invites))


def clinic_event(appointment: Appointment, settings: Settings) -> bytes:
    """Return the appointment as the clinic's own calendar keeps it: who comes, and to whom.

    An event in a CalDAV calendar has no METHOD (RFC 4791, section 4.1).
    """
    event = _event(appointment, settings)
    names = {person.id: person.name for person in settings.chiropractors}
    chiropractor = names.get(appointment.slot.chiropractor_id)
    patient = appointment.patient
    summary = [chiropractor, _kind(appointment, settings), patient.name if patient else None]
    details = [
        spoken_phone(patient.phone) if patient else None,
        patient.email if patient else None,
        appointment.reference,
    ]
    event.add("summary", ", ".join(part for part in summary if part))
    event.add("description", "\n".join(part for part in details if part))
    return _calendar(event, method=None)


def calendar_method(appointment: Appointment, settings: Settings, *, invites: bool = True) -> str:
    """Return the METHOD of the appointment's calendar file (RFC 5546)."""
    if appointment.status is Status.CANCELLED:
        return "CANCEL"
    return "REQUEST" if invites and _can_invite(appointment, settings) else "PUBLISH"


def _event(appointment: Appointment, settings: Settings) -> Event:
    """Return what every event has: which one it is, its state, when and where."""
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
    if settings.clinic.address:
        event.add("location", settings.clinic.address)
    return event


def _calendar(event: Event, method: str | None) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//MoveWell-bot//NL")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _can_invite(appointment: Appointment, settings: Settings) -> bool:
    patient = appointment.patient
    return bool(settings.clinic.email and patient and patient.email)


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
