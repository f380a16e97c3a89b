"""The clinic's agenda, as the actions reach it."""

from zoneinfo import ZoneInfo

from actions.clinic.booking import BookingService, utc_now
from actions.clinic.calendar_link import calendar_link, calendar_path
from actions.clinic.contact import parse_phone
from actions.clinic.models import Appointment
from actions.clinic.settings import load_settings
from actions.clinic.store import shared_store
from actions.clinic.whatsapp.addresses import Addresses
from actions.clinic.wording import spoken_time


def booking_service() -> BookingService:
    """Return the booking service over the one store of this process."""
    return BookingService(load_settings(), shared_store(), clock=utc_now)


def clinic_zone() -> ZoneInfo:
    """Return the clinic's time zone."""
    return ZoneInfo(load_settings().agenda.timezone)


def chiropractor_name(chiropractor_id: str) -> str:
    """Return the name of a chiropractor."""
    return next(c.name for c in load_settings().chiropractors if c.id == chiropractor_id)


def kind_label(kind_id: str) -> str:
    """Return how an appointment kind is called."""
    return next(kind.label for kind in load_settings().agenda.kinds if kind.id == kind_id)


def appointment_words(appointment: Appointment) -> dict[str, str | None]:
    """Return what a reply says of an appointment."""
    return {
        "chiropractor": chiropractor_name(appointment.slot.chiropractor_id),
        "time": spoken_time(appointment.slot.start, clinic_zone()),
        "reference": appointment.reference,
    }


def stored_words(appointment: Appointment) -> dict[str, str | None]:
    """Return what a reply says of a stored appointment, with where its calendar file is.

    ``calendar_url`` is for the text, None without a public address; ``calendar_path`` is for
    channels that know their own address.
    """
    now = utc_now()
    return {
        **appointment_words(appointment),
        "calendar_url": calendar_link(appointment.id, load_settings(), now),
        "calendar_path": calendar_path(appointment.id, now),
    }


def vouched_sender(conversation: str) -> str | None:
    """Return the sender of a conversation if it is one that the WhatsApp channel itself made.

    Raises:
        StoreError: the database failed.
    """
    return conversation if _addresses().is_known(conversation) else None


def known_phone(conversation: str) -> str | None:
    """Return the number that WhatsApp vouches for, if the clinic can call it.

    Raises:
        StoreError: the database failed.
    """
    address = _addresses().find(conversation)
    phone = parse_phone(f"+{address.phone}") if address and address.phone else None
    return phone.e164 if phone else None


def forget_sender(conversation: str) -> None:
    """Forget the WhatsApp address of a conversation, if it has one.

    Raises:
        StoreError: the database failed.
    """
    _addresses().forget(conversation)


def _addresses() -> Addresses:
    return Addresses(shared_store(), utc_now)
