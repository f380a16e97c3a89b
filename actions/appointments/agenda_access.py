"""The clinic's agenda, as the actions reach it."""

from zoneinfo import ZoneInfo

from actions.clinic.booking import BookingService
from actions.clinic.settings import load_settings
from actions.clinic.store import shared_store


def booking_service() -> BookingService:
    """Return the booking service over the one store of this process."""
    return BookingService(load_settings(), shared_store())


def clinic_zone() -> ZoneInfo:
    """Return the clinic's time zone."""
    return ZoneInfo(load_settings().agenda.timezone)


def chiropractor_name(chiropractor_id: str) -> str:
    """Return the name of a chiropractor."""
    return next(c.name for c in load_settings().chiropractors if c.id == chiropractor_id)


def kind_label(kind_id: str) -> str:
    """Return how an appointment kind is called."""
    return next(kind.label for kind in load_settings().agenda.kinds if kind.id == kind_id)
