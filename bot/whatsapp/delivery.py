"""Sends what is in the outbox and decides what becomes of it."""

import asyncio
import logging
import random
import time
from datetime import timedelta

from actions.clinic.whatsapp.addresses import Addresses
from actions.clinic.whatsapp.outbox import OutboxRow, WhatsAppOutbox
from bot.whatsapp.graph import (
    Graph,
    NoAnswerError,
    NoUploadError,
    RefusedError,
    UnreachableError,
)
from bot.whatsapp.rendering import text_bubble
from bot.whatsapp.texts import text_of
from bot.whatsapp.verdicts import Verdict, verdict_on

logger = logging.getLogger(__name__)

MOST_TRIES = 5
LONGEST_WAIT = timedelta(minutes=5)
HALT = timedelta(minutes=5)
"""How long nothing is sent after an error that only the clinic can solve."""
MOST_PER_SECOND = 80
"""WhatsApp's limit for one number, kept by each server for itself."""
UNREACHABLE = "unreachable"
UPLOAD = "upload"


class Delivery:
    """Sends messages; ``halted_by`` is the error that stopped all sending, None if none did."""

    def __init__(self, outbox: WhatsAppOutbox, addresses: Addresses, graph: Graph) -> None:
        self._outbox = outbox
        self._addresses = addresses
        self._graph = graph
        self._halted_until = 0.0
        self._next_turn = 0.0
        self.halted_by: int | None = None

    def take(self, limit: int) -> list[OutboxRow]:
        """Take what is due, but nothing while sending is halted.

        Raises:
            StoreError: the database failed.
        """
        return [] if time.monotonic() < self._halted_until else self._outbox.take(limit)

    async def send(self, row: OutboxRow) -> None:
        """Send a message that was taken.

        Raises:
            StoreError: the database failed; the message counts as perhaps sent after a while.
        """
        if row.refused_by is not None:
            return await self._refused(row, row.refused_by)
        address = await asyncio.to_thread(self._addresses.find, row.sender_id)
        if address is None or not row.payload:
            return await self._give_up(row, "no address")
        if not row.is_notice or row.is_fallback:
            is_open = await asyncio.to_thread(self._addresses.is_window_open, row.sender_id)
            if not is_open and row.is_notice:
                return await self._give_up(row, Verdict.WINDOW_CLOSED.value)
            if not is_open:
                return await self._hold(row, Verdict.WINDOW_CLOSED.value)
        wait = await asyncio.to_thread(self._addresses.pace, row.sender_id)
        if wait and not row.is_urgent:
            return await self._retry(row, wait, "pace", counts=False)
        await self._await_turn()
        try:
            message_id = await self._graph.send(address, row.payload, row.tag)
        except NoUploadError as error:
            logger.error("A document was not uploaded: %s", error)
            await self._replace(row, row.plain, UPLOAD)
        except RefusedError as error:
            await self._refused(row, error.code)
        except UnreachableError:
            await self._retry_or_give_up(row, UNREACHABLE)
        except NoAnswerError:
            await asyncio.to_thread(self._outbox.mark_unsure, row.id)
        else:
            self.halted_by = None
            await asyncio.to_thread(self._outbox.mark_sent, row.id, message_id)
        return None

    async def _await_turn(self) -> None:
        """Keep to the rate of the number, whoever it is sent to."""
        now = time.monotonic()
        turn = max(now, self._next_turn)
        self._next_turn = turn + 1 / MOST_PER_SECOND
        await asyncio.sleep(turn - now)

    async def _refused(self, row: OutboxRow, code: int) -> None:
        verdict = verdict_on(code)
        error = str(code)
        if verdict is Verdict.RETRY:
            await self._retry_or_give_up(row, error)
        elif verdict is Verdict.PACE:
            if row.tries > MOST_TRIES:
                await self._give_up(row, error)
            else:
                await self._retry(row, timedelta(seconds=4**row.tries), error)
        elif verdict is Verdict.STOP:
            self._halt(code)
            await self._retry(row, HALT, error, counts=False)
        elif verdict is Verdict.OUR_FAULT:
            logger.error("WhatsApp refused what we sent: error %s", code)
            await self._replace(row, row.plain, error)
        elif verdict is Verdict.NEEDS_PHONE:
            await self._replace(row, text_of("ask_phone"), error)
        elif verdict is Verdict.WINDOW_CLOSED and not row.is_notice:
            await self._hold(row, error)
        else:
            await self._give_up(row, error)

    async def _hold(self, row: OutboxRow, error: str) -> None:
        """Keep a reply until the patient writes again."""
        logger.warning("A WhatsApp message waits for the patient to write again: %s", error)
        await asyncio.to_thread(self._outbox.hold, row.id, error)

    async def _replace(self, row: OutboxRow, plain: str | None, error: str) -> None:
        """Send plain text instead, once."""
        if row.is_fallback or plain is None:
            return await self._give_up(row, error)
        payload = text_bubble(plain).payload
        return await asyncio.to_thread(self._outbox.replace, row.id, payload, error)

    async def _retry_or_give_up(self, row: OutboxRow, error: str) -> None:
        if row.tries >= MOST_TRIES:
            return await self._give_up(row, error)
        wait = min(timedelta(seconds=2**row.tries), LONGEST_WAIT)
        return await self._retry(row, wait * random.uniform(0.5, 1.5), error)  # noqa: S311

    async def _retry(
        self, row: OutboxRow, wait: timedelta, error: str, *, counts: bool = True
    ) -> None:
        await asyncio.to_thread(self._outbox.retry, row.id, wait, error, counts=counts)

    async def _give_up(self, row: OutboxRow, error: str) -> None:
        logger.warning("A WhatsApp message was given up: %s", error)
        await asyncio.to_thread(self._outbox.fail, row.id, error)

    def _halt(self, code: int) -> None:
        if self.halted_by is None:
            logger.critical("WhatsApp refuses this account: error %s. Nothing is sent.", code)
        self.halted_by = code
        self._halted_until = time.monotonic() + HALT.total_seconds()
