"""The website channel in a real server with a database, for each test."""

import pytest

from actions.clinic.settings import load_settings
from actions.clinic.store import Store
from bot.channels import website


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    store = Store(f"sqlite:///{tmp_path / 'movewell.db'}")
    store.migrate()
    monkeypatch.setattr(website, "shared_store", lambda: store)
    return store


@pytest.fixture
def with_settings(monkeypatch):
    """Return what changes settings of the website."""

    def change(**values):
        settings = load_settings()
        changed = settings.copy(update={"website": settings.website.copy(update=values)})
        monkeypatch.setattr(website, "load_settings", lambda: changed)

    return change
