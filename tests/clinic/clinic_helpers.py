"""What the clinic tests use: an agenda of two, patients, a clock to set, new processes."""

import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from actions.clinic.models import Patient, Slot
from actions.clinic.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
MONDAY_NINE = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
"""Monday 23 November 2026, nine o'clock in the clinic."""

ANNELIES = Patient(name="Annelies de Boer", phone="+31612345678", email="annelies@example.nl")
PIET = Patient(name="Piet Jansen", phone="+31687654321")

_WEEK = {
    "monday": ["09:00-12:30", "13:00-17:30"],
    "tuesday": ["09:00-12:30", "13:00-17:30"],
    "wednesday": ["09:00-12:30"],
    "thursday": ["13:00-20:00"],
    "friday": ["09:00-12:30", "13:00-17:00"],
}


def make_settings(agenda: dict[str, Any] | None = None, **sten: Any) -> Settings:
    """Return settings with two chiropractors; change the agenda's or Sten's."""
    return Settings.parse_obj(
        {
            "clinic": {"name": "MoveWell Chiropractie Hilversum"},
            "agenda": {
                "timezone": "Europe/Amsterdam",
                "lead_time_minutes": 120,
                "horizon_days": 60,
                "hold_minutes": 5,
                "step_minutes": 15,
                "kinds": [
                    {"id": "first_visit", "label": "eerste afspraak", "minutes": 45},
                    {"id": "follow_up", "label": "vervolgafspraak", "minutes": 30},
                ],
                **(agenda or {}),
            },
            "chiropractors": [
                {"id": "jarco_schol", "name": "Jarco Schol", "working_hours": _WEEK},
                {"id": "sten_hofstad", "name": "Sten Hofstad", "working_hours": _WEEK, **sten},
            ],
        }
    )


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime = MONDAY_NINE) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> None:
        self.now += timedelta(**parts)


def slot_at(day: int, hour: int, minute: int = 0, who: str = "sten_hofstad") -> Slot:
    """Return a follow-up's slot in November 2026; the time is the clinic's."""
    start = datetime(2026, 11, day, hour - 1, minute, tzinfo=timezone.utc)
    return Slot(who, start, start + timedelta(minutes=30))


def start_python(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Run Python code in a new process, with this project and the helpers above at hand."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'tests' / 'clinic'}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
