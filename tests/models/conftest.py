"""What the tests of the Dutch model share; the report ends with the model they ran with."""

from importlib import metadata
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from bot.models import install_nl_model

MODELS = Path(install_nl_model.__file__).parent


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(install_nl_model.describe(install_nl_model.installed_version()))


@pytest.fixture(scope="session")
def nlp() -> Language:
    """Return the installed model, loaded as Rasa loads it."""
    return spacy.load("nl_core_news_sm", disable=["parser"])


@pytest.fixture(scope="session")
def standin(nlp: Language) -> Language:
    """Return the model if it is the stand-in; skip otherwise."""
    version = metadata.version("nl_core_news_sm")
    if version == install_nl_model.OFFICIAL_VERSION:
        pytest.skip("the official model is installed; this is promised of the stand-in only")
    return nlp


@pytest.fixture(scope="session")
def wheel() -> Path:
    """Return the stand-in's wheel in the project."""
    return install_nl_model.standin_wheel()
