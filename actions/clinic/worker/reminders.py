"""The reminder before an appointment: a mail that falls due some hours before it."""

from actions.clinic.outbox import OutboxRow
from actions.clinic.worker.mail import MailDelivery

TEXT = "reminder"


class ReminderDelivery:
    """Sends the reminder of a row, unless the appointment was moved, cancelled or is over."""

    def __init__(self, mail: MailDelivery) -> None:
        self._mail = mail

    def __call__(self, row: OutboxRow) -> None:
        """Send the reminder; errors are those of ``MailDelivery.send``."""
        self._mail.send(row, TEXT)
