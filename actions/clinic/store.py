"""The database: one engine a process, transactions, migrations.

``python -m actions.clinic.store migrate`` makes the tables or brings them up to date.

Every failure of the database becomes a ``StoreError``, with nothing stored: a locked or full
SQLite file, one that is read-only, a PostgreSQL server that is down or too slow. Writing
transactions run one at a time (``BEGIN IMMEDIATE`` on SQLite, an advisory lock on PostgreSQL).
That is for calm, without deadlocks; correctness rests on the constraints, see ``tables``.
"""

import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from actions.clinic.errors import SlotTakenError, StoreError
from actions.clinic.settings import database_url
from actions.clinic.tables import NO_OVERLAP

MIGRATIONS = Path(__file__).with_name("migrations")
PATIENCE_SECONDS = 5
WRITER_LOCK = 0x4D6F7665
"""The number of PostgreSQL's advisory lock for writers."""


class Store:
    """A database by its SQLAlchemy address; nothing is opened before it is needed."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite rather than PostgreSQL."""
        return self._url.get_backend_name() == "sqlite"

    @cached_property
    def engine(self) -> Engine:
        """The engine, made at first use."""
        if self.is_sqlite:
            engine = create_engine(
                self._url,
                future=True,
                hide_parameters=True,
                connect_args={"timeout": PATIENCE_SECONDS},
            )
            event.listen(engine, "connect", _prepare_sqlite)
        else:
            engine = create_engine(
                self._url,
                future=True,
                hide_parameters=True,
                pool_pre_ping=True,
                pool_timeout=PATIENCE_SECONDS,
                connect_args={"connect_timeout": PATIENCE_SECONDS},
            )
        event.listen(engine, "begin", _begin)
        return engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Run a reading transaction.

        Raises:
            StoreError: the database failed.
        """
        with _translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run a writing transaction: stored as a whole at the end, or not at all.

        Raises:
            SlotTakenError: a hold or an appointment would overlap another one.
            StoreError: the database failed.
        """
        with _translated(), self.engine.connect() as connection:
            connection.execution_options(clinic_writes=True)
            with connection.begin():
                yield connection

    def migrate(self) -> None:
        """Make the tables or bring them up to date; safe when several processes do so at once.

        Raises:
            StoreError: the database failed; it is left as it was.
        """
        if self.is_sqlite:
            self._make_sqlite_file()
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _make_sqlite_file(self) -> None:
        path = Path(self._url.database or "")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path.name} cannot be made: {error.strerror}") from error
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._is_in_wal_mode(path.name):
            # SQLite does not wait by itself when two connections change the mode at once.
            if time.monotonic() > deadline:
                raise StoreError(f"{path.name} stays locked")
            time.sleep(0.05)

    def _is_in_wal_mode(self, name: str) -> bool:
        """Try to bring the file in the mode that it then keeps; False: it is locked."""
        try:
            with self.engine.connect() as connection:
                driver: Any = connection.connection  # in a transaction SQLite would refuse
                driver.execute("PRAGMA journal_mode = WAL")
        except (sqlite3.Error, SQLAlchemyError) as error:
            if "locked" in str(error):
                return False
            raise StoreError(f"{name} cannot be opened: {error}") from error
        return True


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver starts no transactions behind our back
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("clinic_writes", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
        return
    limit = PATIENCE_SECONDS * 1000
    connection.exec_driver_sql(
        f"SET LOCAL lock_timeout = {limit}; SET LOCAL statement_timeout = {2 * limit}"
    )
    if writes:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the driver's errors into the clinic's; those of a constraint may quote a patient."""
    try:
        yield
    except IntegrityError as error:
        if NO_OVERLAP in str(error.orig):
            raise SlotTakenError("somebody else has the time") from None
        raise StoreError(f"refused: {type(error.orig).__name__}") from None
    except OperationalError as error:
        raise StoreError(str(error.orig).strip()) from error
    except DBAPIError as error:
        raise StoreError(f"failed: {type(error.orig).__name__}") from None
    except SQLAlchemyError as error:
        raise StoreError(f"failed: {type(error).__name__}") from error


@lru_cache(maxsize=1)
def shared_store() -> Store:
    """Return this process's store, by ``settings.database_url()``."""
    return Store(database_url())


def main(arguments: list[str]) -> int:
    """Run the command line; returns the exit code."""
    if arguments != ["migrate"]:
        print("usage: python -m actions.clinic.store migrate", file=sys.stderr)
        return 2
    try:
        shared_store().migrate()
    except StoreError as error:
        print(f"The database could not be brought up to date: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
