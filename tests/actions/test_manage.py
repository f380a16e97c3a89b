"""After a booking: show, move, cancel and erase, always by who is proved to be the patient."""

import pytest

from actions.appointments.manage import (
    ActionAskManageAppointment,
    ActionAskManageConfirmed,
    ActionAskManageTime,
    ActionCloseManage,
    ActionStopManage,
)
from actions.appointments.proof import ProofReading, read_proof
from actions.clinic.errors import NotFoundError
from actions.clinic.models import Patient, Status
from actions.clinic.whatsapp.addresses import KEPT, KEPT_AFTER_ERASURE, Addresses, delete_expired
from tests.actions.appointment_helpers import Clinic, Talk, managing
from tests.clinic.clinic_helpers import PIET, slot_at

SHOW, MOVE, CANCEL, ERASE = (
    "ask_appointment",
    "move_appointment",
    "cancel_appointment",
    "erase_data",
)
LAST_DIGITS = "4321"


@pytest.fixture
def clinic(tmp_path, monkeypatch):
    return Clinic(tmp_path, monkeypatch)


@pytest.fixture
def appointment(clinic):
    """Piet's follow-up with Sten on Tuesday at ten, booked in another conversation."""
    return clinic.book(slot_at(24, 10))


def owner(*appointments) -> Talk:
    """Return the conversation in which the appointments were booked."""
    return managing(own_appointment_ids=[each.id for each in appointments])


def opened(intent: str, *appointments) -> Talk:
    talk = owner(*appointments) if appointments else managing()
    talk.say({MOVE: "verzetten", CANCEL: "afzeggen"}.get(intent, "graag"), intent)
    return talk


# Who one is


@pytest.mark.parametrize(
    ("text", "code", "digits"),
    [
        ("MW-7KQ4-XT2D en 5678", "MW-7KQ4-XT2D", "5678"),
        ("mw7kq4xt2d, nummer eindigt op 56 78", "MW-7KQ4-XT2D", "5678"),
        ("0612345678 mw 7kq4 xt2d", "MW-7KQ4-XT2D", "5678"),
        ("7KQ4-XT2D", "MW-7KQ4-XT2D", None),
        ("5678", None, "5678"),
        ("Het is 06-12345678.", None, "5678"),
        ("567", None, None),
        ("MW-O1KQ-4XT2 en 5678", "MW-01KQ-4XT2", "5678"),
    ],
)
def test_proof_is_read(text, code, digits):
    assert read_proof(text, asked=True) == ProofReading(code, digits)


@pytest.mark.parametrize("text", ["MW-12", "mw 1234 5"])
def test_proof_when_code_is_incomplete_then_looks_wrong(text):
    assert read_proof(text, asked=True).looks_wrong


@pytest.mark.parametrize("text", ["die ben ik kwijt", "ik heb geen code", "weet ik niet meer"])
def test_proof_when_lost_then_noticed(text):
    assert read_proof(text, asked=True).is_lost


def test_proof_when_not_asked_then_only_a_code_counts():
    assert not read_proof("5678 weet ik niet", asked=False)


@pytest.mark.parametrize("intent", [SHOW, MOVE, CANCEL])
def test_stranger_is_asked_for_the_code(clinic, appointment, intent):
    talk = opened(intent)

    assert talk.messages == []
    assert talk.asked == "code"


def test_code_and_digits_in_one_message_show_the_appointment(clinic, appointment):
    talk = opened(SHOW)

    assert talk.say(f"{appointment.reference} en {LAST_DIGITS}") == ["utter_manage_shown"]
    assert talk.said["chiropractor"] == "Sten Hofstad"
    assert talk.said["time"] == "dinsdag 24 november 2026 om 10:00 uur"
    assert talk.said["reference"] == appointment.reference
    assert talk.asked is None


def test_code_and_digits_in_the_first_message_are_enough(clinic, appointment):
    talk = managing()

    text = f"Wanneer is mijn afspraak? {appointment.reference}, {LAST_DIGITS}"
    assert talk.say(text, SHOW) == ["utter_manage_shown"]


def test_code_first_then_digits(clinic, appointment):
    talk = opened(SHOW)
    talk.say(appointment.reference)

    assert talk.asked == "digits"
    assert talk.say(LAST_DIGITS) == ["utter_manage_shown"]


def test_digits_first_then_code(clinic, appointment):
    talk = opened(SHOW)
    talk.say(LAST_DIGITS)

    assert talk.asked == "code"
    assert talk.say(appointment.reference) == ["utter_manage_shown"]


def test_reply_does_not_tell_which_part_was_wrong(clinic, appointment):
    wrong_digits, wrong_code = opened(SHOW), opened(SHOW)

    assert wrong_digits.say(f"{appointment.reference} 9999") == ["utter_manage_not_found"]
    assert wrong_code.say(f"MW-7KQ4-XT2D {LAST_DIGITS}") == ["utter_manage_not_found"]
    assert wrong_digits.messages == wrong_code.messages
    assert wrong_digits.slots == wrong_code.slots
    assert wrong_digits.asked == "code"


def test_wrong_code_can_be_tried_again(clinic, appointment):
    talk = opened(SHOW)
    talk.say("MW-7KQ4-XT2D 9999")

    assert talk.say(f"{appointment.reference} {LAST_DIGITS}") == ["utter_manage_shown"]


def test_too_many_tries_end_it(clinic, appointment):
    talk = opened(SHOW)
    for _ in range(5):
        talk.say("MW-7KQ4-XT2D 9999")

    assert talk.say(f"{appointment.reference} {LAST_DIGITS}") == ["utter_manage_too_many_tries"]
    assert talk.asked is None


def test_incomplete_code_is_told_and_twice_offers_a_person(clinic):
    talk = opened(SHOW)

    assert talk.say("MW-12") == ["utter_manage_wrong_code"]
    assert talk.say("MW-12") == ["utter_manage_person"]
    assert talk.asked == "code"


def test_code_is_read_even_if_the_model_sees_something_else_in_it(clinic):
    talk = opened(SHOW)

    assert talk.say("MW-12AB", "limits") == ["utter_manage_wrong_code"]


@pytest.mark.parametrize("text", ["code kwijt", "nee", "ik kan hem niet vinden"])
def test_lost_code_ends_it_with_a_person(clinic, text):
    talk = opened(SHOW)

    assert talk.say(text) == ["utter_manage_no_code"]
    assert talk.asked is None


def test_what_is_not_understood_twice_offers_a_person(clinic):
    talk = opened(SHOW)

    assert talk.say("hm") == ["utter_appointment_not_understood"]
    assert talk.say("hm") == ["utter_manage_person"]


def test_own_appointment_needs_no_code(clinic, appointment):
    assert owner(appointment).say("wanneer moet ik komen?", SHOW) == ["utter_manage_shown"]


def test_proved_once_is_proved_for_this_conversation(clinic, appointment):
    talk = opened(SHOW)
    talk.say(f"{appointment.reference} {LAST_DIGITS}")
    talk.run(ActionCloseManage())
    talk.say("afzeggen", CANCEL)

    assert talk.asked == "confirmed"
    assert talk["code"] == "not_needed"


def test_another_conversation_knows_nothing_of_it(clinic, appointment):
    owner(appointment).say("wanneer?", SHOW)

    assert opened(SHOW).asked == "code"


def test_several_own_appointments_are_all_shown(clinic, appointment):
    later = clinic.book(slot_at(26, 14))

    assert owner(later, appointment).say("wanneer?", SHOW) == ["utter_manage_shown"] * 2


def test_cancelled_own_appointment_does_not_count(clinic, appointment):
    clinic.service.cancel(appointment)

    assert opened(SHOW, appointment).asked == "code"


def test_vouched_sender_needs_no_code(clinic):
    sender = clinic.known_sender()
    clinic.book(slot_at(24, 10), sender=sender)
    talk = managing(sender)

    assert talk.say("wanneer?", SHOW) == ["utter_manage_shown"]


def test_sender_that_only_looks_vouched_for_is_asked_for_the_code(clinic):
    clinic.book(slot_at(24, 10), sender="wa:abc")
    talk = managing("wa:abc")
    talk.say("wanneer?", SHOW)

    assert talk.asked == "code"


def test_vouched_sender_whose_address_has_expired_is_asked_for_the_code(clinic):
    sender = clinic.known_sender()
    clinic.book(slot_at(24, 10), sender=sender)
    with clinic.store.write() as connection:
        delete_expired(connection, clinic.clock.now + KEPT)
    talk = managing(sender)
    talk.say("wanneer?", SHOW)

    assert talk.asked == "code"


def test_vouched_sender_without_appointment_is_asked_for_the_code(clinic, appointment):
    talk = managing(clinic.known_sender())
    talk.say("wanneer?", SHOW)

    assert talk.asked == "code"


def test_conversation_of_another_channel_is_not_vouched_for(clinic):
    clinic.book(slot_at(24, 10), sender=clinic.known_sender())

    assert opened(SHOW).asked == "code"


# Which one


def test_which_of_several_is_asked(clinic, appointment):
    later = clinic.book(slot_at(26, 14))
    talk = opened(CANCEL, appointment, later)

    assert talk.asked == "appointment"
    assert talk.run(ActionAskManageAppointment()) == ["utter_ask_which_appointment"]
    assert len(talk.said["buttons"]) == 2


@pytest.mark.parametrize(
    "text", ["de tweede", "donderdag", "donderdag 26 november 2026 om 14:00 uur"]
)
def test_which_of_several_is_understood(clinic, appointment, text):
    later = clinic.book(slot_at(26, 14))
    talk = opened(CANCEL, appointment, later)
    talk.say(text)

    assert talk["appointment"] == later.id
    assert talk.asked == "confirmed"


def test_which_of_several_when_unclear_then_asked_again(clinic, appointment):
    talk = opened(CANCEL, appointment, clinic.book(slot_at(26, 14)))

    assert talk.say("die van mij") == ["utter_appointment_not_understood"]
    assert talk.asked == "appointment"


def test_code_halfway_turns_to_that_appointment(clinic, appointment):
    talk = opened(CANCEL, clinic.book(slot_at(26, 14)))
    talk.say(f"nee, {appointment.reference} {LAST_DIGITS}")

    assert talk["appointment"] == appointment.id
    assert talk.asked == "confirmed"
    assert talk.say("ja") == ["utter_manage_cancelled"]
    assert clinic.booked() == ["sten 26 14:00"]


# Cancel


def test_cancel_asks_first(clinic, appointment):
    talk = opened(CANCEL, appointment)

    assert talk.run(ActionAskManageConfirmed()) == ["utter_ask_cancel"]
    assert clinic.booked() == ["sten 24 10:00"]


@pytest.mark.parametrize("text", ["ja", "Ja, afzeggen"])
def test_cancel_when_confirmed_then_done(clinic, appointment, text):
    talk = opened(CANCEL, appointment)

    assert talk.say(text, CANCEL if "afzeggen" in text else None) == ["utter_manage_cancelled"]
    assert clinic.booked() == []
    assert talk.asked is None


def test_cancel_when_yes_comes_twice_then_once(clinic, appointment):
    talk = opened(CANCEL, appointment)
    before = dict(talk.slots)
    talk.say("ja")
    talk.slots = before

    assert talk.say("ja") == ["utter_manage_gone"]
    assert clinic.service.get(appointment.id).sequence == 1


def test_cancel_when_denied_then_kept(clinic, appointment):
    talk = opened(CANCEL, appointment)

    assert talk.say("nee") == ["utter_manage_kept"]
    assert clinic.booked() == ["sten 24 10:00"]


def test_cancel_when_started_meanwhile_then_told(clinic, appointment):
    talk = opened(CANCEL, appointment)
    clinic.clock.advance(days=2)

    assert talk.say("ja") == ["utter_manage_gone"]


def test_cancel_when_gone_at_the_last_moment_then_told(clinic, appointment, monkeypatch):
    from actions.clinic.booking import BookingService

    def gone(*_):
        raise NotFoundError

    talk = opened(CANCEL, appointment)
    monkeypatch.setattr(BookingService, "cancel", gone)

    assert talk.say("ja") == ["utter_manage_gone"]


# Move


def test_move_offers_times_with_the_same_chiropractor(clinic, appointment):
    talk = opened(MOVE, appointment)

    assert talk.asked == "time"
    assert talk.offers == ["sten 23 11:00", "sten 23 13:00", "sten 23 14:30"]
    assert talk.run(ActionAskManageTime()) == ["utter_ask_time"]


def test_move_when_confirmed_then_reply_names_everything(clinic, appointment):
    talk = opened(MOVE, appointment)
    talk.say("donderdag om 14 uur")
    assert talk.asked == "confirmed"
    assert talk.run(ActionAskManageConfirmed()) == ["utter_ask_move"]
    assert talk.said["old_time"] == "dinsdag 24 november 2026 om 10:00 uur"

    assert talk.say("ja") == ["utter_manage_moved"]
    assert talk.said["chiropractor"] == "Sten Hofstad"
    assert talk.said["time"] == "donderdag 26 november 2026 om 14:00 uur"
    assert talk.said["reference"] == appointment.reference
    assert clinic.booked() == ["sten 26 14:00"]


def test_move_when_yes_comes_twice_then_moves_once(clinic, appointment):
    talk = opened(MOVE, appointment)
    talk.say("de eerste")
    before = dict(talk.slots)
    talk.say("ja")
    talk.slots = before

    assert talk.say("ja") == ["utter_manage_moved"]
    assert clinic.service.get(appointment.id).sequence == 1


@pytest.mark.parametrize(
    "text",
    [
        "Mijn afspraak van dinsdag naar donderdag om 14 uur",
        "In plaats van dinsdag op donderdag 14 uur",
    ],
)
def test_move_when_new_time_is_said_at_once_then_it_is_held(clinic, appointment, text):
    talk = owner(appointment)
    talk.say(text, MOVE)

    assert talk.held == "sten 26 14:00"


def test_move_when_only_the_old_time_is_said_then_times_are_offered(clinic, appointment):
    talk = owner(appointment)
    talk.say("Ik moet mijn afspraak van dinsdag 10 uur verzetten", MOVE)

    assert talk.asked == "time"


def test_move_when_new_time_is_said_before_the_proof_then_it_is_remembered(clinic, appointment):
    talk = managing()
    talk.say("verzetten naar donderdag om 14 uur", MOVE)
    talk.say(f"{appointment.reference} {LAST_DIGITS}")

    assert talk.held == "sten 26 14:00"


def test_move_to_another_chiropractor(clinic, appointment):
    talk = opened(MOVE, appointment)
    talk.say("donderdag om 14 uur bij Jarco")
    talk.say("ja")

    assert clinic.booked() == ["jarco 26 14:00"]


def test_move_by_a_quarter_may_overlap_itself(clinic, appointment):
    talk = opened(MOVE, appointment)
    talk.say("om 10.15 uur")
    talk.say("ja")

    assert clinic.booked() == ["sten 24 10:15"]


def test_move_to_where_it_is_says_so(clinic, appointment):
    talk = opened(MOVE, appointment)

    assert talk.say("dinsdag om 10 uur") == ["utter_manage_same_time"]
    assert talk.asked == "time"
    assert "sten 24 10:00" not in talk.offers


@pytest.mark.parametrize("text", ["andere tijden", "nee", "verzetten"])
def test_move_when_others_are_wanted_then_offered(clinic, appointment, text):
    talk = opened(MOVE, appointment)
    talk.say(text, MOVE if text == "verzetten" else None)

    assert talk.asked == "time"
    assert all(offer.startswith("sten 24") for offer in talk.offers)


def test_move_when_denied_then_offers_again(clinic, appointment):
    talk = opened(MOVE, appointment)
    talk.say("de eerste")
    talk.say("nee")

    assert talk.asked == "time"
    assert talk.offers
    assert clinic.booked() == ["sten 24 10:00"]


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("31 februari", "utter_date_impossible_day"),
        ("gisteren", "utter_date_past"),
        ("zondag", "utter_closed_closed_weekday"),
        ("eerste kerstdag", "utter_closed_holiday"),
    ],
)
def test_move_to_a_time_that_cannot_be_says_why(clinic, appointment, text, response):
    talk = opened(MOVE, appointment)

    assert talk.say(text) == [response]
    assert talk.asked == "time"
    assert talk.offers


def test_move_when_offer_is_taken_meanwhile_then_nearest(clinic, appointment):
    talk = opened(MOVE, appointment)
    clinic.book(slot_at(23, 13))

    assert talk.say("de tweede") == ["utter_appointment_time_taken"]
    assert "sten 23 13:00" not in talk.offers


def test_move_when_taken_between_summary_and_yes_then_stays_where_it_was(clinic, appointment):
    talk = opened(MOVE, appointment)
    talk.say("de tweede")
    clinic.clock.advance(minutes=6)
    clinic.book(slot_at(23, 13))

    assert talk.say("ja") == ["utter_appointment_time_taken"]
    assert talk.asked == "time"
    assert clinic.service.get(appointment.id).slot == appointment.slot


def test_move_when_cancelled_meanwhile_then_told(clinic, appointment):
    talk = opened(MOVE, appointment)
    clinic.service.cancel(appointment)

    assert talk.say("de eerste") == ["utter_manage_gone"]
    assert talk.asked is None


def test_move_when_gone_at_the_last_moment_then_told(clinic, appointment, monkeypatch):
    from actions.clinic.booking import BookingService

    def gone(*_):
        raise NotFoundError

    talk = opened(MOVE, appointment)
    talk.say("de eerste")
    monkeypatch.setattr(BookingService, "move", gone)

    assert talk.say("ja") == ["utter_manage_gone"]


def test_move_becomes_cancel_when_the_patient_says_so(clinic, appointment):
    talk = opened(MOVE, appointment)
    talk.say("de eerste")
    talk.say("zeg maar af", CANCEL)

    assert talk["purpose"] == "cancel"
    assert talk.asked == "confirmed"
    clinic.book(slot_at(23, 11))  # the held time is free again


def test_code_halfway_a_move_takes_the_time_back(clinic, appointment):
    other = clinic.book(slot_at(26, 14), Patient("Jan Smit", "+31611112222"))
    talk = opened(MOVE, appointment)
    talk.say("de eerste")
    talk.say(f"{other.reference} 2222")

    assert talk["appointment"] == other.id
    assert talk.asked == "time"


# Erase


def test_erase_asks_first_and_names_what(clinic, appointment):
    talk = opened(ERASE, appointment)

    assert talk.asked == "confirmed"
    assert talk.run(ActionAskManageConfirmed()) == ["utter_ask_erase"]
    assert "24 november" in talk.said["appointments"]


def test_erase_when_confirmed_then_cancels_and_forgets(clinic, appointment):
    talk = opened(ERASE, appointment)
    talk.slots.update(appointment_name="Piet", last_answers=[{"topic": "faq/hernia"}])

    assert talk.say("ja") == ["utter_erase_done", "utter_erase_cancelled"]
    assert "24 november" in talk.said["appointments"]
    erased = clinic.service.get(appointment.id)
    assert (erased.patient, erased.reference, erased.status) == (None, None, Status.CANCELLED)
    assert talk.slots["appointment_name"] is None
    assert talk.slots["last_answers"] is None
    assert talk.slots["own_appointment_ids"] is None


def test_erase_takes_every_own_appointment_once(clinic, appointment):
    same = clinic.book(slot_at(26, 14))
    child = clinic.book(slot_at(27, 10), Patient("Fien Jansen", PIET.phone))
    talk = opened(ERASE, appointment, same, child)
    talk.say("ja")

    assert talk.said["appointments"].count("\n") == 2
    assert clinic.booked() == []


def test_erase_of_a_cancelled_appointment_leaves_nothing_to_cancel(clinic, appointment):
    clinic.service.cancel(appointment)
    talk = opened(ERASE, appointment)

    assert talk.say("ja") == ["utter_erase_done"]
    assert clinic.service.get(appointment.id).patient is None


def test_erase_when_denied_then_kept(clinic, appointment):
    talk = opened(ERASE, appointment)

    assert talk.say("nee") == ["utter_erase_kept"]
    assert clinic.service.get(appointment.id).patient == PIET


def test_erase_without_appointment_forgets_the_conversation(clinic, appointment):
    talk = opened(ERASE)
    talk.slots["appointment_phone"] = "+31612345678"
    assert talk.run(ActionAskManageConfirmed()) == ["utter_ask_erase_conversation"]

    assert talk.say("ja") == ["utter_erase_conversation_done"]
    assert talk.slots["appointment_phone"] is None
    assert clinic.booked() == ["sten 24 10:00"]


def test_erase_over_whatsapp_forgets_the_address(clinic):
    sender = clinic.known_sender()
    clinic.book(slot_at(24, 10), sender=sender)
    talk = managing(sender)
    talk.say("wis mijn gegevens", ERASE)
    talk.say("ja")
    clinic.clock.now += KEPT_AFTER_ERASURE

    assert Addresses(clinic.store, clinic.clock).find(sender) is None


def test_erase_with_the_code_erases_that_appointment(clinic, appointment):
    talk = opened(ERASE)
    talk.say(appointment.reference)
    assert talk.asked == "digits"
    talk.say(LAST_DIGITS)
    assert talk.asked == "confirmed"
    assert clinic.booked() == ["sten 24 10:00"]

    talk.say("ja")

    assert clinic.service.get(appointment.id).patient is None


# What does not fit, and the end


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Wat is epigenetica?", "faq"),
        ("Wat kost het?", "limits"),
        ("Dank u", "smalltalk"),
        ("stop", "stop"),
        ("nieuwe afspraak", "book_appointment"),
    ],
)
@pytest.mark.parametrize("start", [SHOW, MOVE, CANCEL])
def test_message_about_something_else_changes_nothing(clinic, appointment, text, intent, start):
    talk = opened(start) if start == SHOW else opened(start, appointment)
    before = dict(talk.slots)

    assert talk.say(text, intent) == []
    assert talk.events == []
    assert talk.slots == before


def test_question_with_yes_does_not_cancel(clinic, appointment):
    talk = opened(CANCEL, appointment)
    talk.say("Ja, maar wat is epigenetica?", "faq")

    assert clinic.booked() == ["sten 24 10:00"]


def test_purpose_when_not_clear_then_asked(clinic, appointment):
    talk = owner(appointment)
    talk.say("iets met mijn afspraak", "inform")
    assert talk.asked == "purpose"
    assert talk.say("hm") == ["utter_appointment_not_understood"]

    assert talk.say("Wanneer is mijn afspraak?", SHOW) == ["utter_manage_shown"]


def test_stop_gives_the_time_back_and_changes_nothing(clinic, appointment):
    talk = opened(MOVE, appointment)
    talk.say("de eerste")
    talk.say("stop")

    assert talk.run(ActionStopManage()) == ["utter_manage_stopped"]
    assert talk["purpose"] is None
    assert clinic.booked() == ["sten 24 10:00"]
    clinic.book(slot_at(23, 11))


def test_stop_when_store_is_down_then_hold_ends_by_itself(clinic, appointment):
    talk = opened(MOVE, appointment)
    talk.say("de eerste")
    clinic.break_store()

    assert talk.run(ActionStopManage()) == ["utter_manage_stopped", "utter_appointment_hold_ends"]


@pytest.mark.parametrize("intent", [SHOW, MOVE, CANCEL])
def test_store_when_down_at_the_start_then_form_ends(clinic, appointment, intent):
    talk = owner(appointment)
    clinic.break_store()

    assert talk.say("graag", intent) == ["utter_appointment_store_down"]
    assert talk.asked is None


@pytest.mark.parametrize("intent", [CANCEL, ERASE])
def test_store_when_down_at_the_end_then_nothing_is_claimed(clinic, appointment, intent):
    talk = opened(intent, appointment)
    before = dict(talk.slots)
    clinic.break_store()

    assert talk.say("ja") == ["utter_appointment_store_down"]
    assert talk.slots == before


def test_store_when_down_at_the_question_then_told(clinic, appointment):
    talk = opened(CANCEL, appointment)
    clinic.break_store()

    assert talk.run(ActionAskManageConfirmed()) == ["utter_appointment_store_down"]
