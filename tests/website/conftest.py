"""The website channel in a real server with a database, for each test."""

import pytest

from actions.clinic.store import Store
from bot.channels import website


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    store = Store(f"sqlite:///{tmp_path / 'movewell.db'}")
    store.migrate()
    monkeypatch.setattr(website, "shared_store", lambda: store)
    return store
