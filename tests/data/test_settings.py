"""Every setting is documented, and a wrong one is refused."""

import pytest

from actions.clinic.errors import SettingsError
from actions.clinic.settings import (
    Agenda,
    AppointmentKind,
    Chiropractor,
    Clinic,
    Website,
    read_settings,
)
from tests.support import PROJECT

PAGE = (PROJECT / "docs/settings.md").read_text(encoding="utf-8")
CODE = "".join(
    path.read_text(encoding="utf-8")
    for folder in ("actions", "bot", "data")
    for path in (PROJECT / folder).rglob("*.[py][ym]*")
) + (PROJECT / "domain.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        *Clinic.__fields__,
        *Website.__fields__,
        *Agenda.__fields__,
        *AppointmentKind.__fields__,
        *Chiropractor.__fields__,
    ],
)
def test_setting_is_documented(name):
    assert name in PAGE


@pytest.mark.parametrize("name", [n for n in Agenda.__fields__ if n != "kinds"])
def test_agenda_setting_is_read(name):
    assert f".{name}" in CODE


def test_environment_variables_are_documented():
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    names = {line.split("=")[0] for line in example.splitlines() if "=" in line and line[0] != "#"}

    assert {name for name in names if f"`{name}`" not in PAGE} == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  phone:", "  telephone:"),
        ("lead_time_minutes: 120", "lead_time_minutes: soon"),
        ('monday: ["09:00-12:30"', 'monday: ["12:30-09:00"'),
        ('monday: ["09:00-12:30"', 'mondag: ["09:00-12:30"'),
    ],
)
def test_settings_when_wrong_then_refused_with_the_place(tmp_path, before, after):
    with pytest.raises(SettingsError, match=r"clinic\.yml"):
        changed_settings(tmp_path, before, after)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            "timezone: Europe/Amsterdam",
            "timezone: Amsterdam",
            "agenda.timezone: there is no time zone 'Amsterdam'; write it as Europe/Amsterdam",
        ),
        (
            "open_holidays: []",
            "open_holidays: [goede vrijdag]",
            "agenda.open_holidays.0: 'goede vrijdag' is no Dutch public holiday; write one of: "
            "Nieuwjaarsdag, Goede Vrijdag, Eerste paasdag, Tweede paasdag",
        ),
        (
            "step_minutes: 15",
            "step_minutes: 25",
            "agenda.step_minutes: an hour cannot be divided into steps of 25 minutes",
        ),
        (
            "step_minutes: 15",
            "step_minutes: 0",
            "agenda.step_minutes: ensure this value is greater than 0",
        ),
        (
            "minutes: 45",
            "minutes: -45",
            "agenda.kinds.0.minutes: ensure this value is greater than 0",
        ),
        (
            "hold_minutes: 5",
            "hold_minutes: 0",
            "agenda.hold_minutes: ensure this value is greater than 0",
        ),
        (
            "lead_time_minutes: 120",
            "lead_time_minutes: -1",
            "agenda.lead_time_minutes: ensure this value is greater than 0",
        ),
        (
            "horizon_days: 60",
            "horizon_days: 0",
            "agenda.horizon_days: ensure this value is greater than 0",
        ),
        (
            "reminder_hours: 24",
            "reminder_hours: -1",
            "agenda.reminder_hours: ensure this value is greater than or equal to 0",
        ),
        ("- id: follow_up", "- id: first_visit", "agenda.kinds: the id 'first_visit' occurs twice"),
        (
            "- id: tijn_kooren",
            "- id: jarco_schol",
            "chiropractors: the id 'jarco_schol' occurs twice",
        ),
        (
            "base_url:  ",
            "base_url: bot.example.nl  ",
            "website.base_url: write it as https://bot.example.nl",
        ),
    ],
)
def test_settings_when_a_value_makes_no_sense_then_one_sentence_says_why(
    tmp_path, before, after, sentence
):
    with pytest.raises(SettingsError) as refusal:
        changed_settings(tmp_path, before, after)

    message = str(refusal.value)
    assert message.startswith(f"clinic.yml: {sentence}")
    assert "\n" not in message


@pytest.mark.parametrize("name", ["Goede Vrijdag", "Bevrijdingsdag", "Tweede Kerstdag"])
def test_settings_when_a_holiday_is_written_as_told_then_accepted(tmp_path, name):
    settings = changed_settings(tmp_path, "open_holidays: []", f"open_holidays: [{name}]")

    assert settings.agenda.open_holidays == (name,)


def changed_settings(tmp_path, before, after):
    """Read the settings file with a text replaced once."""
    text = (PROJECT / "clinic.yml").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "clinic.yml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return read_settings(path)


def test_settings_when_file_is_missing_then_said(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(tmp_path / "clinic.yml")
