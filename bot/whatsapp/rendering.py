"""Turns the replies of a turn into at most two WhatsApp messages.

Quick replies become up to 3 buttons, else a list of up to 10 rows, else numbered text. A wording
that does not fit a button stands in the body under its number. A calendar file becomes a
document whose caption is the text that it came with.
Source of the limits: Meta, Cloud API, interactive and document messages; they count code points.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pywa.types import Button, Section, SectionList, SectionRow

from actions.clinic.whatsapp.addresses import Offered
from actions.clinic.whatsapp.outbox import NewBubble
from bot.channels.calendar import FILE_NAME
from bot.channels.choices import seal_choice
from bot.channels.collected import is_urgent
from bot.whatsapp.shortening import shorten, shorten_body
from bot.whatsapp.texts import text_of

MOST_BUBBLES = 2
MOST_BUTTONS = 3
MOST_ROWS = 10
BUTTON_TITLE = 20
BUTTON_ID = 256
BUTTON_BODY = 1024
ROW_TITLE = 24
ROW_DESCRIPTION = 72
ROW_ID = 200
LIST_BODY = 4096
TEXT_BODY = 4096
CAPTION = 1024
BY_NUMBER = "number:"
"""How the payload of a choice begins that is only known by its place among the last choices."""


@dataclass(frozen=True)
class Rendered:
    """What to send, and the choices that it shows, if any."""

    bubbles: list[NewBubble]
    offered: Offered | None


def render(sender_id: str, replies: Sequence[dict[str, Any]]) -> Rendered:
    """Render the replies of one turn.

    Args:
        sender_id: the conversation; buttons work in it only.
        replies: as Rasa collects them: ``text`` and ``buttons`` with ``title`` and ``payload``;
            ``calendar`` is the calendar file that belongs to a text, if there is one.
    """
    texts = [str(reply["text"]).strip() for reply in replies if reply.get("text")]
    texts = [text for text in texts if text]
    choices = [
        [str(button["payload"]), str(button["title"])]
        for reply in replies
        for button in reply.get("buttons") or []
    ]
    rendered = _rendered(sender_id, texts, choices, replies)
    if rendered.bubbles and any(is_urgent(reply) for reply in replies):
        rendered.bubbles[0] = replace(rendered.bubbles[0], is_urgent=True)
    return rendered


def _rendered(
    sender_id: str,
    texts: list[str],
    choices: list[list[str]],
    replies: Sequence[dict[str, Any]],
) -> Rendered:
    bodies = _bodies(texts)
    files = {
        str(reply["text"]).strip(): reply["calendar"] for reply in replies if reply.get("calendar")
    }
    if not choices:
        return Rendered([_bubble(body, files) for body in bodies], None)
    offered = Offered(secrets.token_hex(4), choices)
    last = _with_choices(sender_id, bodies[-1] if bodies else text_of("choose"), offered)
    return Rendered([_bubble(body, files) for body in bodies[:-1]] + [last], offered)


def text_bubble(body: str) -> NewBubble:
    """Return a message of text alone; a link in it shows no preview."""
    text = {"body": shorten_body(body, TEXT_BODY), "preview_url": False}
    return NewBubble({"type": "text", "text": text})


def _bubble(body: str, files: dict[str, str]) -> NewBubble:
    """Return a message without choices, with the calendar file of a text that is in it."""
    file = next((file for text, file in files.items() if text in body), None)
    if file is None or len(body) > CAPTION:
        return text_bubble(body)
    document = {"filename": FILE_NAME, "caption": body}
    return NewBubble({"type": "document", "document": document, "file": file}, plain=body)


def _bodies(texts: list[str]) -> list[str]:
    """Join the texts into at most two: the last one alone, what goes before it together."""
    if len(texts) < MOST_BUBBLES:
        return texts
    return ["\n\n".join(texts[:-1]), texts[-1]]


def _with_choices(sender_id: str, body: str, offered: Offered) -> NewBubble:
    titles = [title for _, title in offered.choices]
    plain = shorten_body(_numbered(body, titles, ask=True), TEXT_BODY)
    for kind in (_as_buttons, _as_list):
        payload = kind(sender_id, body, offered)
        if payload:
            return NewBubble({"type": "interactive", "interactive": payload}, plain)
    return text_bubble(plain)


def _as_buttons(sender_id: str, body: str, offered: Offered) -> dict[str, Any] | None:
    titles = [title for _, title in offered.choices]
    if len(titles) > MOST_BUTTONS:
        return None
    short = _short_titles(titles, BUTTON_TITLE)
    full = body if short == titles else _numbered(body, titles)
    if len(full) > BUTTON_BODY:
        return None
    ids = _ids(sender_id, offered, BUTTON_ID)
    buttons = [Button(title, choice_id).to_dict() for title, choice_id in zip(short, ids)]
    return {"type": "button", "body": {"text": full}, "action": {"buttons": buttons}}


def _as_list(sender_id: str, body: str, offered: Offered) -> dict[str, Any] | None:
    titles = [title for _, title in offered.choices]
    if len(titles) > MOST_ROWS:
        return None
    short = _short_titles(titles, ROW_TITLE)
    fits = all(len(title) <= ROW_DESCRIPTION for title in titles)
    full = body if fits or short == titles else _numbered(body, titles)
    if len(full) > LIST_BODY:
        return None
    rows = [
        SectionRow(
            title=row,
            callback_data=choice_id,
            description=title if row != title and len(title) <= ROW_DESCRIPTION else None,
        )
        for row, title, choice_id in zip(short, titles, _ids(sender_id, offered, ROW_ID))
    ]
    sections = SectionList(text_of("choose"), [Section(text_of("choices"), rows)])
    return {"type": "list", "body": {"text": full}, "action": sections.to_dict()}


def _short_titles(titles: Sequence[str], limit: int) -> list[str]:
    """Return titles that fit and differ: with their numbers if one is too long or not unique."""
    titles = [title.strip() for title in titles]
    if all(0 < len(title) <= limit for title in titles) and len(set(titles)) == len(titles):
        return list(titles)
    return [shorten(f"{number}. {title}", limit) for number, title in enumerate(titles, 1)]


def _numbered(body: str, titles: Sequence[str], *, ask: bool = False) -> str:
    """Return a body with the choices in full, unless it lists them all already."""
    lines = [f"{number}. {title}" for number, title in enumerate(titles, 1)]
    if all(line in body for line in lines):
        lines = []
    head, _, last = body.rpartition("\n")
    source = [last] if last.startswith("Bron:") else []
    asking = [text_of("choose_by_number")] if ask else []
    return "\n".join([head if source else body, *lines, *asking, *source])


def _ids(sender_id: str, offered: Offered, limit: int) -> list[str]:
    """Return an id for each choice: the sealed payload, or if that is too long its place.

    The name of the offer is sealed instead of the title, so that a tap on an old button is known.
    """
    ids = []
    for place, (payload, _) in enumerate(offered.choices):
        choice_id = seal_choice(sender_id, payload, offered.nonce)
        if len(choice_id) > limit:
            choice_id = seal_choice(sender_id, f"{BY_NUMBER}{place}", offered.nonce)
        ids.append(choice_id)
    return ids
