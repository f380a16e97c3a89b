"""The REST channel for local use: Rasa's own, with a reply to every message."""

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.exceptions import Forbidden
from sanic.request import Request

from bot.channels.guard import guarded

RESERVED = ("wa:", "web:")
"""How the senders begin whom another channel vouches for; here anybody could name one."""


class GuardedRestInput(RestInput):
    """``POST /webhooks/rest/webhook`` with ``{"sender", "message"}``; not for the open internet.

    The client names the sender, so whoever knows another's name continues that conversation.
    """

    @classmethod
    def name(cls) -> str:
        """Return the name in the address."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return Rasa's routes over the guarded handler."""
        return super().blueprint(guarded(on_new_message))

    async def _extract_sender(self, req: Request) -> str | None:
        sender: str | None = await super()._extract_sender(req)
        if str(sender).startswith(RESERVED):
            raise Forbidden("Deze afzender is van een ander kanaal.")
        return sender
