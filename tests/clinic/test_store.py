"""The database's own guarantees, and what becomes of its failures."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from clinic_helpers import MONDAY_NINE, PROJECT, start_python
from sqlalchemy import event, insert, select, update
from sqlalchemy.engine import Connection

from actions.clinic import store as store_module
from actions.clinic import tables
from actions.clinic.errors import SlotTakenError, StoreError
from actions.clinic.store import Store

ROW = {
    "id": "a",
    "chiropractor_id": "sten_hofstad",
    "kind_id": "follow_up",
    "starts_at": MONDAY_NINE,
    "ends_at": MONDAY_NINE.replace(minute=30),
    "status": "booked",
    "reference": "MW-7KQ4-XT2D",
    "patient_name": "Annelies de Boer",
    "patient_phone": "+31612345678",
    "consent_at": MONDAY_NINE,
    "sequence": 0,
    "created_at": MONDAY_NINE,
    "updated_at": MONDAY_NINE,
}
HOLD = {
    **ROW,
    "status": "pending",
    "reference": None,
    "holder": "h",
    "hold_expires_at": MONDAY_NINE,
}


def add(connection: Connection, **values: object) -> None:
    connection.execute(insert(tables.appointment).values(**{**ROW, **values}))


def add_together(store: Store, *changes: dict[str, object]) -> None:
    with store.write() as connection:
        for change in changes:
            add(connection, **change)


def test_migrate_when_run_again_then_changes_nothing(database_address: str) -> None:
    store = Store(database_address)
    store.migrate()
    with store.write() as connection:
        add(connection)
    store.migrate()
    with store.read() as connection:
        assert connection.execute(select(tables.appointment.c.id)).scalars().all() == ["a"]


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
def test_migrate_when_done_then_the_tables_are_those_of_the_code(store: Store) -> None:
    options = {"include_name": lambda name, *_: name != "sqlite_sequence"}
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []


def test_migrate_when_processes_do_it_at_once_then_each_succeeds(database_address: str) -> None:
    code = (
        "import sys; from actions.clinic.store import Store; sys.stdin.readline()\n"
        "Store(sys.argv[1]).migrate()"
    )
    processes = [start_python(code, database_address) for _ in range(4)]
    time.sleep(1)  # all have started and wait for the line
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    results = [(*process.communicate(timeout=60), process.returncode) for process in processes]
    assert [code for *_, code in results] == [0, 0, 0, 0], results
    with Store(database_address).write() as connection:
        add(connection)


def test_command_line_when_told_to_migrate_then_makes_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "var" / "clinic.db"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}"}
    command = [sys.executable, "-m", "actions.clinic.store", "migrate"]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_command_line_when_the_database_is_down_then_says_so_and_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "shared_store", lambda: Store("postgresql://@127.0.0.1:1/x"))
    assert store_module.main(["migrate"]) == 1
    assert "could not be brought up to date" in capsys.readouterr().err


def test_import_when_done_then_opens_no_database(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    code = "from actions.clinic import booking, store; store.shared_store()"
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{path}"},
        check=False,
    )
    assert process.returncode == 0
    assert not path.exists()


@pytest.mark.parametrize("first", [ROW, HOLD])
@pytest.mark.parametrize("second", [ROW, HOLD])
@pytest.mark.parametrize(("start", "end"), [(0, 30), (15, 45), (29, 31), (5, 10)])
def test_insert_when_rows_overlap_then_the_database_refuses(
    store: Store, first: dict[str, object], second: dict[str, object], start: int, end: int
) -> None:
    with store.write() as connection:
        add(connection, **first)
    row = {
        **second,
        "id": "b",
        "reference": None if second is HOLD else "MW-B",
        "starts_at": MONDAY_NINE.replace(minute=start),
        "ends_at": MONDAY_NINE.replace(minute=end),
    }
    with pytest.raises(SlotTakenError), store.write() as connection:
        add(connection, **row)


@pytest.mark.parametrize(
    "change",
    [
        {"chiropractor_id": "jarco_schol"},
        {"status": "cancelled"},
        {"starts_at": MONDAY_NINE.replace(minute=30), "ends_at": MONDAY_NINE.replace(minute=45)},
    ],
)
def test_insert_when_rows_do_not_overlap_then_both_are_stored(
    store: Store, change: dict[str, object]
) -> None:
    with store.write() as connection:
        add(connection)
        add(connection, **{"id": "b", "reference": "MW-B", **change})
    with store.read() as connection:
        assert len(connection.execute(select(tables.appointment.c.id)).all()) == 2


@pytest.mark.parametrize("status", ["pending", "booked"])
def test_update_when_a_cancelled_row_comes_back_over_another_then_the_database_refuses(
    store: Store, status: str
) -> None:
    with store.write() as connection:
        add(connection, status="cancelled", holder="h", hold_expires_at=MONDAY_NINE)
        add(connection, id="b", reference="MW-B")
    with pytest.raises(SlotTakenError), store.write() as connection:
        connection.execute(
            update(tables.appointment).where(tables.appointment.c.id == "a").values(status=status)
        )


@pytest.mark.parametrize(
    "broken",
    [
        {"ends_at": MONDAY_NINE},
        {"status": "maybe"},
        {"patient_phone": None},
        {"consent_at": None},
        {"status": "pending"},
    ],
)
def test_insert_when_a_row_makes_no_sense_then_nothing_is_stored(
    store: Store, broken: dict[str, object]
) -> None:
    good: dict[str, object] = {"id": "good", "chiropractor_id": "jarco_schol", "reference": "MW-G"}
    with pytest.raises(StoreError) as caught:
        add_together(store, good, broken)
    assert "Annelies" not in str(caught.value)
    with store.read() as connection:
        assert connection.execute(select(tables.appointment)).all() == []


def test_outbox_when_the_appointment_does_not_exist_then_the_database_refuses(
    store: Store,
) -> None:
    with pytest.raises(StoreError), store.write() as connection:
        connection.execute(
            insert(tables.outbox).values(
                kind="mail",
                appointment_id="nobody",
                payload={},
                created_at=MONDAY_NINE,
                due_at=MONDAY_NINE,
                tries=0,
            )
        )


def test_moments_when_read_back_then_are_the_same_in_utc(store: Store) -> None:
    with store.write() as connection:
        add(connection)
    with store.read() as connection:
        stored = connection.execute(select(tables.appointment.c.starts_at)).scalar_one()
    assert stored == MONDAY_NINE
    assert stored.utcoffset().total_seconds() == 0


def test_moments_when_naive_then_are_refused(store: Store) -> None:
    with pytest.raises(StoreError), store.write() as connection:
        add(connection, starts_at=MONDAY_NINE.replace(tzinfo=None))


def test_write_when_the_code_fails_halfway_then_nothing_is_stored(store: Store) -> None:
    def fail_halfway() -> None:
        with store.write() as connection:
            add(connection)
            raise KeyError

    with pytest.raises(KeyError):
        fail_halfway()
    with store.read() as connection:
        assert connection.execute(select(tables.appointment)).all() == []


def test_write_when_another_writer_is_slow_then_gives_up_with_a_store_error(
    database_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "PATIENCE_SECONDS", 1)
    slow, other = Store(database_address), Store(database_address)
    slow.migrate()
    with slow.write() as connection:
        add(connection)
        with pytest.raises(StoreError), other.write() as refused:
            add(refused, id="b")
        with other.read() as reader:
            assert reader.execute(select(tables.appointment)).all() == []
    with other.write() as connection:
        add(connection, id="b", chiropractor_id="jarco_schol", reference="MW-B")


def test_write_when_the_disk_is_full_then_nothing_is_stored(sqlite_store: Store) -> None:
    def shrink(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # as many as there are already

    event.listen(sqlite_store.engine, "connect", shrink)
    attempts = [{"key": f"{number:064}", "failed_at": MONDAY_NINE} for number in range(500)]
    with pytest.raises(StoreError, match="full"), sqlite_store.write() as connection:
        connection.execute(insert(tables.proof_attempt), attempts)
    with sqlite_store.read() as connection:
        assert connection.execute(select(tables.proof_attempt)).all() == []


def test_write_when_the_file_is_read_only_then_raises_a_store_error(sqlite_store: Store) -> None:
    def lock(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    event.listen(sqlite_store.engine, "connect", lock)
    with pytest.raises(StoreError, match="readonly"), sqlite_store.write() as connection:
        add(connection)


def test_any_use_when_there_are_no_tables_then_raises_a_store_error(
    database_address: str,
) -> None:
    with pytest.raises(StoreError), Store(database_address).read() as connection:
        connection.execute(select(tables.appointment))


def test_any_use_when_the_file_is_no_database_then_raises_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    path.write_text("not a database at all, but long enough to be looked at" * 50)
    with pytest.raises(StoreError):
        Store(f"sqlite:///{path}").migrate()
    with pytest.raises(StoreError), Store(f"sqlite:///{path}").read() as connection:
        connection.execute(select(tables.appointment))


def test_any_use_when_the_folder_cannot_be_made_then_raises_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        Store(f"sqlite:///{tmp_path / 'file' / 'clinic.db'}").migrate()


def test_any_use_when_the_server_is_down_then_raises_a_store_error() -> None:
    store = Store("postgresql://clinic@127.0.0.1:1/clinic")
    for use in (store.read, store.write):
        with pytest.raises(StoreError), use():
            pytest.fail("there is no server")


def test_read_when_the_server_dropped_the_connection_then_a_new_one_is_made(
    postgres: object,
) -> None:
    assert callable(postgres)
    store = Store(postgres())
    store.migrate()
    with store.read() as connection:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with Store(str(store.engine.url)).read() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
    with store.read() as connection:
        assert connection.execute(select(tables.appointment)).all() == []
