"""What every delivery of an outbox row may answer besides that it was done."""

from collections.abc import Callable

from actions.clinic.outbox import OutboxRow

Deliver = Callable[[OutboxRow], None]
"""Delivers one row. It raises ``NotNeeded``, ``Undeliverable``, or anything else to try later."""


LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Hosts to which patient data may go unencrypted: this machine."""


class NotNeeded(Exception):  # noqa: N818
    """There is nothing to deliver, and why in a word without personal data."""


class Undeliverable(Exception):  # noqa: N818
    """It was refused for good, and the code of that without personal data."""
