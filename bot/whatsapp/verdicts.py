"""What to do when WhatsApp refuses a message: decided by the error's code alone.

Source: Meta, Cloud API error codes, and what people who run connectors report.
"""

from enum import Enum


class Verdict(Enum):
    """What to do with a message that was refused."""

    RETRY = "retry"
    PACE = "pace"
    WINDOW_CLOSED = "window closed"
    STOP = "stop"
    UNDELIVERABLE = "undeliverable"
    OUR_FAULT = "our fault"
    NEEDS_PHONE = "needs phone"


RETRYABLE = frozenset((4, 80007, 130429, 131016, 131000))
STOPPING = frozenset((0, 10, 190, *range(200, 300), 368, 131031, 131042, 131045, 133010))
UNDELIVERABLE = frozenset((131026, 130472, 131049, 131050))
OUR_FAULT = frozenset((100, 131008, 131009, *range(132000, 132017)))
SERVER_ERRORS = range(500, 600)
SINGLE = {
    131056: Verdict.PACE,
    131047: Verdict.WINDOW_CLOSED,
    131062: Verdict.NEEDS_PHONE,
}
KNOWN = RETRYABLE | STOPPING | UNDELIVERABLE | OUR_FAULT | SINGLE.keys()
"""Codes that decide alone; with any other one the HTTP status tells whether it may pass."""


def verdict_on(code: int) -> Verdict:
    """Return what to do; an unknown code counts as our fault, which is logged.

    Args:
        code: the error's code; for an answer without one the HTTP status, as pywa gives it.
    """
    if code in SINGLE:
        return SINGLE[code]
    if code in RETRYABLE or code in SERVER_ERRORS:
        return Verdict.RETRY
    if code in STOPPING:
        return Verdict.STOP
    if code in UNDELIVERABLE:
        return Verdict.UNDELIVERABLE
    return Verdict.OUR_FAULT
