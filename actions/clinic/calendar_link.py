"""Links to an appointment's calendar file that nobody can guess, and that end.

The token is the encrypted id of the appointment and the moment it was made: nothing is stored, and
any server with the same secret opens it.
"""

import base64
import binascii
from datetime import datetime, timedelta

from actions.clinic.sealing import seal, unseal
from actions.clinic.settings import Settings

LIFETIME = timedelta(days=90)
PATH = "/webhooks/calendar"
PURPOSE = "calendar link"
SEPARATOR = " "
MOST_CHARACTERS = 200
"""Longer than any token of ours."""


def calendar_path(appointment_id: str, now: datetime) -> str:
    """Return the path of the appointment's calendar file on the Rasa server."""
    sealed = seal(PURPOSE, f"{int(now.timestamp())}{SEPARATOR}{appointment_id}", owner="")
    token = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
    return f"{PATH}/{token}.ics"


def calendar_link(appointment_id: str, settings: Settings, now: datetime) -> str | None:
    """Return the whole address of the calendar file; None when the public address is not set."""
    base_url = settings.website.base_url
    return base_url.rstrip("/") + calendar_path(appointment_id, now) if base_url else None


def open_calendar_token(token: str, now: datetime) -> str | None:
    """Return the appointment's id; None if the token is forged or older than ``LIFETIME``."""
    if len(token) > MOST_CHARACTERS:
        return None
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        content = unseal(PURPOSE, sealed, owner="")
    except (binascii.Error, ValueError):
        return None
    if content is None:
        return None
    made_at, _, appointment_id = content.partition(SEPARATOR)
    if now.timestamp() - int(made_at) > LIFETIME.total_seconds():
        return None
    return appointment_id
