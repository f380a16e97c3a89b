"""WhatsApp's tables on both databases: nothing twice, nothing lost, nothing kept too long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from clinic_helpers import MONDAY_NINE, Clock
from sqlalchemy import func, select

from actions.clinic import tables
from actions.clinic.leases import LEASE
from actions.clinic.store import Store
from actions.clinic.whatsapp import addresses, housekeeping, inbox, outbox
from actions.clinic.whatsapp.addresses import Address, Addresses, Offered
from actions.clinic.whatsapp.handover import Handovers
from actions.clinic.whatsapp.inbox import Inbox, NewMessage
from actions.clinic.whatsapp.outbox import NewBubble, State, WhatsAppOutbox

ANNA, BEN = Address("31612345678", "NL.1"), Address(None, "NL.2")


def message(key: str, address: Address = ANNA, sent_at: datetime = MONDAY_NINE) -> NewMessage:
    return NewMessage(key, address, sent_at, {"kind": "text", "text": key})


def count(store: Store, table: str) -> int:
    with store.read() as connection:
        found: int = connection.execute(
            select(func.count()).select_from(tables.metadata.tables[table])
        ).scalar_one()
    return found


def test_inbox_when_the_same_message_comes_at_once_then_stored_once(
    store: Store, clock: Clock
) -> None:
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda _: Inbox(store, clock).add([message("a")]), range(16)))

    assert sum(added) == 1
    assert count(store, "whatsapp_inbox") == 1


def test_inbox_when_taken_by_several_then_each_message_once_and_one_per_patient(
    store: Store, clock: Clock
) -> None:
    messages = [message(f"{n}{who.user_id}", who) for n in range(5) for who in (ANNA, BEN)]
    Inbox(store, clock).add(messages)

    with ThreadPoolExecutor(8) as pool:
        taken = [
            row
            for rows in pool.map(lambda _: Inbox(store, clock).take(9), range(8))
            for row in rows
        ]

    assert sorted(row.content["text"] for row in taken) == ["0NL.1", "0NL.2"]


def test_inbox_when_not_finished_then_handed_out_again_after_the_lease(
    store: Store, clock: Clock
) -> None:
    box = Inbox(store, clock)
    box.add([message("a")])
    assert [row.tries for row in box.take(9)] == [1]
    assert box.take(9) == []

    clock.now += LEASE

    assert [(row.tries, row.content["text"]) for row in box.take(9)] == [(2, "a")]


def test_address_when_kept_then_found_by_its_sender_only(store: Store, clock: Clock) -> None:
    Inbox(store, clock).add([message("a"), message("b", BEN)])
    book = Addresses(store, clock)

    assert book.find(ANNA.sender_id) == ANNA
    assert book.find(BEN.sender_id) == BEN
    assert book.find("wa:other") is None
    assert not book.is_known("wa:other")


@pytest.mark.parametrize("address", [ANNA, BEN])
def test_address_when_the_user_id_is_known_then_it_makes_the_sender(address: Address) -> None:
    renumbered = Address("31687654321", address.user_id)

    assert renumbered.sender_id == address.sender_id
    assert Address("31612345678", None).sender_id != address.sender_id


def test_address_when_there_is_nothing_to_write_to_then_refused() -> None:
    with pytest.raises(ValueError, match="without a number"):
        _ = Address(None, None).sender_id


def test_address_when_the_secret_changed_then_not_readable(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOVEWELL_SECRET", "one")
    sender_id = ANNA.sender_id
    Inbox(store, clock).add([message("a")])
    monkeypatch.setenv("MOVEWELL_SECRET", "two")

    assert Addresses(store, clock).find(sender_id) is None
    assert ANNA.sender_id != sender_id


def test_inbox_when_the_same_message_comes_a_week_later_then_still_known(
    store: Store, clock: Clock
) -> None:
    box = Inbox(store, clock)
    box.add([message("a")])
    (row,) = box.take(9)
    with store.write() as connection:
        inbox.finish(connection, row.id, clock.now)
    clock.now += timedelta(days=7)
    housekeeping.delete_old(store, clock.now)

    assert box.add([message("a")]) == 0


def test_address_when_forgotten_then_what_was_sent_is_as_well(store: Store, clock: Clock) -> None:
    Inbox(store, clock).add([message("a")])
    out, book = WhatsAppOutbox(store, clock), Addresses(store, clock)
    bubbles = [NewBubble({"type": "text"}), NewBubble({"type": "text"})]
    with store.write() as connection:
        outbox.add(connection, ANNA.sender_id, bubbles, clock.now)
    out.mark_sent(out.take(9)[0].id, "wamid.1")

    book.forget(ANNA.sender_id)

    with store.read() as connection:
        column = tables.whatsapp_outbox.c
        contents = connection.execute(select(column.content).order_by(column.id)).scalars().all()
    assert [content is None for content in contents] == [True, False]
    assert book.is_known(ANNA.sender_id)
    clock.now += addresses.KEPT_AFTER_ERASURE
    assert not book.is_known(ANNA.sender_id)


def test_window_when_an_old_message_comes_late_then_it_does_not_open_it_again(
    store: Store, clock: Clock
) -> None:
    box, book = Inbox(store, clock), Addresses(store, clock)
    box.add([message("a")])
    clock.now += addresses.WINDOW
    assert not book.is_window_open(ANNA.sender_id)

    box.add([message("late", sent_at=MONDAY_NINE - timedelta(hours=1))])
    assert not book.is_window_open(ANNA.sender_id)
    box.add([message("new", sent_at=clock.now)])
    assert book.is_window_open(ANNA.sender_id)


def test_choices_when_kept_then_as_they_were_shown(store: Store, clock: Clock) -> None:
    Inbox(store, clock).add([message("a")])
    offered = Offered("n", [["payload", "title"]])
    for choices in (offered, None):
        with store.write() as connection:
            addresses.note_choices(connection, ANNA.sender_id, choices)

        assert Addresses(store, clock).offered(ANNA.sender_id) == choices


def test_outbox_when_taken_by_several_then_each_message_once(store: Store, clock: Clock) -> None:
    with store.write() as connection:
        for number in range(10):
            outbox.add(connection, f"wa:{number}", [NewBubble({"type": "text"})], clock.now)

    with ThreadPoolExecutor(8) as pool:
        taken = [
            row.id
            for rows in pool.map(lambda _: WhatsAppOutbox(store, clock).take(9), range(8))
            for row in rows
        ]

    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 10


def test_housekeeping_when_everything_is_old_then_nothing_is_left(
    store: Store, clock: Clock
) -> None:
    box, out = Inbox(store, clock), WhatsAppOutbox(store, clock)
    box.add([message("a")])
    (row,) = box.take(9)
    with store.write() as connection:
        inbox.finish(connection, row.id, clock.now)
        outbox.add(connection, row.sender_id, [NewBubble({"type": "text"})], clock.now)
    (bubble,) = out.take(9)
    out.mark_sent(bubble.id, "wamid.1")
    Handovers(store, clock).offer("web:a")
    names = [name for name in tables.metadata.tables if name.startswith("whatsapp_")]

    housekeeping.delete_old(store, clock.now)
    assert {name: count(store, name) for name in names} == dict.fromkeys(names, 1)

    clock.now += timedelta(days=2)
    housekeeping.delete_old(store, clock.now)
    with store.read() as connection:
        contents = connection.execute(select(tables.whatsapp_outbox.c.content)).scalars().all()
    assert contents == [None]
    out.report(bubble.tag, "wamid.1", State.FAILED, 131000)  # too late to send it again
    assert out.take(9) == []

    housekeeping.delete_old(store, clock.now + addresses.KEPT)
    assert {name: count(store, name) for name in names} == dict.fromkeys(names, 0)
