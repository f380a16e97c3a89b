"""Carries a conversation of the website over to WhatsApp, by a link with a one-time code."""

import re
from urllib.parse import quote

from rasa.shared.core.events import BotUttered, UserUttered
from sanic import Sanic

from actions.clinic.booking import utc_now
from actions.clinic.reference import ALPHABET
from actions.clinic.store import Store
from actions.clinic.whatsapp.handover import CODE_LENGTH, Handovers
from bot.channels.earlier import Replies
from bot.whatsapp.settings import read_whatsapp_settings
from bot.whatsapp.texts import text_of

CODE = re.compile(rf"\bcode ([{ALPHABET}]{{{CODE_LENGTH}}})\b", re.IGNORECASE)


def can_hand_over() -> bool:
    """Whether WhatsApp is on and its number is known."""
    settings = read_whatsapp_settings()
    return settings is not None and bool(settings.number)


def handover_url(store: Store, source: str) -> str | None:
    """Return a link that opens WhatsApp with a new code in the message; None if WhatsApp is off.

    Raises:
        StoreError: the database failed.
    """
    settings = read_whatsapp_settings()
    if settings is None or not settings.number:
        return None
    code = Handovers(store, utc_now).offer(source)
    message = text_of("handover_message").replace("{code}", code)
    return f"https://wa.me/{settings.number}?text={quote(message)}"


def code_in(text: str) -> str | None:
    """Return the code of a message that the link made."""
    found = CODE.search(text)
    return found[1].upper() if found else None


class ConversationCopy:
    """Copies a conversation to another sender in Rasa's tracker store."""

    def __init__(self, app: Sanic) -> None:
        self._app = app

    async def __call__(self, source: str, target: str) -> Replies:
        """Append the source's conversation to the target's; return what the bot said last."""
        agent = self._app.ctx.agent
        original = await agent.tracker_store.retrieve(source)
        if original is None:
            return []
        async with agent.lock_store.lock(target):
            tracker = await agent.tracker_store.get_or_create_tracker(target)
            for event in original.events:
                tracker.update(event)
            await agent.tracker_store.save(tracker)
        return _last_replies(list(original.events))


def _last_replies(events: list[object]) -> Replies:
    replies: Replies = []
    for event in reversed(events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            replies.insert(0, {"text": event.text, "buttons": event.data.get("buttons")})
    return replies
