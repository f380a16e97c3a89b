"""Fixtures of the clinic tests: settings, a clock, and both kinds of database."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from clinic_helpers import Clock, make_settings
from sqlalchemy import create_engine

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


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Start a private PostgreSQL; returns what makes a new empty database and gives its address.

    Its programs are found on the path or where Debian puts them. They refuse to run as root: as
    root they run as ``postgres``, or else as ``nobody``.
    """
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="movewell-pg-"))
    run_as: list[str] = []
    if os.geteuid() == 0:
        if not shutil.which("runuser"):
            pytest.skip("PostgreSQL does not run as root, and runuser is not installed")
        user = next(u for u in ("postgres", "nobody") if _user_exists(u))
        shutil.chown(folder, user)
        run_as = ["runuser", "-u", user, "--"]
    data, log = folder / "data", folder / "log"
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    initdb = [programs / "initdb", "-D", data, "-U", "admin", "-A", "trust", "-E", "UTF8"]
    start = [programs / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start"]
    stop = [programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"]
    _run(run_as + [str(part) for part in [*initdb, "--locale=C.UTF-8"]])
    _run(run_as + [str(part) for part in start])
    numbers = count(1)

    def new_database() -> str:
        name = f"clinic_{next(numbers)}"
        _as_admin(folder, f"CREATE DATABASE {name} OWNER clinic")
        return f"postgresql://clinic@/{name}?host={folder}"

    try:
        _as_admin(folder, "CREATE ROLE clinic LOGIN")
        yield new_database
    finally:
        _run(run_as + [str(part) for part in stop])
        shutil.rmtree(folder, ignore_errors=True)


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


def _postgres_programs() -> Path | None:
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


def _user_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=120)


def _as_admin(folder: Path, statement: str) -> None:
    engine = create_engine(
        f"postgresql+psycopg2://admin@/postgres?host={folder}",
        future=True,
        isolation_level="AUTOCOMMIT",
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
