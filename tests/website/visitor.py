"""The website channel in a real server on loopback, and who visits it."""

import asyncio
import json

from bot.channels.website import WebsiteInput
from tests.whatsapp.running_channel import RunningChannel


class Website(RunningChannel):
    """The website channel in a real server; one visitor."""

    channel = WebsiteInput

    async def visit(self) -> dict[str, str]:
        """Open a session and return its header."""
        answer = await self.client.post("/session", json={})
        assert answer.status_code == 201
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    async def say(self, visitor, text="hallo", client_id="c1", **more):
        content = {"client_id": client_id, "text": text} | more
        return await self.client.post("/messages", json=content, headers=visitor)

    async def messages(self, visitor, count):
        """Return the history as soon as it has so many messages."""
        for _ in range(250):
            found = (await self.client.get("/history", headers=visitor)).json()["messages"]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.02)
        raise AssertionError(f"only {len(found)} messages")

    async def events(self, visitor, count, last_id=0):
        """Return so many message events of the stream."""
        found = []
        headers = {
            **visitor,
            "Last-Event-ID": last_id if isinstance(last_id, bytes) else str(last_id),
        }
        async with self.client.stream("GET", "/events", headers=headers) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            event = None
            async for line in stream.aiter_lines():
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                elif line.startswith("data: ") and event == "message":
                    found.append(json.loads(line.removeprefix("data: ")))
                    if len(found) == count:
                        return found
        return found
