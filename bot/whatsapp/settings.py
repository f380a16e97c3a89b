"""The settings of the WhatsApp channel, by environment variables."""

import os
from dataclasses import dataclass, field

GRAPH_VERSION = 23.0
DEFAULT_API_URL = f"https://graph.facebook.com/v{GRAPH_VERSION}"


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
    token = os.environ.get("WHATSAPP_TOKEN", "")
    app_secret = os.environ.get("WHATSAPP_APP_SECRET", "")
    verify_token = os.environ.get("WHATSAPP_VERIFY_TOKEN", "")
    phone_id = os.environ.get("WHATSAPP_PHONE_ID", "")
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
