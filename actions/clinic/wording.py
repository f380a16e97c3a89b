"""Times and telephone numbers as a patient reads them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date, format_datetime

LOCALE = "nl_NL"


def spoken_time(moment: datetime, zone: ZoneInfo) -> str:
    """Return ``dinsdag 24 november 2026 om 10:00 uur``, the way the date grammar reads it back."""
    return _format(moment, zone, "EEEE d MMMM y 'om' HH:mm 'uur'")


def short_time(moment: datetime, zone: ZoneInfo) -> str:
    """Return ``di 24 nov 10:00``, at most 20 characters, for a button."""
    return _format(moment, zone, "EEEEEE d MMM HH:mm").replace(".", "")


def spoken_day(day: date) -> str:
    """Return ``zaterdag 28 februari 2026``."""
    text: str = format_date(day, "EEEE d MMMM y", locale=LOCALE)
    return text


def spoken_phone(e164: str) -> str:
    """Return a stored telephone number the way it is written in its country."""
    number = phonenumbers.parse(e164)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def _format(moment: datetime, zone: ZoneInfo, pattern: str) -> str:
    text: str = format_datetime(moment, pattern, tzinfo=zone, locale=LOCALE)
    return text
