"""The settings of the WhatsApp channel, by environment variables."""

import os
import re
from dataclasses import dataclass, field

GRAPH_VERSION = 23.0
DEFAULT_API_URL = f"https://graph.facebook.com/v{GRAPH_VERSION}"
DEFAULT_PORT = 5025
NEEDED = ("WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_PHONE_ID")
HIGHEST_PORT = 65535
FORMATS = {
    "WHATSAPP_PHONE_ID": (r"[0-9]{1,32}", "the digits of the phone number id"),
    "WHATSAPP_NUMBER": (r"[1-9][0-9]{7,14}", "digits with the country code, such as 31612345678"),
    "WHATSAPP_API_URL": (r"https?://[^\s/]+/v[0-9.]+", "an address such as " + DEFAULT_API_URL),
    "WHATSAPP_PORT": (r"[0-9]{1,5}", f"a port from 1 to {HIGHEST_PORT}"),
}
"""What a setting looks like when it is not empty, and how to say so."""


@dataclass(frozen=True)
class WhatsAppSettings:
    """What the channel needs to talk to WhatsApp; ``docs/whatsapp.md`` says where it comes from."""

    phone_id: str
    api_url: str
    number: str
    token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)


def read_whatsapp_settings() -> WhatsAppSettings | None:
    """Return the settings; None when the channel is off, since one of the needed ones is empty."""
    token, app_secret, verify_token, phone_id = (os.environ.get(name, "") for name in NEEDED)
    if not (token and app_secret and verify_token and phone_id):
        return None
    return WhatsAppSettings(
        phone_id=phone_id,
        api_url=os.environ.get("WHATSAPP_API_URL") or DEFAULT_API_URL,
        number=os.environ.get("WHATSAPP_NUMBER", ""),
        token=token,
        app_secret=app_secret,
        verify_token=verify_token,
    )


def receiver_port() -> int:
    """Return the port of the webhook's receiver; to be called when ``settings_problem`` is None."""
    return int(os.environ.get("WHATSAPP_PORT") or DEFAULT_PORT)


def settings_problem() -> str | None:
    """Return which setting is wrong, in one sentence without any secret, or None."""
    empty = [name for name in NEEDED if not os.environ.get(name)]
    if len(empty) == len(NEEDED):
        return None
    if empty:
        return (
            f"WhatsApp is set up by half: fill in {empty[0]}, or leave all of its settings empty."
        )
    for name, (pattern, meaning) in FORMATS.items():
        setting = os.environ.get(name)
        if setting and not re.fullmatch(pattern, setting):
            return f"{name} must be {meaning}."
    if not 0 < receiver_port() <= HIGHEST_PORT:
        return f"WHATSAPP_PORT must be {FORMATS['WHATSAPP_PORT'][1]}."
    return None
