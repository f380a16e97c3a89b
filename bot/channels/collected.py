"""Collects the replies of a turn, for channels that send them afterwards."""

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel

URGENT = "utter_urgent/"


def is_urgent(reply: dict[str, Any]) -> bool:
    """Whether a reply, as it was collected, is the advice on alarm signs."""
    return str(reply.get("utter_action") or "").startswith(URGENT)


class TurnOutput(CollectingOutputChannel):
    """Collects each reply as a whole, with what the action says of it (``calendar_path``)."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Collect a reply of a turn."""
        self.messages.append(message)

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Collect a text without splitting it at its blank lines."""
        self.messages.append({"text": text})
