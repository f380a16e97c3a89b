"""Rasa's replies as the messages that the widget shows."""

import re
from typing import Any
from urllib.parse import quote

from actions.clinic.reference import parse_reference
from actions.clinic.settings import load_settings
from bot.channels.choices import seal_choice
from bot.channels.collected import is_urgent
from bot.channels.guard import unavailable_text
from bot.website.event_log import Message

Reply = dict[str, Any]
"""A reply as Rasa sends it: ``text``, ``buttons``, the response's name as ``utter_action``, and
what the action gave the response, such as ``calendar_path``."""

SOURCE = "Bron: "
ERRORS = frozenset(("utter_unavailable", "utter_error", "utter_appointment_store_down"))
TIMES = "utter_ask_time"
ERASURES = frozenset(("utter_erase_done", "utter_erase_conversation_done"))
EMERGENCY_NUMBERS = re.compile(r"\b(112|113|0800[ -]?0113)\b")


def render(sender_id: str, replies: list[Reply]) -> list[Message]:
    """Return the messages of a turn; there is always one."""
    said = [reply for reply in replies if reply.get("text")] or [{"text": unavailable_text()}]
    return [_message(sender_id, reply) for reply in said]


def _message(sender_id: str, reply: Reply) -> Message:
    text: str = reply["text"]
    buttons = reply.get("buttons") or []
    calendar_path = reply.get("calendar_path")
    message: Message = {"from": "bot", "kind": _kind(reply, text, buttons), "text": text}
    if message["kind"] == "answer":
        message["source"] = source_of(text)
    if message["kind"] == "urgent":
        message["call"] = calls_of(text)
    if buttons:
        message["buttons"] = [
            {
                "id": seal_choice(sender_id, button["payload"], button["title"]),
                "title": button["title"],
            }
            for button in buttons
        ]
    if calendar_path:
        message["calendar_url"] = calendar_path
    return message


def _kind(reply: Reply, text: str, buttons: list[dict[str, str]]) -> str:
    response = str(reply.get("utter_action") or "")
    if is_urgent(reply):
        return "urgent"
    if response in ERRORS or text == unavailable_text():
        return "error"
    if text.splitlines()[-1].startswith(SOURCE):
        return "answer"
    if response == TIMES and buttons:
        return "slots"
    if buttons:
        return "choices"
    return "confirmation" if parse_reference(text) or reply.get("calendar_path") else "text"


def erases_conversation(replies: list[Reply]) -> bool:
    """Whether a turn told the patient that the conversation was erased."""
    return any(reply.get("utter_action") in ERASURES for reply in replies)


def source_of(text: str) -> dict[str, str | None]:
    """Return the section that an answer comes from and where it stands.

    The address ends with a text fragment, so that the browser opens the article at the heading
    (https://wicg.github.io/scroll-to-text-fragment/); None when ``clinic.article_url`` is unset.
    """
    heading = text.splitlines()[-1].removeprefix(SOURCE)
    article = load_settings().clinic.article_url
    fragment = quote(heading, safe="").replace("-", "%2D")
    return {"heading": heading, "url": f"{article}#:~:text={fragment}" if article else None}


def calls_of(text: str) -> list[dict[str, str]]:
    """Return the numbers that an urgent text tells to call, in its order, each once."""
    found = {number.replace(" ", "-"): None for number in EMERGENCY_NUMBERS.findall(text)}
    phone = load_settings().clinic.phone
    if phone and phone in text:
        found[phone] = None
    return [{"number": number, "label": f"Bel {number}"} for number in found]
