"""The WhatsApp Cloud API as a channel of Rasa; ``bot.whatsapp`` does the work.

Without its settings the channel is off: its routes say 404.
"""

import asyncio
import logging
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.clinic.booking import utc_now
from actions.clinic.errors import StoreError
from actions.clinic.store import shared_store
from actions.clinic.whatsapp import housekeeping
from actions.clinic.whatsapp.addresses import Addresses
from actions.clinic.whatsapp.inbox import Inbox, InboxRow
from actions.clinic.whatsapp.outbox import OutboxRow, WhatsAppOutbox
from bot.channels.earlier import EarlierReplies
from bot.channels.guard import OnNewMessage
from bot.channels.worker import Worker
from bot.whatsapp.delivery import Delivery
from bot.whatsapp.graph import Graph
from bot.whatsapp.handover import ConversationCopy
from bot.whatsapp.receiver import Receiver
from bot.whatsapp.settings import WhatsAppSettings, read_whatsapp_settings
from bot.whatsapp.turn import Turns

logger = logging.getLogger(__name__)

TURNS_AT_ONCE = 4
SENT_AT_ONCE = 20
HOUSEKEEPING_SECONDS = 3600


class WhatsAppInput(InputChannel):
    """``/webhooks/whatsapp/webhook``, as WhatsApp calls it; ``/webhooks/whatsapp/`` its health."""

    @classmethod
    def name(cls) -> str:
        """Return the name in the address."""
        return "whatsapp"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes, and start and stop the work behind them with the server."""
        blueprint = Blueprint("whatsapp")
        settings = read_whatsapp_settings()
        if settings is None:
            logger.info("WhatsApp is off: WHATSAPP_TOKEN and the settings with it are not set.")
            return blueprint
        office = Office(settings, on_new_message)
        Receiver(settings, shared_store(), office.wake).add_routes(blueprint)

        @blueprint.get("/")
        async def health(_request: Request) -> HTTPResponse:
            code = office.halted_by
            status = {"status": "ok"} if code is None else {"status": "stopped", "error": code}
            return json(status, status=200 if code is None else 503)

        blueprint.listener("after_server_start")(office.start)
        blueprint.listener("before_server_stop")(office.stop)
        return blueprint


class Office:
    """Answers and sends what is stored, in the background of one Rasa server."""

    def __init__(self, settings: WhatsAppSettings, on_new_message: OnNewMessage) -> None:
        self._settings = settings
        self._on_new_message = on_new_message
        self._store = shared_store()
        self._background: set[asyncio.Task[None]] = set()

    async def start(self, app: Sanic, _loop: Any = None) -> None:
        """Start; what an earlier server left goes first."""
        self._graph = Graph(self._settings)
        self._turns = Turns(
            self._store,
            self._on_new_message,
            EarlierReplies(app),
            ConversationCopy(app),
            lambda message_id: self._in_background(self._graph.show_typing(message_id)),
        )
        self._delivery = Delivery(
            WhatsAppOutbox(self._store, utc_now), Addresses(self._store, utc_now), self._graph
        )
        inbox = Inbox(self._store, utc_now)
        self._answering: Worker[InboxRow] = Worker(
            "whatsapp inbox", inbox.take, self._answer, TURNS_AT_ONCE
        )
        self._sending: Worker[OutboxRow] = Worker(
            "whatsapp outbox", self._delivery.take, self._delivery.send, SENT_AT_ONCE
        )
        self._answering.start()
        self._sending.start()
        self._in_background(self._keep_house())

    async def stop(self, _app: Sanic, _loop: Any = None) -> None:
        """Finish what is under way; what is not goes on at the next start."""
        await self._answering.stop()
        await self._sending.stop()
        for task in self._background:
            task.cancel()
        await self._graph.close()

    def wake(self) -> None:
        """Look at what is new at once."""
        self._answering.wake()
        self._sending.wake()

    @property
    def halted_by(self) -> int | None:
        """The error that stopped all sending, None if none did."""
        return self._delivery.halted_by

    async def _answer(self, row: InboxRow) -> None:
        await self._turns.answer(row)
        self._sending.wake()

    async def _keep_house(self) -> None:
        while True:
            try:
                await asyncio.to_thread(housekeeping.delete_old, self._store, utc_now())
            except StoreError as error:
                logger.error("Old rows were not deleted: %s", type(error).__name__)
            await asyncio.sleep(HOUSEKEEPING_SECONDS)

    def _in_background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
