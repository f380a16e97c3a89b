"""Buttons: an id can be used in its own conversation only, and not for ever."""

import time

import pytest

from actions.clinic import secret
from bot.channels import choices
from bot.channels.choices import Choice, open_choice, seal_choice


def test_choice_when_opened_in_its_conversation_then_as_sealed():
    choice_id = seal_choice("web:a", "dinsdag 1 december om 10:00", "di 1 dec 10:00")

    assert open_choice("web:a", choice_id) == Choice(
        "dinsdag 1 december om 10:00", "di 1 dec 10:00"
    )


def test_choice_when_sealed_then_the_payload_cannot_be_read():
    assert "stop" not in seal_choice("web:a", "stop", "stop")
    assert seal_choice("web:a", "stop") != seal_choice("web:a", "stop")


def test_choice_when_payload_is_short_then_fits_a_list_row_of_whatsapp():
    assert len(seal_choice("wa:a", "x" * 110)) <= 200


@pytest.mark.parametrize("choice_id", ["", "a", "/restart", "ë", "=" * 40, "A" * 80])
def test_choice_when_made_up_then_refused(choice_id):
    assert open_choice("web:a", choice_id) is None


def test_choice_when_of_another_conversation_then_refused():
    assert open_choice("web:b", seal_choice("web:a", "ja")) is None


def test_choice_when_changed_then_refused():
    choice_id = seal_choice("web:a", "ja")
    changed = ("B" if choice_id[0] == "A" else "A") + choice_id[1:]

    assert open_choice("web:a", changed) is None


def test_choice_when_too_old_then_refused(monkeypatch):
    choice_id = seal_choice("web:a", "ja")
    later = time.time() + choices.LIFETIME.total_seconds() + 1
    monkeypatch.setattr(choices.time, "time", lambda: later)

    assert open_choice("web:a", choice_id) is None


def test_key_when_secret_is_set_then_derived_from_it(monkeypatch):
    monkeypatch.setenv("MOVEWELL_SECRET", "one")
    key = secret.derive_key("choice")

    assert len(key) == secret.KEY_BYTES
    assert key != secret.derive_key("session")
    monkeypatch.setenv("MOVEWELL_SECRET", "two")
    assert key != secret.derive_key("choice")


def test_key_when_no_secret_is_set_then_stored_for_this_machine_only(monkeypatch, tmp_path):
    monkeypatch.delenv("MOVEWELL_SECRET", raising=False)
    monkeypatch.setattr(secret, "SECRET_FILE", tmp_path / "var" / "secret")
    secret._local_secret.cache_clear()
    key = secret.derive_key("choice")
    secret._local_secret.cache_clear()

    assert secret.derive_key("choice") == key
    assert (tmp_path / "var" / "secret").stat().st_mode & 0o077 == 0
    secret._local_secret.cache_clear()
