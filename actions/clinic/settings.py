"""The clinic's settings: one YAML file, plus environment variables for what is secret."""

import os
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import holidays
import yaml
from pydantic import (
    BaseModel,
    Extra,
    NonNegativeInt,
    PositiveInt,
    ValidationError,
    root_validator,
    validator,
)

from actions.clinic.errors import SettingsError

PROJECT = Path(__file__).resolve().parents[2]
MINUTES_AN_HOUR = 60
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        frozen = True


class Clinic(_Strict):
    """Facts about the clinic that patients may be told; None is left out of replies."""

    name: str
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    opening_hours: str | None = None
    prices: str | None = None
    website: str | None = None
    article_url: str | None = None
    privacy_url: str | None = None

    def facts(self) -> dict[str, str | None]:
        """Return each fact under the name that responses use, such as ``clinic_phone``.

        ``clinic_reachable`` and ``clinic_unreachable`` mark lines for when some way to reach the
        clinic is set, and for when none is: the one that holds is an empty text, the other None.
        """
        facts: dict[str, str | None] = {
            f"clinic_{key}": value for key, value in self.dict().items()
        }
        reachable = bool(self.phone or self.email or self.address or self.website)
        facts["clinic_reachable"] = "" if reachable else None
        facts["clinic_unreachable"] = None if reachable else ""
        return facts


class Period(_Strict):
    """A part of a day, from ``start`` up to ``end``, in clinic time."""

    start: time
    end: time

    @root_validator(skip_on_failure=True)
    def _in_order(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["start"] >= values["end"]:
            raise ValueError(f"{values['start']} is not before {values['end']}")
        return values

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``HH:MM-HH:MM``."""
        start, _, end = text.partition("-")
        return cls(start=time.fromisoformat(start.strip()), end=time.fromisoformat(end.strip()))


class Leave(_Strict):
    """Days off, first and last day included."""

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> "Leave":
        """Read ``YYYY-MM-DD`` or ``YYYY-MM-DD/YYYY-MM-DD``."""
        first, _, last = str(text).partition("/")
        return cls(first=date.fromisoformat(first), last=date.fromisoformat(last or first))


class AppointmentKind(_Strict):
    """A kind of appointment, how long it takes and how patients say it.

    ``phrases`` always count, ``words`` only when the kind was asked for.
    """

    id: str
    label: str
    minutes: PositiveInt
    phrases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Chiropractor(_Strict):
    """A chiropractor and the weekly hours; ``working_hours[0]`` is Monday."""

    id: str
    name: str
    working_hours: tuple[tuple[Period, ...], ...]
    leave: tuple[Leave, ...] = ()

    @validator("working_hours", pre=True)
    def _read_week(cls, week: dict[str, list[str]]) -> list[list[Period]]:
        unknown = set(week) - set(WEEKDAYS)
        if unknown:
            raise ValueError(f"unknown weekday {sorted(unknown)}")
        return [[Period.parse(text) for text in week.get(day, [])] for day in WEEKDAYS]

    @validator("leave", pre=True)
    def _read_leave(cls, leave: list[str] | None) -> list[Leave]:
        return [Leave.parse(text) for text in leave or []]


class Agenda(_Strict):
    """The rules of the agenda."""

    timezone: str
    lead_time_minutes: PositiveInt
    horizon_days: PositiveInt
    hold_minutes: PositiveInt
    step_minutes: PositiveInt
    closed_dates: tuple[date, ...] = ()
    open_holidays: tuple[str, ...] = ()
    reminder_hours: NonNegativeInt = 24
    kinds: tuple[AppointmentKind, ...]

    @validator("timezone")
    def _timezone_exists(cls, timezone: str) -> str:
        if timezone not in available_timezones():
            raise ValueError(f"there is no time zone '{timezone}'; write it as Europe/Amsterdam")
        return timezone

    @validator("step_minutes")
    def _step_divides_an_hour(cls, step: int) -> int:
        if MINUTES_AN_HOUR % step:
            raise ValueError(f"an hour cannot be divided into steps of {step} minutes")
        return step

    @validator("open_holidays", each_item=True)
    def _holiday_is_known(cls, name: str) -> str:
        if name not in dutch_holidays():
            known = ", ".join(dutch_holidays())
            raise ValueError(f"'{name}' is no Dutch public holiday; write one of: {known}")
        return name

    @validator("kinds")
    def _kinds_are_unique(cls, kinds: tuple[AppointmentKind, ...]) -> tuple[AppointmentKind, ...]:
        require_unique(kind.id for kind in kinds)
        return kinds


class Website(_Strict):
    """The bot on the website; ``base_url`` is its public address, ``origins`` may embed it."""

    base_url: str | None = None
    origins: tuple[str, ...] = ()
    proxies: NonNegativeInt = 0
    session_hours: PositiveInt = 24
    messages_per_minute: PositiveInt = 20
    messages_per_minute_per_address: PositiveInt = 300
    sessions_per_minute_per_address: PositiveInt = 60

    @validator("origins", each_item=True)
    def _is_an_origin(cls, origin: str) -> str:
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]+)?", origin):
            raise ValueError(f"'{origin}' is no origin; write it as https://www.example.nl")
        return origin

    @validator("base_url")
    def _is_web_address(cls, base_url: str | None) -> str | None:
        if base_url and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", base_url):
            raise ValueError("write it as https://bot.example.nl")
        return base_url


class Settings(_Strict):
    """The whole settings file."""

    clinic: Clinic
    website: Website = Website()
    agenda: Agenda
    chiropractors: tuple[Chiropractor, ...]

    @validator("chiropractors")
    def _chiropractors_are_unique(
        cls, chiropractors: tuple[Chiropractor, ...]
    ) -> tuple[Chiropractor, ...]:
        require_unique(person.id for person in chiropractors)
        return chiropractors


def require_unique(ids: Iterable[str]) -> None:
    """Check that every id occurs once and that there is any.

    Raises:
        ValueError: one occurs twice, or there is none.
    """
    counts = Counter(ids)
    twice = [each for each, count in counts.items() if count > 1]
    if twice:
        raise ValueError(f"the id '{twice[0]}' occurs twice")
    if not counts:
        raise ValueError("at least one is needed")


@lru_cache(maxsize=1)
def dutch_holidays() -> tuple[str, ...]:
    """Return the Dutch names of the public holidays as the ``holidays`` package writes them."""
    years = range(2020, 2026)  # Bevrijdingsdag is in the list once in five years
    return tuple(
        dict.fromkeys(holidays.country_holidays("NL", years=years, language="nl").values())
    )


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Read the settings file once; ``CLINIC_SETTINGS`` may name another file.

    Raises:
        SettingsError: the file is missing, is not YAML or holds a wrong value.
    """
    return read_settings(Path(os.environ.get("CLINIC_SETTINGS") or PROJECT / "clinic.yml"))


def read_settings(path: Path) -> Settings:
    """Read a settings file.

    Raises:
        SettingsError: the file is missing, is not YAML or holds a wrong value.
    """
    try:
        return Settings.parse_obj(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(f"{path.name} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise SettingsError(f"{path.name}: {_sentence(error)}") from error
    except (yaml.YAMLError, TypeError) as error:
        raise SettingsError(f"{path.name}: {error}") from error


def _sentence(error: ValidationError) -> str:
    """Return where each wrong value stands and what is wrong with it, such as ``agenda.kinds``."""
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())


def database_url() -> str:
    """Return the SQLAlchemy address of the database: ``DATABASE_URL``, else a local SQLite file."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{PROJECT / 'var' / 'movewell.db'}"
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg2://", url)
