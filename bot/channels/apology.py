"""What a patient reads when nothing else can be said."""

from functools import lru_cache
from pathlib import Path

import yaml

DOMAIN_FILE = Path(__file__).resolve().parents[2] / "domain.yml"


@lru_cache(maxsize=1)
def unavailable_text() -> str:
    """Return the fixed apology, ``utter_unavailable`` of the domain."""
    domain = yaml.safe_load(DOMAIN_FILE.read_text(encoding="utf-8"))
    text: str = domain["responses"]["utter_unavailable"][0]["text"]
    return text
