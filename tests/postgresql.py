"""A private PostgreSQL server for the tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine


@contextmanager
def running_postgres() -> Iterator[Callable[[], str]]:
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
