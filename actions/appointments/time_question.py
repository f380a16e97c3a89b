"""How free times are offered to a patient."""

from collections.abc import Sequence

from rasa_sdk.executor import CollectingDispatcher

from actions.appointments.agenda_access import chiropractor_name, clinic_zone
from actions.clinic.models import Slot
from actions.clinic.wording import short_time, spoken_time


def utter_times(dispatcher: CollectingDispatcher, offers: Sequence[Slot]) -> None:
    """Offer times as text and as buttons; ask for another wish when there are none."""
    zone = clinic_zone()
    lines = [
        f"{number}. {spoken_time(slot.start, zone)}, {chiropractor_name(slot.chiropractor_id)}"
        for number, slot in enumerate(offers, 1)
    ]
    buttons = [
        {"title": short_time(slot.start, zone), "payload": spoken_time(slot.start, zone)}
        for slot in offers
    ]
    if offers:
        buttons.append({"title": "Andere tijden", "payload": "Andere tijden"})
    dispatcher.utter_message(
        response="utter_ask_time" if offers else "utter_ask_other_time",
        times="\n".join(lines),
        buttons=buttons,
    )
