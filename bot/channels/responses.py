"""Responses of the domain that channels say by themselves, outside a conversation."""

from functools import lru_cache
from pathlib import Path

import yaml

DOMAIN_FILE = Path(__file__).resolve().parents[2] / "domain.yml"


def unavailable_text() -> str:
    """Return the fixed apology, ``utter_unavailable`` of the domain."""
    return response_text("utter_unavailable")


@lru_cache
def response_text(name: str) -> str:
    """Return the text of a response of the domain."""
    domain = yaml.safe_load(DOMAIN_FILE.read_text(encoding="utf-8"))
    text: str = domain["responses"][name][0]["text"]
    return text
