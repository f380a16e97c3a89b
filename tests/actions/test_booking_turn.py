"""Making an appointment: every way in which a message changes the booking."""

from datetime import timedelta

import pytest

from actions.appointments.form import (
    ActionAskAppointmentConfirmed,
    ActionAskAppointmentTime,
    ActionCloseAppointment,
    ActionStopAppointment,
)
from actions.clinic.models import Slot
from tests.actions.appointment_helpers import Clinic, Talk, booking
from tests.clinic.clinic_helpers import slot_at

WISH = "Vervolgafspraak bij Sten, dinsdag om 10 uur"


@pytest.fixture
def clinic(tmp_path, monkeypatch):
    return Clinic(tmp_path, monkeypatch)


def at_consent(text: str = WISH, sender: str = "patient") -> Talk:
    talk = booking(sender)
    talk.say(text, "book_appointment")
    return talk


def at_name() -> Talk:
    talk = at_consent()
    talk.say("ja")
    return talk


def at_phone() -> Talk:
    talk = at_name()
    talk.say("Annelies de Boer", persons=("Annelies de Boer",))
    return talk


def at_email() -> Talk:
    talk = at_phone()
    talk.say("0612345678")
    return talk


def at_summary() -> Talk:
    talk = at_email()
    talk.say("nee")
    return talk


def at_times() -> Talk:
    talk = booking()
    talk.say("Vervolgafspraak bij Sten", "book_appointment")
    return talk


# The way from wish to appointment


def test_booking_when_nothing_is_said_then_asks_with_whom(clinic):
    talk = booking()

    assert talk.say("afspraak maken", "book_appointment") == []
    assert talk.asked == "chiropractor"


def test_booking_when_asked_step_by_step_then_each_step_once(clinic):
    talk = booking()
    asked = []
    for text in ("afspraak", "bij Sten", "vervolgafspraak", "1", "ja", "Annelies de Boer"):
        talk.say(text, "book_appointment" if text == "afspraak" else None)
        asked.append(talk.asked)

    assert asked == ["chiropractor", "kind", "time", "consent", "name", "phone"]


def test_booking_when_all_is_in_one_sentence_then_only_consent_and_email_are_asked(clinic):
    talk = at_consent(
        "Kan ik dinsdag om 10 uur bij Sten voor een vervolgafspraak, "
        "ik ben Annelies de Boer, 0612345678"
    )

    assert talk.asked == "consent"
    talk.say("ja")
    assert talk.asked == "email"
    talk.say("nee")
    assert talk.say("ja") == ["utter_appointment_booked"]
    assert clinic.booked() == ["sten 24 10:00"]


def test_booking_when_confirmed_then_reply_names_chiropractor_time_and_code(clinic):
    talk = at_summary()

    assert talk.say("ja") == ["utter_appointment_booked"]
    assert talk.said["chiropractor"] == "Sten Hofstad"
    assert talk.said["time"] == "dinsdag 24 november 2026 om 10:00 uur"
    assert talk.said["reference"].startswith("MW-")
    assert talk.asked is None


def test_booking_when_confirmed_then_conversation_remembers_it_as_own(clinic):
    talk = at_summary()
    talk.say("ja")

    (own,) = talk.slots["own_appointment_ids"]
    assert clinic.service.get(own).patient.name == "Annelies de Boer"


def test_booking_when_yes_comes_twice_then_books_once(clinic):
    talk = at_summary()
    before = dict(talk.slots)
    talk.say("ja")
    first = talk.said["reference"]
    talk.slots = before  # the second "ja" was under way before the first was answered

    assert talk.say("ja") == ["utter_appointment_booked"]
    assert talk.said["reference"] == first
    assert len(clinic.booked()) == 1


def test_booking_when_channel_vouches_then_sender_is_proof_later(clinic):
    from actions.clinic.booking import SenderProof

    sender = clinic.known_sender()
    talk = at_consent(WISH + ", ik ben Annelies de Boer", sender)
    for text in ("ja", "nee", "ja"):
        talk.say(text)

    assert len(clinic.service.find(SenderProof(sender), sender)) == 1


def test_phone_when_the_channel_knows_it_then_filled_in_after_consent(clinic):
    talk = at_consent(WISH + ", ik ben Annelies de Boer", clinic.known_sender("31612345678"))
    assert talk["phone"] is None

    talk.say("ja")

    assert (talk["phone"], talk.asked) == ("+31612345678", "email")


def test_phone_when_another_one_was_given_then_kept(clinic):
    wish = WISH + ", ik ben Annelies de Boer, 0687654321"
    talk = at_consent(wish, clinic.known_sender("31612345678"))
    talk.say("ja")

    assert talk["phone"] == "+31687654321"


@pytest.mark.parametrize("phone", [None, "4915112345678"])
def test_phone_when_the_clinic_cannot_use_it_then_asked(clinic, phone):
    talk = at_consent(WISH + ", ik ben Annelies de Boer", clinic.known_sender(phone))
    talk.say("ja")

    assert talk.asked == "phone"


# With whom


def test_chiropractor_when_no_preference_then_anybody(clinic):
    talk = booking()
    talk.say("afspraak", "book_appointment")
    talk.say("geen voorkeur")
    talk.say("vervolgafspraak")

    assert talk["chiropractor"] == "any"
    assert {name.split()[0] for name in talk.offers} == {"sten", "jarco"}


def test_chiropractor_when_unknown_then_says_so_and_asks_again(clinic):
    talk = booking()
    talk.say("afspraak", "book_appointment")

    assert talk.say("bij dokter Jansen", persons=("Jansen",)) == ["utter_unknown_chiropractor"]
    assert talk.said["asked_name"] == "Jansen"
    assert talk.asked == "chiropractor"


def test_chiropractor_when_two_are_named_then_asks_which(clinic):
    talk = booking()
    talk.say("afspraak", "book_appointment")

    assert talk.say("Sten of Jarco") == ["utter_which_chiropractor"]


def test_chiropractor_when_corrected_at_name_then_time_is_kept_if_free(clinic):
    talk = at_name()

    assert talk.say("toch liever bij Jarco") == []
    assert talk.held == "jarco 24 10:00"
    assert talk.asked == "name"


def test_chiropractor_when_corrected_and_time_is_taken_then_offers_others(clinic):
    clinic.book(slot_at(24, 10, who="jarco_schol"))
    talk = at_name()

    assert talk.say("toch liever bij Jarco") == ["utter_closed_full"]
    assert talk.asked == "time"
    assert len(talk.offers) == 3


def test_kind_when_corrected_at_summary_then_time_gets_its_length(clinic):
    talk = at_summary()
    talk.say("het is een eerste afspraak")

    slot = Slot.from_dict(talk["time"])
    assert slot.end - slot.start == timedelta(minutes=45)


def test_patient_who_is_called_like_a_chiropractor_keeps_the_choice(clinic):
    talk = at_name()
    talk.say("Jarco de Vries", persons=("Jarco de Vries",))

    assert talk["chiropractor"] == "sten_hofstad"
    assert talk["name"] == "Jarco de Vries"


# When


def test_time_when_none_is_named_then_three_free_ones_are_offered(clinic):
    talk = at_times()

    assert talk.asked == "time"
    assert talk.offers == ["sten 23 11:00", "sten 23 13:00", "sten 23 14:30"]


@pytest.mark.parametrize("text", ["de tweede", "2", "doe maar de middelste", "om 13:00 uur"])
def test_time_when_an_offer_is_chosen_then_it_is_held(clinic, text):
    talk = at_times()
    talk.say(text)

    assert talk.held == "sten 23 13:00"
    assert talk.asked == "consent"


@pytest.mark.parametrize("text", ["andere tijden", "nee", "past niet", "ik wil verzetten"])
def test_time_when_others_are_wanted_then_later_ones_are_offered(clinic, text):
    talk = at_times()
    talk.say(text, "move_appointment" if "verzetten" in text else None)

    assert talk.offers == ["sten 24 09:00", "sten 24 10:30", "sten 24 12:00"]


def test_time_when_others_are_wanted_on_a_day_then_later_that_day(clinic):
    talk = at_times()
    talk.say("dinsdag")
    talk.say("andere tijden")

    assert talk.offers == ["sten 24 13:00", "sten 24 13:15", "sten 24 13:30"]


def test_time_when_others_are_wanted_at_summary_then_held_one_is_given_back(clinic):
    talk = at_summary()
    talk.say("andere tijden")

    assert talk.held is None
    assert talk.asked == "time"
    assert talk.offers[0].startswith("sten 25")


def test_time_when_others_are_wanted_at_phone_then_times_are_offered(clinic):
    talk = at_phone()
    talk.say("toch een andere tijd graag")

    assert talk.asked == "time"


def test_time_when_day_is_named_at_summary_then_offers_of_that_day(clinic):
    talk = at_summary()
    talk.say("nee, donderdag")

    assert talk.asked == "time"
    assert all(name.startswith("sten 26") for name in talk.offers)


def test_time_when_only_the_hour_is_corrected_then_the_day_stays(clinic):
    talk = at_summary()
    talk.say("liever om 11 uur")

    assert talk.held == "sten 24 11:00"
    assert talk.asked == "confirmed"


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("31 februari", "utter_date_impossible_day"),
        ("dinsdag om 25 uur", "utter_date_impossible"),
        ("gisteren", "utter_date_past"),
        ("zondag", "utter_closed_closed_weekday"),
        ("eerste kerstdag", "utter_closed_holiday"),
        ("volgend jaar juni", "utter_closed_beyond_horizon"),
        ("vandaag om 10 uur", "utter_closed_too_soon"),
        ("dinsdag om 10.07 uur", "utter_closed_off_grid"),
        ("dinsdag om 7 uur 's ochtends", "utter_closed_outside_hours"),
        ("om 3 uur 's nachts", "utter_closed_outside_hours"),
    ],
)
def test_time_when_it_cannot_be_then_says_why_and_offers_others(clinic, text, response):
    talk = at_times()

    assert talk.say(text) == [response]
    assert talk.asked == "time"
    assert talk.offers


def test_time_when_date_is_impossible_then_proposes_one(clinic):
    talk = at_times()
    talk.say("31 februari")

    assert talk.said["suggestion"] == "zondag 28 februari 2027"


def test_time_when_date_is_ambiguous_then_asks_which_day(clinic):
    talk = at_times()

    assert talk.say("volgende dinsdag") == ["utter_date_which_day"]
    assert talk.said["days"] == "dinsdag 24 november 2026 of dinsdag 1 december 2026"
    assert talk.asked == "time"


def test_time_when_day_was_closed_then_other_times_go_on_from_the_offers(clinic):
    talk = at_times()
    talk.say("zondag")
    offered = talk.offers

    assert talk.say("andere tijden") == []
    assert not set(talk.offers) & set(offered)


def test_time_when_reason_was_told_then_it_is_not_told_again(clinic):
    talk = at_times()
    talk.say("zondag")

    assert talk.say("mijn nummer is 0612345678") == []
    assert talk["phone"] == "+31612345678"


def test_time_when_whole_agenda_is_full_then_says_so(clinic, monkeypatch):
    from actions.clinic.agenda import Planner

    monkeypatch.setattr(Planner, "free_slots", lambda *_, **__: [])
    talk = booking()

    assert talk.say("Vervolgafspraak bij Sten", "book_appointment") == [
        "utter_appointment_no_times"
    ]
    assert talk.run(ActionAskAppointmentTime()) == ["utter_ask_other_time"]


def test_time_when_offer_is_taken_meanwhile_then_nearest_are_offered(clinic):
    talk = at_times()
    clinic.book(slot_at(23, 13))

    assert talk.say("de tweede") == ["utter_appointment_time_taken"]
    assert talk.asked == "time"
    assert "sten 23 13:00" not in talk.offers
    assert "sten 23 13:30" in talk.offers


def test_time_when_taken_between_summary_and_yes_then_nothing_is_booked(clinic):
    talk = at_summary()
    clinic.clock.advance(minutes=6)  # the hold has expired
    clinic.book(slot_at(24, 10))

    assert talk.say("ja") == ["utter_appointment_time_taken"]
    assert talk.asked == "time"
    assert clinic.booked() == ["sten 24 10:00"]
    assert "own_appointment_ids" not in talk.slots


def test_time_when_hold_expired_but_still_free_then_books(clinic):
    talk = at_summary()
    clinic.clock.advance(minutes=6)

    assert talk.say("ja") == ["utter_appointment_booked"]


def test_time_is_asked_with_buttons_that_are_read_back(clinic):
    talk = at_times()
    assert talk.run(ActionAskAppointmentTime()) == ["utter_ask_time"]
    payload = talk.said["buttons"][0]["payload"]

    talk.say(payload)

    assert talk.held == "sten 23 11:00"


# Consent and who


def test_consent_when_refused_then_explains_and_forgets_the_person(clinic):
    talk = at_consent(WISH + ", ik ben Annelies de Boer, 0612345678")

    assert talk.say("nee") == ["utter_appointment_needs_consent"]
    assert talk.asked == "consent"
    assert talk["name"] is None
    assert talk["phone"] is None


def test_consent_when_given_after_refusal_then_goes_on(clinic):
    talk = at_consent()
    talk.say("nee")
    talk.say("ja")

    assert talk.asked == "name"
    assert talk["consent_at"] == clinic.clock.now.isoformat()


@pytest.mark.parametrize("text", ["12345", "06 1234", "061234567890123"])
def test_phone_when_wrong_then_says_so_and_asks_again(clinic, text):
    talk = at_phone()

    assert talk.say(text) == ["utter_wrong_phone"]
    assert talk.asked == "phone"


def test_email_when_refused_then_none_is_stored(clinic):
    talk = at_email()
    talk.say("nee, dank u")
    talk.say("ja")

    (own,) = talk.slots["own_appointment_ids"]
    assert clinic.service.get(own).patient.email is None


def test_email_when_wrong_then_says_so(clinic):
    talk = at_email()

    assert talk.say("annelies@") == ["utter_wrong_email"]
    assert talk.asked == "email"


def test_email_when_given_then_stored(clinic):
    talk = at_email()
    talk.say("annelies@example.nl")
    talk.say("ja")

    (own,) = talk.slots["own_appointment_ids"]
    assert clinic.service.get(own).patient.email == "annelies@example.nl"


def test_phone_when_corrected_at_summary_then_asks_again_with_the_new_one(clinic):
    talk = at_summary()

    assert talk.say("ja, maar mijn nummer is 0687654321") == []
    assert talk["phone"] == "+31687654321"
    assert talk.asked == "confirmed"
    assert clinic.booked() == []


# The summary


def test_summary_names_everything(clinic):
    talk = at_summary()

    assert talk.run(ActionAskAppointmentConfirmed()) == ["utter_ask_confirmation"]
    said = talk.said
    assert (said["chiropractor"], said["kind"]) == ("Sten Hofstad", "vervolgafspraak")
    assert (said["name"], said["phone"], said["email"]) == (
        "Annelies de Boer",
        "06 12345678",
        "geen",
    )


def test_summary_without_a_held_time_apologises(clinic):
    talk = at_times()

    assert talk.run(ActionAskAppointmentConfirmed()) == ["utter_error"]


def test_summary_when_denied_then_asks_what_to_change(clinic):
    talk = at_summary()

    assert talk.say("nee") == ["utter_ask_what_to_change"]
    assert talk.asked == "confirmed"
    assert clinic.booked() == []


# What does not fit, and the end


def test_message_when_not_understood_twice_then_offers_a_person(clinic):
    talk = at_phone()

    assert talk.say("hm") == ["utter_appointment_not_understood"]
    assert talk.say("hm") == ["utter_appointment_person"]
    talk.say("0612345678")
    assert talk["tries"] == 0


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Wat is epigenetica?", "faq"),
        ("Wat kost het?", "limits"),
        ("Dank u", "smalltalk"),
        ("stop", "stop"),
        ("Wanneer is mijn afspraak?", "ask_appointment"),
        ("Mijn andere afspraak verzetten", "move_appointment"),
        ("Annuleren maar", "cancel_appointment"),
        ("Wis mijn gegevens", "erase_data"),
    ],
)
def test_message_about_something_else_changes_nothing(clinic, text, intent):
    talk = booking()
    talk.say("afspraak maken", "book_appointment")
    before = dict(talk.slots)

    assert talk.say(text, intent) == []
    assert talk.events == []
    assert talk.slots == before


def test_question_with_yes_at_summary_does_not_book(clinic):
    talk = at_summary()

    assert talk.say("Ja maar wat is epigenetica?", "faq") == []
    assert talk.events == []


@pytest.mark.parametrize("intent", ["choose_option", "inform"])
def test_choice_among_questions_is_not_taken_for_a_time(clinic, intent):
    talk = at_times()
    talk.slots.update(pending_question="choice", choices=[{"topic": "a"}, {"topic": "b"}])

    talk.say("de tweede", intent)

    assert talk.events == []


def test_asking_for_the_hour_while_times_are_offered_stays_in_the_booking(clinic):
    talk = at_times()

    assert talk.say("welke tijd?", "ask_appointment") == ["utter_appointment_not_understood"]


def test_stop_gives_the_time_back(clinic):
    talk = at_summary()
    talk.say("stop")

    assert talk.run(ActionStopAppointment()) == ["utter_stopped"]
    assert talk["name"] is None
    clinic.book(slot_at(24, 10))


def test_stop_when_store_is_down_then_hold_ends_by_itself(clinic):
    talk = at_summary()
    clinic.break_store()

    assert talk.run(ActionStopAppointment()) == ["utter_stopped", "utter_appointment_hold_ends"]


def test_close_keeps_own_appointments_only(clinic):
    talk = at_summary()
    talk.say("ja")
    talk.run(ActionCloseAppointment())

    assert talk["phone"] is None
    assert talk.slots["own_appointment_ids"]


@pytest.mark.parametrize("stage", [at_times, at_summary])
def test_store_when_down_then_nothing_is_claimed_and_the_form_stays(clinic, stage):
    talk = stage()
    before = dict(talk.slots)
    clinic.break_store()

    assert talk.say("ja" if stage is at_summary else "dinsdag 10 uur") == [
        "utter_appointment_store_down"
    ]
    assert talk.slots == before


def test_store_when_down_at_the_start_then_form_ends(clinic):
    clinic.break_store()
    talk = booking()

    assert talk.say(WISH, "book_appointment") == ["utter_appointment_store_down"]
    assert talk.asked is None
