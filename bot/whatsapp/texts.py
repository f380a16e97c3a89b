"""What the channel itself says, read from ``texts.yml``."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from actions.clinic.settings import load_settings

TEXTS_FILE = Path(__file__).with_name("texts.yml")


def text_of(name: str) -> str:
    """Return a text; a line with a fact about the clinic that is not set is left out."""
    lines = str(_texts()[name]).splitlines()
    phone = load_settings().clinic.phone
    kept = [line for line in lines if phone or "{phone}" not in line]
    return "\n".join(kept).replace("{phone}", phone or "")


def start_choices() -> list[str]:
    """Return what is offered to a patient who does not know how to go on."""
    return [str(choice) for choice in _texts()["start_choices"]]


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = yaml.safe_load(TEXTS_FILE.read_text(encoding="utf-8"))
    return texts
