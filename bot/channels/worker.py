"""Works on rows of a table in the background, several at a time, one process among others."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from actions.clinic.errors import StoreError

logger = logging.getLogger(__name__)

Row = TypeVar("Row")
POLL_SECONDS = 1.0
DRAIN_SECONDS = 10.0


class Worker(Generic[Row]):
    """Takes rows and works on each; a row that fails is handed out again by its table."""

    def __init__(
        self,
        name: str,
        take: Callable[[int], Sequence[Row]],
        work: Callable[[Row], Awaitable[None]],
        at_once: int,
    ) -> None:
        self._name = name
        self._take = take
        self._work = work
        self._at_once = at_once
        self._tasks: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start in the running event loop."""
        self._loop = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Look for rows now rather than at the next poll."""
        self._woken.set()

    async def stop(self) -> None:
        """Take no more rows and wait for those under way, but not for ever."""
        if self._loop is not None:
            self._loop.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            if not await self._start_rows():
                try:
                    await asyncio.wait_for(self._woken.wait(), POLL_SECONDS)
                except asyncio.TimeoutError:
                    continue

    async def _start_rows(self) -> int:
        free = self._at_once - len(self._tasks)
        if free <= 0:
            return 0
        try:
            rows = await asyncio.to_thread(self._take, free)
        except StoreError as error:
            logger.error("%s: the database failed: %s", self._name, type(error).__name__)
            return 0
        for row in rows:
            task = asyncio.create_task(self._guarded(row))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        return len(rows)

    async def _guarded(self, row: Row) -> None:
        try:
            await self._work(row)
        except Exception as error:
            logger.error("%s: a row failed: %s", self._name, type(error).__name__)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.wake()
