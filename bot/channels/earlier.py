"""What Rasa replied before a crash, so that no message is given to it twice."""

from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from sanic import Sanic

Replies = list[dict[str, Any]]


class EarlierReplies:
    """Looks up what Rasa replied to a message, in the tracker that it stored with the turn."""

    def __init__(self, app: Sanic) -> None:
        self._app = app

    async def __call__(self, sender_id: str, key: str) -> Replies | None:
        """Return the replies to the message with this key; None if Rasa never saw it."""
        tracker = await self._app.ctx.agent.tracker_store.retrieve(sender_id)
        replies: Replies | None = None
        for event in tracker.events if tracker else []:
            if isinstance(event, UserUttered):
                if replies is not None:
                    break
                replies = [] if event.message_id == key else None
            elif isinstance(event, BotUttered) and replies is not None:
                replies.append({**event.metadata, **event.message()})
        return replies
