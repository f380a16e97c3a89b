"""The channel's settings, a database and a Graph server for each test."""

from collections.abc import Iterator

import pytest

from actions.clinic.store import Store
from bot.channels import whatsapp
from tests.whatsapp.fake_graph import FakeGraph
from tests.whatsapp.webhooks import environment


@pytest.fixture
def store(tmp_path) -> Store:
    store = Store(f"sqlite:///{tmp_path / 'movewell.db'}")
    store.migrate()
    return store


@pytest.fixture
def graph(monkeypatch, store) -> Iterator[FakeGraph]:
    """Return a Graph server; whatever was sent must have been within WhatsApp's limits."""
    with FakeGraph() as graph:
        for name, setting in environment(graph.url).items():
            monkeypatch.setenv(name, setting)
        monkeypatch.setattr(whatsapp, "shared_store", lambda: store)
        yield graph
    assert graph.faults == []
