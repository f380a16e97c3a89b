"""Answers one message of a visitor: Rasa's replies, stored as messages of the widget."""

import asyncio
from collections.abc import Awaitable, Callable

from rasa.core.channels.channel import UserMessage

from bot.channels.collected import TurnOutput
from bot.channels.earlier import Replies
from bot.channels.guard import OnNewMessage, guarded, unavailable_text
from bot.website.event_log import EventLog, OpenMessage
from bot.website.rendering import erases_conversation, render
from bot.website.sessions import SENDER_PREFIX

CHANNEL = "website"
TURN_SECONDS = 30
MOST_TRIES = 3


class Turns:
    """Answers messages; what was answered before a crash is not given to Rasa again."""

    def __init__(
        self,
        log: EventLog,
        on_new_message: OnNewMessage,
        earlier_replies: Callable[[str, str], Awaitable[Replies | None]],
    ) -> None:
        """Take the parts: the log, Rasa's handler, and what looks up earlier replies."""
        self._log = log
        self._handle = guarded(on_new_message)
        self._earlier_replies = earlier_replies

    async def answer(self, row: OpenMessage) -> None:
        """Answer a message.

        Raises:
            StoreError: the database failed; the message is handed out again.
        """
        sender_id = SENDER_PREFIX + row.session_id
        replies = await self._replies(sender_id, row)
        await asyncio.to_thread(
            self._log.finish,
            row,
            render(sender_id, replies),
            forgets_earlier=erases_conversation(replies),
        )

    async def _replies(self, sender_id: str, row: OpenMessage) -> Replies:
        if row.tries > 1:
            earlier = await self._earlier_replies(sender_id, row.client_id)
            if earlier is not None:
                return earlier
        if row.tries > MOST_TRIES:
            return [{"text": unavailable_text()}]
        output = TurnOutput()
        message = UserMessage(
            row.payload, output, sender_id, input_channel=CHANNEL, message_id=row.client_id
        )
        try:
            await asyncio.wait_for(self._handle(message), TURN_SECONDS)
        except asyncio.TimeoutError:
            output.messages.append({"text": unavailable_text()})
        return output.messages
