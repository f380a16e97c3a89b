"""Webhook calls as WhatsApp makes them."""

import hashlib
import hmac
import itertools
import json
import time
from typing import Any

APP_SECRET = "app-secret"
VERIFY_TOKEN = "verify-token"
PHONE_ID = "1001"
ANNA = {"wa_id": "31612345678", "user_id": "NL.13491208655302741918"}
BEN = {"wa_id": "31687654321", "user_id": "NL.99991208655302741918"}
NAMELESS = {"user_id": "NL.7777abc"}
"""A user with a username, whose number is not told."""

_numbers = itertools.count(1)


def environment(graph_url: str) -> dict[str, str]:
    return {
        "WHATSAPP_TOKEN": "token",
        "WHATSAPP_APP_SECRET": APP_SECRET,
        "WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
        "WHATSAPP_PHONE_ID": PHONE_ID,
        "WHATSAPP_API_URL": graph_url,
        "WHATSAPP_NUMBER": "31351234567",
        "MOVEWELL_SECRET": "a secret for tests",
    }


def signature(body: bytes, secret: str = APP_SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def message(user: dict[str, str], kind: str, content: Any, **more: Any) -> dict[str, Any]:
    """Return an element of ``messages``."""
    found = {
        "id": f"wamid.in{next(_numbers)}",
        "timestamp": str(int(time.time())),
        "type": kind,
        kind: content,
        **more,
    }
    if "wa_id" in user:
        found.setdefault("from", user["wa_id"])
    if "user_id" in user:
        found.setdefault("from_user_id", user["user_id"])
    return found


def text(user: dict[str, str], words: str, **more: Any) -> dict[str, Any]:
    return message(user, "text", {"body": words}, **more)


def tap(
    user: dict[str, str], choice: tuple[str, str], kind: str = "button_reply"
) -> dict[str, Any]:
    title, choice_id = choice
    return message(user, "interactive", {"type": kind, kind: {"id": choice_id, "title": title}})


def status(sent_id: str, state: str, tag: str | None = None, code: int | None = None) -> Any:
    """Return an element of ``statuses``."""
    found: dict[str, Any] = {
        "id": sent_id,
        "status": state,
        "timestamp": str(int(time.time())),
        "recipient_id": ANNA["wa_id"],
    }
    if tag is not None:
        found["biz_opaque_callback_data"] = tag
    if code is not None:
        found["errors"] = [{"code": code, "title": "title"}]
    return found


def value(
    *messages: dict[str, Any],
    users: tuple[dict[str, str], ...] = (),
    statuses: tuple[Any, ...] = (),
) -> dict[str, Any]:
    """Return the value of one change."""
    found: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "31351234567", "phone_number_id": PHONE_ID},
    }
    if users:
        found["contacts"] = [{"profile": {"name": "Naam"}, **user} for user in users]
    if messages:
        found["messages"] = list(messages)
    if statuses:
        found["statuses"] = list(statuses)
    return found


def call(*values: dict[str, Any]) -> bytes:
    """Return a body with one entry for each value."""
    entries = [{"id": "1", "changes": [{"field": "messages", "value": each}]} for each in values]
    return json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()
