"""Works off the outbox, each kind of row in its own thread, until told to stop.

Slow mail so never delays the calendar. Rows are taken one by one: a stop waits for one delivery at
most, and any number of workers may run.
"""

import logging
import threading
from collections.abc import Mapping

from actions.clinic.errors import StoreError
from actions.clinic.outbox import Outbox, OutboxKind, OutboxRow, Outcome
from actions.clinic.worker.delivery import Deliver, NotNeeded, Undeliverable

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0
"""How long an idle thread waits before it looks again."""
MOST_TRIES = 24
"""A row is given up after so many failures: about 19 hours, by the delays of the outbox."""


class Worker:
    """Delivers the rows of the outbox by kind."""

    def __init__(self, outbox: Outbox, deliveries: Mapping[OutboxKind, Deliver]) -> None:
        self._outbox = outbox
        self._deliveries = deliveries
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Let every thread end after the row that it is at."""
        self._stopping.set()

    def run(self) -> None:
        """Work until ``stop``."""
        threads = [
            threading.Thread(target=self._run_kind, args=(kind,), name=kind.value)
            for kind in self._deliveries
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def work_off(self, kind: OutboxKind) -> None:
        """Deliver the rows of a kind that are due now.

        Raises:
            StoreError: the database failed; what was taken is handed out again later.
        """
        while not self._stopping.is_set():
            rows = self._outbox.due(1, kind)
            if not rows:
                return
            self._deliver(rows[0])

    def _run_kind(self, kind: OutboxKind) -> None:
        while not self._stopping.is_set():
            try:
                self.work_off(kind)
            except StoreError:
                logger.warning("outbox.%s waits: the database does not answer", kind.value)
            self._stopping.wait(PAUSE_SECONDS)

    def _deliver(self, row: OutboxRow) -> None:
        try:
            self._deliveries[row.kind](row)
        except NotNeeded as reason:
            self._outbox.close(row.id, Outcome.SKIPPED, str(reason))
        except Undeliverable as refusal:
            self._give_up(row, str(refusal))
        except Exception as error:
            self._fail(row, error_code(error))
        else:
            self._outbox.close(row.id, Outcome.SENT)

    def _fail(self, row: OutboxRow, code: str) -> None:
        if row.tries + 1 >= MOST_TRIES:
            self._give_up(row, code)
            return
        logger.warning("outbox.%s row %d failed: %s", row.kind.value, row.id, code)
        self._outbox.mark_failed(row.id, code)

    def _give_up(self, row: OutboxRow, code: str) -> None:
        logger.error("ALARM outbox.%s row %d was given up: %s", row.kind.value, row.id, code)
        self._outbox.close(row.id, Outcome.GIVEN_UP, code)


def error_code(error: Exception) -> str:
    """Return the error's class, with the status of a server; its text may quote a patient."""
    status = getattr(error, "smtp_code", None) or getattr(error, "http_status", None)
    return f"{type(error).__name__} {status}" if status else type(error).__name__
