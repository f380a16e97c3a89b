"""What every channel owes a patient: plain text is text, and each message gets a reply."""

import logging
from collections.abc import Awaitable, Callable

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.channels.responses import unavailable_text

logger = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[None]]
MOST_CHARACTERS = 4000


def guarded(on_new_message: OnNewMessage) -> OnNewMessage:
    """Wrap a channel's message handler that collects its replies.

    The wrapped handler strips what Rasa would take for a command, shortens a text of more than
    ``MOST_CHARACTERS``, and sends a fixed apology when the turn fails or says nothing.
    """

    async def handle(message: UserMessage) -> None:
        message.text = as_plain_text(message.text)
        output = message.output_channel
        if not isinstance(output, CollectingOutputChannel):
            raise TypeError("guarded() needs a channel that collects its replies")
        try:
            await on_new_message(message)
        except Exception as error:
            logger.error("A turn failed: %s", type(error).__name__)
        if not output.messages:
            await output.send_text_message(message.sender_id, unavailable_text())

    return handle


def as_plain_text(text: object) -> str:
    """Return what a patient typed as text that Rasa does not read as an intent or command."""
    if not isinstance(text, str):
        return ""
    return text.strip().lstrip("/").strip()[:MOST_CHARACTERS]
