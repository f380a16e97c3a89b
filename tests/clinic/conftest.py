"""Fixtures of the clinic tests: settings, a clock, and both kinds of database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clinic_helpers import Clock, make_settings

from actions.clinic import tables
from actions.clinic.booking import BookingService
from actions.clinic.settings import Settings
from actions.clinic.store import Store


@pytest.fixture
def settings() -> Settings:
    return make_settings()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'clinic.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_address(request: pytest.FixtureRequest) -> str:
    """Return the address of a new database without tables, of either kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("postgres")())


@pytest.fixture(scope="session")
def shared_postgres_url(postgres: Callable[[], str]) -> str:
    """Return the address of a database with tables, for one test at a time."""
    address = postgres()
    Store(address).migrate()
    return address


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Return a store with empty tables, of either kind."""
    if request.param == "sqlite":
        store = Store(str(request.getfixturevalue("sqlite_url")))
        store.migrate()
    else:
        store = Store(str(request.getfixturevalue("shared_postgres_url")))
        with store.write() as connection:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(tables.metadata.tables)}")
    yield store
    store.engine.dispose()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Store:
    store = Store(sqlite_url)
    store.migrate()
    return store


@pytest.fixture
def service(settings: Settings, store: Store, clock: Clock) -> BookingService:
    return BookingService(settings, store, clock)
