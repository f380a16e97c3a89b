"""What all tests share: the project's data, the trained model, and running servers."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.chdir(Path(__file__).resolve().parents[1])
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from bot import launch  # noqa: E402
from tests.postgresql import running_postgres  # noqa: E402
from tests.support import PROJECT, Bot, read_yaml, running_servers  # noqa: E402


@pytest.fixture(scope="session")
def domain() -> dict[str, Any]:
    """Return the domain file."""
    return read_yaml(PROJECT / "domain.yml")


@pytest.fixture(scope="session")
def nlu_files() -> dict[str, dict[str, Any]]:
    """Return the files of data/nlu by name."""
    return {path.stem: read_yaml(path) for path in sorted((PROJECT / "data/nlu").glob("*.yml"))}


@pytest.fixture(scope="session")
def responses(domain: dict[str, Any], nlu_files: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every response of the bot by name; each has one wording, and at most one a channel."""
    found = dict(domain["responses"])
    for content in nlu_files.values():
        found.update(content.get("responses", {}))
    for wordings in found.values():
        channels = [wording.get("channel") for wording in wordings]
        assert channels[0] is None
        assert len(set(channels)) == len(channels)
    return {name: wordings[0] for name, wordings in found.items()}


@pytest.fixture(scope="session")
def points() -> dict[str, dict[str, Any]]:
    """Return what each point of the article holds, by topic."""
    return read_yaml(PROJECT / "tests/data/points.yml")


@pytest.fixture(scope="session")
def understand() -> Callable[[str], dict[str, Any]]:
    """Return a function that reads a text with the trained model."""
    import asyncio

    from rasa.core.agent import Agent

    agent = Agent.load(str(launch.MODEL))
    loop = asyncio.new_event_loop()
    return lambda text: loop.run_until_complete(agent.parse_message(text))


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[running_servers]:
    """Run the action server, the Rasa server and the worker."""
    running = running_servers(tmp_path_factory.mktemp("servers"), with_actions=True)
    with running:
        yield running


@pytest.fixture(scope="session")
def servers(running: running_servers) -> int:
    """Return the port of the running Rasa server."""
    return running.port


@pytest.fixture
def bot(servers: int) -> Bot:
    """Return a new conversation with the running bot."""
    return Bot(servers, f"test-{uuid.uuid4().hex}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Return what makes a new empty PostgreSQL database and gives its address."""
    with running_postgres() as new_database:
        yield new_database
