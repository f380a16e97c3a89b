"""The channel in a real server on loopback, with a handler in Rasa's place."""

import asyncio
from types import SimpleNamespace
from typing import Any

import httpx
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.server import configure_cors
from rasa.shared.core.domain import Domain
from sanic import Sanic
from sanic.response import text

from bot.channels.whatsapp import WhatsAppInput
from tests.support import free_port
from tests.whatsapp.fake_graph import HOST
from tests.whatsapp.webhooks import signature


class RunningChannel:
    """Context: a server; ``handled`` is what reached Rasa, ``reply`` what it does."""

    channel: type[InputChannel] = WhatsAppInput

    def __init__(self, reply: Any = None) -> None:
        self.handled: list[UserMessage] = []
        self._reply = reply or self._echo

    async def __aenter__(self) -> "RunningChannel":
        self.app = app = Sanic(f"channel{id(self)}", configure_logging=False)
        configure_cors(app)  # as Rasa does, before any channel
        Sanic.test_mode = True  # a server may be started more than once in a process
        app.ctx.agent = SimpleNamespace(
            tracker_store=InMemoryTrackerStore(Domain.empty()), lock_store=InMemoryLockStore()
        )
        app.add_route(lambda _: text("Rasa"), "/")
        prefix = f"/webhooks/{self.channel.name()}"
        app.blueprint(self.channel().blueprint(self._handle), url_prefix=prefix)
        self.port = free_port()
        self._server = await app.create_server(HOST, self.port, return_asyncio_server=True)
        await self._server.startup()
        await self._server.after_start()
        self.client = httpx.AsyncClient(base_url=f"http://{HOST}:{self.port}{prefix}")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()
        await self._server.before_stop()
        await self._server.close()
        await self._server.after_stop()

    async def post(self, body: bytes, header: str | None = None) -> httpx.Response:
        """Call the webhook, rightly signed unless told otherwise."""
        headers = {"X-Hub-Signature-256": signature(body) if header is None else header}
        return await self.client.post("/webhook", content=body, headers=headers)

    async def _handle(self, message: UserMessage) -> None:
        self.handled.append(message)
        await self._reply(message)

    async def _echo(self, message: UserMessage) -> None:
        await message.output_channel.send_text_message(message.sender_id, f"U zei: {message.text}")


async def until(condition: Any, seconds: float = 10) -> None:
    """Wait until a condition holds."""
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen in time")
