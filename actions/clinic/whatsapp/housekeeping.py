"""Deletes what the WhatsApp channel no longer needs."""

from datetime import datetime

from actions.clinic.store import Store
from actions.clinic.whatsapp import addresses, handover, inbox, outbox


def delete_old(store: Store, now: datetime) -> None:
    """Delete expired addresses, contents, keys and codes.

    Raises:
        StoreError: the database failed.
    """
    with store.write() as connection:
        addresses.delete_expired(connection, now)
        inbox.delete_old(connection, now)
        outbox.delete_old(connection, now)
        handover.delete_old(connection, now)
