"""Every setting is documented, and a wrong one is refused."""

import pytest

from actions.clinic.errors import SettingsError
from actions.clinic.settings import Agenda, AppointmentKind, Chiropractor, Clinic, read_settings
from tests.support import PROJECT

PAGE = (PROJECT / "docs/settings.md").read_text(encoding="utf-8")
CODE = "".join(
    path.read_text(encoding="utf-8")
    for folder in ("actions", "bot", "data")
    for path in (PROJECT / folder).rglob("*.[py][ym]*")
) + (PROJECT / "domain.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [*Clinic.__fields__, *Agenda.__fields__, *AppointmentKind.__fields__, *Chiropractor.__fields__],
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
    text = (PROJECT / "clinic.yml").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "clinic.yml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(SettingsError, match=r"clinic\.yml"):
        read_settings(path)


def test_settings_when_file_is_missing_then_said(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(tmp_path / "clinic.yml")
