"""Reads a webhook call: one call may carry many messages and reports, of many patients.

pywa reads only the first message of a call, needs ``contacts`` that reports may lack, and takes a
user id with letters for a group. So the splitting and reading is done here.
Source: Meta, Cloud API webhooks, "messages" field.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from actions.clinic.whatsapp.addresses import Address
from actions.clinic.whatsapp.inbox import NewMessage
from actions.clinic.whatsapp.outbox import State, message_key

REPORTS = {
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "played": State.READ,
    "failed": State.FAILED,
}
WITH_CAPTION = ("image", "video", "document")
OWN_CHOICES = ("button_reply", "list_reply")
READ = {
    "text": {"text": "body"},
    "interactive": {"choice": "id", "text": "title"},
    "button": {"choice": "payload", "text": "text"},
    **{kind: {"text": "caption"} for kind in WITH_CAPTION},
}
"""What is read of each type of message, and under which name; ``button`` is of a template."""


@dataclass(frozen=True)
class Report:
    """What became of a message that was sent.

    Attributes:
        message_id: WhatsApp's id.
        tag: our own of the sending, if WhatsApp sends it back.
        state: what it reports.
        code: why it failed.
    """

    message_id: str
    tag: str | None
    state: State
    code: int | None = None


@dataclass(frozen=True)
class Call:
    """Everything in one webhook call; ``changed`` are addresses that are no longer right."""

    messages: list[NewMessage]
    reports: list[Report]
    changed: list[Address]


def read_call(body: bytes, phone_id: str) -> Call:
    """Read a webhook call; what cannot be read or is for another number is left out.

    Raises:
        ValueError: the body is no JSON object.
    """
    content = json.loads(body)
    if not isinstance(content, dict):
        raise ValueError("a webhook call is a JSON object")
    call = Call([], [], [])
    for value in _values(content, phone_id):
        contacts = [c for c in _list(value.get("contacts")) if isinstance(c, dict)]
        for message in _list(value.get("messages")):
            _read_message(call, message, contacts)
        for status in _list(value.get("statuses")):
            _read_report(call, status)
    return call


def _values(content: dict[str, Any], phone_id: str) -> Iterator[dict[str, Any]]:
    for entry in _list(content.get("entry")):
        for change in _list(entry.get("changes") if isinstance(entry, dict) else None):
            if isinstance(change, dict) and change.get("field") == "messages":
                value = change.get("value")
                if isinstance(value, dict) and _phone_id(value) in (None, phone_id):
                    yield value


def _phone_id(value: dict[str, Any]) -> str | None:
    metadata = value.get("metadata")
    return metadata.get("phone_number_id") if isinstance(metadata, dict) else None


def _read_message(call: Call, message: Any, contacts: list[dict[str, Any]]) -> None:
    if not isinstance(message, dict) or not isinstance(message.get("id"), str):
        return
    address = _address(message, contacts)
    if address is None:
        return
    kind = message.get("type")
    if kind == "system":
        call.changed.append(address)
        return
    call.messages.append(
        NewMessage(
            key=message_key(message["id"]),
            address=address,
            sent_at=_moment(message.get("timestamp")),
            content={"id": message["id"], "kind": str(kind), **_content(message, str(kind))},
        )
    )


def _content(message: dict[str, Any], kind: str) -> dict[str, str]:
    """Return the text of a message, or the id and title of the button that was tapped."""
    part = message.get(kind)
    if not isinstance(part, dict):
        return {}
    if kind == "interactive" and part.get("type") in OWN_CHOICES:
        reply = part.get(str(part["type"]))
        part = reply if isinstance(reply, dict) else {}
    elif kind == "edit":
        inner = part.get("message")
        if not isinstance(inner, dict) or inner.get("type") == "edit":
            return {}
        return _content(inner, str(inner.get("type")))
    return _texts(**{name: part.get(key) for name, key in READ.get(kind, {}).items()})


def _texts(**found: Any) -> dict[str, str]:
    return {name: text for name, text in found.items() if isinstance(text, str) and text}


def _address(message: dict[str, Any], contacts: list[dict[str, Any]]) -> Address | None:
    """Return who sent a message: in a call with several contacts, the one that it names."""
    phone, user_id = message.get("from"), message.get("from_user_id")
    fitting = [
        contact
        for contact in contacts
        if (phone and contact.get("wa_id") == phone)
        or (user_id and contact.get("user_id") == user_id)
    ]
    if not fitting and len(contacts) == 1:
        fitting = contacts
    contact = fitting[0] if fitting else {}
    address = Address(
        phone=phone or contact.get("wa_id") or None,
        user_id=user_id or contact.get("user_id") or None,
    )
    return address if address.phone or address.user_id else None


def _read_report(call: Call, status: Any) -> None:
    if not isinstance(status, dict) or not isinstance(status.get("id"), str):
        return
    state = REPORTS.get(str(status.get("status")))
    if state is None:
        return
    errors = [error for error in _list(status.get("errors")) if isinstance(error, dict)]
    code = errors[0].get("code") if errors else None
    tag = status.get("biz_opaque_callback_data")
    call.reports.append(
        Report(
            message_id=status["id"],
            tag=tag if isinstance(tag, str) else None,
            state=state,
            code=code if isinstance(code, int) else None,
        )
    )


def _moment(seconds: Any) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), timezone.utc)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.now(timezone.utc)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
