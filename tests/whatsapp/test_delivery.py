"""Sending: every error of WhatsApp, order and pace per patient, and no message twice or lost."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from actions.clinic.tables import whatsapp_outbox as table
from actions.clinic.whatsapp import outbox as outbox_module
from actions.clinic.whatsapp.addresses import Address, Addresses
from actions.clinic.whatsapp.inbox import Inbox, NewMessage
from actions.clinic.whatsapp.outbox import NewBubble, State, WhatsAppOutbox
from bot.whatsapp.delivery import HALT, MOST_TRIES, Delivery
from bot.whatsapp.graph import Graph
from bot.whatsapp.rendering import text_bubble
from bot.whatsapp.settings import read_whatsapp_settings
from bot.whatsapp.texts import text_of
from tests.support import free_port
from tests.whatsapp.fake_graph import HOST, Answer
from tests.whatsapp.webhooks import ANNA, BEN

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)
CHOICE = {
    "type": "button",
    "body": {"text": "Welke?"},
    "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Ja"}}]},
}


class Office:
    """The sending side with a clock that stands still; ``run`` sends what is due."""

    def __init__(self, store):
        self.store = store
        self.now = NOW
        self.outbox = WhatsAppOutbox(store, lambda: self.now)
        self.addresses = Addresses(store, lambda: self.now)
        self.graph = Graph(read_whatsapp_settings())
        self.delivery = Delivery(self.outbox, self.addresses, self.graph)

    def meet(self, user):
        """Let a user write to us; return the sender id."""
        address = Address(phone=user.get("wa_id"), user_id=user.get("user_id"))
        Inbox(self.store, lambda: self.now).add(
            [NewMessage(f"{user}{self.now}", address, self.now, {"kind": "reaction"})]
        )
        return address.sender_id

    def put(self, sender_id, *bubbles):
        with self.store.write() as connection:
            outbox_module.add(connection, sender_id, bubbles, self.now)

    def say(self, sender_id, *texts):
        self.put(sender_id, *(text_bubble(text) for text in texts))

    async def run(self, later=timedelta()):
        """Send what is due after some time; a patient's messages one after another."""
        self.now += later
        while True:
            rows = self.delivery.take(100)
            if not rows:
                return
            await asyncio.gather(*(self.delivery.send(row) for row in rows))

    def report(self, sent_id, state, tag=None, code=None):
        self.outbox.report(tag, sent_id, state, code)

    def rows(self):
        with self.store.read() as connection:
            return connection.execute(select(table).order_by(table.c.id)).all()

    def states(self):
        return [row.state for row in self.rows()]


@pytest.fixture
async def office(graph, store):
    office = Office(store)
    yield office
    await office.graph.close()


@pytest.fixture
def anna(office):
    return office.meet(ANNA)


async def test_message_when_accepted_then_sent_once(office, anna, graph):
    office.say(anna, "een")
    await office.run()
    await office.run(timedelta(days=1))

    assert [sent.text for sent in graph.sent] == ["een"]
    assert office.states() == ["sent"]


async def test_messages_when_one_waits_then_those_after_it_as_well_but_not_another_patients(
    office, anna, graph
):
    graph.answers = [Answer(500, 131000)]
    office.say(anna, "een", "twee")
    await office.run()
    office.say(office.meet(BEN), "b")
    await office.run()
    assert [sent.text for sent in graph.sent] == ["b"]

    await office.run(timedelta(seconds=2))

    assert [sent.text for sent in graph.sent] == ["b", "een", "twee"]


@pytest.mark.parametrize("code", [4, 80007, 130429, 131016, 131000])
async def test_error_when_it_passes_then_sent_again(office, anna, graph, code):
    graph.answers = [Answer(400, code)] * 2
    office.say(anna, "een")
    for _ in range(3):
        await office.run(timedelta(seconds=4))

    assert [sent.text for sent in graph.sent] == ["een"]
    assert len(graph.refused) == 2


@pytest.mark.parametrize("code", [4, 80007, 130429, 131016, 131000])
async def test_error_when_it_does_not_pass_then_given_up_after_some_tries(
    office, anna, graph, code
):
    graph.answers = [Answer(503, code)] * 20
    office.say(anna, "een")
    for _ in range(20):
        await office.run(timedelta(minutes=10))

    assert len(graph.refused) == MOST_TRIES + 1
    assert office.states() == ["failed"]
    assert office.rows()[0].content is None


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("code", [1, 2, 99])
async def test_error_when_of_the_server_and_its_code_is_unknown_then_sent_again(
    office, anna, graph, status, code
):
    graph.answers = [Answer(status, code)]
    office.say(anna, "een")
    await office.run()
    await office.run(timedelta(seconds=2))

    assert [sent.text for sent in graph.sent] == ["een"]
    assert len(graph.refused) == 1


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (131026, "failed"),
        (100, "failed"),
        (132016, "failed"),
        (131047, "held"),
        (131056, "waiting"),
    ],
)
@pytest.mark.parametrize("status", [400, 429, 500])
async def test_error_when_its_code_is_known_then_the_http_status_does_not_matter(
    office, anna, graph, status, code, state
):
    graph.answers = [Answer(status, code)]
    office.say(anna, "een")
    await office.run()

    assert (office.states(), len(graph.refused)) == ([state], 1)
    assert office.rows()[0].last_error in (str(code), "window closed")


async def test_error_when_429_without_a_code_then_sent_again_without_a_report(office, anna, graph):
    graph.answers = [Answer(429, body=b"<html>Too many requests</html>")]
    office.say(anna, "een")
    await office.run()
    assert office.states() == ["waiting"]
    await office.run(timedelta(seconds=2))

    assert [sent.text for sent in graph.sent] == ["een"]


async def test_error_when_many_meet_it_at_once_then_their_tries_are_spread_and_grow(office, graph):
    users = [{"wa_id": f"3161234560{number}"} for number in range(5)]
    graph.answers = [Answer(500, 131000)] * 10
    for user in users:
        office.say(office.meet(user), "een")
    await office.run()
    first = [row.due_at - office.now for row in office.rows()]
    await office.run(timedelta(seconds=2))
    second = [row.due_at - office.now for row in office.rows()]

    assert len(set(first)) == len(users)
    assert timedelta(seconds=0.5) <= min(first) <= max(first) <= timedelta(seconds=1.5)
    assert timedelta(seconds=1) <= min(second) <= max(second) <= timedelta(seconds=3)


async def test_rate_of_the_number_when_many_patients_are_written_to_then_kept(
    office, graph, monkeypatch
):
    monkeypatch.setattr("bot.whatsapp.delivery.MOST_PER_SECOND", 10)
    for number in range(8):
        office.say(office.meet({"wa_id": f"3161234560{number}"}), "een")
    await office.run()

    times = [sent.at for sent in graph.sent]
    assert len(times) == 8
    assert max(times) - min(times) > 0.6  # seven times a tenth of a second, bar the way there


@pytest.mark.parametrize("code", [0, 10, 190, 200, 299, 368, 131031, 131042, 131045, 133010])
async def test_error_when_only_the_clinic_can_help_then_all_sending_stops_and_nothing_is_lost(
    office, anna, graph, code, caplog, monkeypatch
):
    graph.answers = [Answer(401, code)]
    office.say(anna, "een")
    await office.run()
    office.say(office.meet(BEN), "b")
    await office.run()

    assert graph.sent == []
    assert office.delivery.halted_by == code
    assert any(r.levelname == "CRITICAL" and str(code) in r.getMessage() for r in caplog.records)

    office.delivery._halted_until = 0.0
    await office.run(HALT)

    assert sorted(sent.text for sent in graph.sent) == ["b", "een"]
    assert office.delivery.halted_by is None


@pytest.mark.parametrize("code", [131026, 130472, 131049, 131050])
async def test_error_when_the_patient_cannot_be_reached_then_not_sent_again(
    office, anna, graph, code
):
    graph.answers = [Answer(400, code)]
    office.say(anna, "een", "twee")
    await office.run()
    await office.run(timedelta(days=1))

    assert [sent.text for sent in graph.sent] == ["twee"]
    assert office.rows()[0].last_error == str(code)


@pytest.mark.parametrize("code", [100, 131008, 131009, 132000, 132016, 135000])
async def test_error_when_it_is_our_fault_then_plain_text_once(office, anna, graph, code, caplog):
    graph.answers = [Answer(400, code)] * 2
    payload = {"type": "interactive", "interactive": CHOICE}
    office.put(anna, NewBubble(payload, plain="Welke?\n1. Ja"))
    await office.run()

    assert graph.refused[1]["text"]["body"] == "Welke?\n1. Ja"
    assert office.states() == ["failed"]
    assert "Welke" not in caplog.text
    assert str(code) in caplog.text


async def test_error_when_it_is_our_fault_then_plain_text_is_sent(office, anna, graph):
    graph.answers = [Answer(400, 131009)]
    payload = {"type": "interactive", "interactive": CHOICE}
    office.put(anna, NewBubble(payload, plain="Welke?\n1. Ja"))
    await office.run()

    assert [sent.text for sent in graph.sent] == ["Welke?\n1. Ja"]


DOCUMENT = NewBubble(
    {
        "type": "document",
        "document": {"filename": "afspraak.ics", "caption": "Uw afspraak staat vast."},
        "file": "BEGIN:VCALENDAR\r\nSUMMARY:één\r\n",
    },
    plain="Uw afspraak staat vast.",
)


async def test_document_when_sent_then_uploaded_as_a_type_that_whatsapp_takes(office, anna, graph):
    office.put(anna, DOCUMENT)
    await office.run()

    (sent,) = graph.sent
    media = graph.media[sent.body["document"]["id"]]
    assert (media.name, media.mime_type) == ("afspraak.ics", "text/plain")
    assert media.content.decode() == "BEGIN:VCALENDAR\r\nSUMMARY:één\r\n"
    assert "BEGIN" not in str(sent.body)


@pytest.mark.parametrize(
    "answer",
    [Answer(400, 100), Answer(500, 131000), Answer(hang_up=True)],
    ids=["type refused", "passing error", "hung up"],
)
async def test_document_when_its_upload_fails_then_the_text_at_once(office, anna, graph, answer):
    graph.media_answers = [answer]
    office.put(anna, DOCUMENT)
    await office.run()

    assert [sent.body["type"] for sent in graph.sent] == ["text"]
    assert graph.sent[0].text == "Uw afspraak staat vast."


async def test_document_when_whatsapp_reports_a_media_error_then_the_text(office, anna, graph):
    office.put(anna, DOCUMENT)
    await office.run()
    office.report(graph.sent[0].wamid, State.FAILED, graph.sent[0].tag, 131053)
    await office.run()

    assert [sent.body["type"] for sent in graph.sent] == ["document", "text"]


async def test_error_when_the_user_id_cannot_receive_it_then_the_number_is_asked(
    office, anna, graph
):
    graph.answers = [Answer(400, 131062)]
    office.say(anna, "een")
    await office.run()

    assert [sent.text for sent in graph.sent] == [text_of("ask_phone")]


async def test_error_when_too_many_to_one_patient_then_longer_and_longer_for_that_patient(
    office, anna, graph
):
    graph.answers = [Answer(400, 131056)] * 3
    office.say(anna, "een")
    waits = []
    for _ in range(3):
        await office.run()
        waits.append((office.rows()[0].due_at - office.now).total_seconds())
        office.now = office.rows()[0].due_at
    office.say(office.meet(BEN), "b")
    await office.run()

    assert waits == [1, 4, 16]
    assert sorted(sent.text for sent in graph.sent) == ["b", "een"]


async def test_error_when_it_stays_too_many_to_one_patient_then_given_up(office, anna, graph):
    graph.answers = [Answer(400, 131056)] * 20
    office.say(anna, "een")
    for _ in range(10):
        await office.run(timedelta(hours=1))

    assert office.states() == ["failed"]


async def test_burst_when_it_meets_the_pace_then_spread_and_complete(office, anna, graph):
    office.say(anna, *(str(number) for number in range(50)))
    await office.run()
    at_once = len(graph.sent)
    office.say(office.meet(BEN), "b")
    await office.run()
    other = [sent.text for sent in graph.sent[at_once:]]
    seconds = 0
    while len(graph.sent) < 51 and seconds < 60:
        seconds += 1
        await office.run(timedelta(seconds=1))

    assert at_once == 45
    assert other == ["b"]
    assert seconds == 30  # five more, one in six seconds
    assert [s.text for s in graph.sent if s.text != "b"] == [str(n) for n in range(50)]


async def test_urgent_when_something_else_waits_or_the_pace_is_met_then_sent_at_once(
    office, anna, graph
):
    office.say(anna, *(str(number) for number in range(47)))
    await office.run()
    assert len(graph.sent) == 45
    urgent = text_bubble("Bel 112")
    office.put(anna, replace(urgent, is_urgent=True))
    await office.run()
    assert [sent.text for sent in graph.sent[45:]] == ["Bel 112"]

    office.now += timedelta(minutes=5)
    office.meet(ANNA)
    await office.run()
    assert [sent.text for sent in graph.sent[46:]] == ["45", "46"]


async def test_urgent_when_an_earlier_message_is_unsure_then_sent_at_once(office, anna, graph):
    graph.answers = [Answer(502, body=b"<html>Bad gateway</html>")]
    office.say(anna, "een")
    await office.run()
    office.put(anna, replace(text_bubble("Bel 112"), is_urgent=True))
    await office.run()

    assert [sent.text for sent in graph.sent] == ["Bel 112"]
    assert office.states() == ["held", "sent"]
    office.report("wamid.late", State.DELIVERED, tag="1.1")
    assert office.states() == ["delivered", "sent"]


async def test_window_when_closed_then_no_free_text_but_templates(office, anna, graph):
    template = {"type": "template", "template": {"name": "x", "components": []}}
    office.say(anna, "te laat")
    office.put(anna, NewBubble(template, is_notice=True))
    await office.run(timedelta(hours=24))

    assert [sent.body["type"] for sent in graph.sent] == ["template"]
    assert office.states() == ["held", "sent"]


async def test_window_when_still_open_then_free_text(office, anna, graph):
    office.say(anna, "op tijd")
    await office.run(timedelta(hours=24, seconds=-1))

    assert [sent.text for sent in graph.sent] == ["op tijd"]


@pytest.mark.parametrize(
    ("later", "texts", "state"),
    [(timedelta(hours=1), ["in gewone tekst"], "sent"), (timedelta(hours=30), [], "failed")],
    ids=["open", "closed"],
)
async def test_template_when_refused_then_plain_text_in_the_window_only(
    office, anna, graph, later, texts, state
):
    template = {"type": "template", "template": {"name": "x", "components": []}}
    graph.answers = [Answer(400, 132001)]
    office.put(anna, NewBubble(template, plain="in gewone tekst", is_notice=True))
    await office.run(later)

    assert [sent.text for sent in graph.sent] == texts
    assert (office.states(), len(graph.refused)) == ([state], 1)


async def test_window_when_the_patient_writes_again_then_what_was_held_goes_first(
    office, anna, graph
):
    office.say(anna, "een", "twee")
    await office.run(timedelta(hours=30))
    assert (graph.sent, office.states()) == ([], ["held", "held"])

    office.meet(ANNA)
    office.say(anna, "drie")
    await office.run()

    assert [sent.text for sent in graph.sent] == ["een", "twee", "drie"]


@pytest.mark.parametrize("how", ["answer", "report"])
async def test_window_when_whatsapp_says_it_is_closed_then_held(office, anna, graph, how):
    graph.answers = [Answer(400, 131047)] if how == "answer" else []
    office.say(anna, "een")
    await office.run()
    if how == "report":
        (sent,) = graph.sent
        office.report(sent.wamid, State.FAILED, sent.tag, 131047)
    sent_before = len(graph.sent)
    await office.run(timedelta(hours=1))
    assert (len(graph.sent), office.states()) == (sent_before, ["held"])

    office.meet(ANNA)
    await office.run()

    assert [sent.text for sent in graph.sent[sent_before:]] == ["een"]
    assert office.states() == ["sent"]


async def test_window_when_another_patient_writes_then_still_held(office, anna, graph):
    office.say(anna, "een")
    await office.run(timedelta(hours=30))
    office.meet(BEN)
    await office.run()

    assert (graph.sent, office.states()) == ([], ["held"])


async def test_window_when_an_old_message_comes_late_then_still_held(office, anna, graph):
    office.say(anna, "een")
    await office.run(timedelta(hours=50))
    office.now -= timedelta(hours=25)
    late = office.now
    office.now += timedelta(hours=25)
    address = Address(phone=ANNA["wa_id"], user_id=ANNA["user_id"])
    Inbox(office.store, lambda: office.now).add(
        [NewMessage("late", address, late, {"kind": "reaction"})]
    )
    await office.run()

    assert (graph.sent, office.states()) == ([], ["held"])


async def test_window_when_nobody_writes_for_a_week_then_given_up_and_its_content_deleted(
    office, anna, graph
):
    office.say(anna, "een")
    await office.run(timedelta(hours=30))
    await office.run(outbox_module.HELD_FOR)
    office.meet(ANNA)
    await office.run()

    (row,) = office.rows()
    assert (graph.sent, row.state, row.content) == ([], "failed", None)
    assert row.last_error == "held too long"


async def test_timeout_when_a_report_comes_then_not_sent_again(office, anna, graph):
    office.graph._session.timeout = 0.2
    graph.answers = [Answer(delay=0.6)]
    office.say(anna, "een", "twee")
    await office.run()
    assert office.states() == ["unsure", "waiting"]

    await asyncio.sleep(0.6)  # the server accepted it after all
    (sent,) = graph.sent
    office.report(sent.wamid, State.SENT, tag=sent.tag)
    await office.run()
    await office.run(timedelta(hours=1))

    assert [each.text for each in graph.sent] == ["een", "twee"]
    assert office.states() == ["sent", "sent"]


@pytest.mark.parametrize(
    "answer",
    [Answer(hang_up=True), Answer(502, body=b"<html>Bad gateway</html>"), Answer(200, body=b"?")],
    ids=["hung up", "error page", "no json"],
)
async def test_answer_when_unclear_and_no_report_then_sent_once_more_and_no_more(
    office, anna, graph, answer
):
    graph.answers = [answer, answer]
    office.say(anna, "een")
    await office.run()
    assert (len(graph.refused), office.states()) == (1, ["unsure"])

    await office.run(outbox_module.REPORT_WAIT)
    assert len(graph.refused) == 2

    await office.run(outbox_module.REPORT_WAIT)
    await office.run(timedelta(hours=1))
    assert (len(graph.refused), graph.sent, office.states()) == (2, [], ["failed"])


async def test_connection_when_refused_then_sent_later(office, anna, graph):
    url = office.graph._session.base_url
    office.graph._session.base_url = f"http://{HOST}:{free_port()}/v23.0"
    office.say(anna, "een")
    await office.run()
    office.graph._session.base_url = url
    await office.run(timedelta(seconds=2))

    assert [sent.text for sent in graph.sent] == ["een"]
    assert office.states() == ["sent"]


async def test_crash_when_while_sending_then_waits_for_a_report_and_sends_once_more(
    office, anna, graph
):
    office.say(anna, "een")
    assert len(office.outbox.take(10)) == 1  # and the process dies

    await office.run(outbox_module.LEASE)
    assert graph.sent == []
    await office.run(outbox_module.REPORT_WAIT)

    assert [sent.text for sent in graph.sent] == ["een"]


@pytest.mark.parametrize(
    ("reports", "state"),
    [
        ([State.SENT, State.DELIVERED, State.READ], "read"),
        ([State.READ, State.DELIVERED, State.SENT], "read"),
        ([State.DELIVERED, State.DELIVERED], "delivered"),
    ],
)
async def test_reports_when_in_any_order_then_the_furthest_counts(
    office, anna, graph, reports, state
):
    office.say(anna, "een")
    await office.run()
    for report in reports:
        office.report(graph.sent[0].wamid, report)

    assert office.states() == [state]


async def test_report_when_it_comes_before_the_answer_then_not_sent_again(office, anna, graph):
    office.say(anna, "een")
    (row,) = office.outbox.take(10)
    office.report("wamid.early", State.DELIVERED, tag=row.tag)
    office.outbox.mark_sent(row.id, "wamid.early")
    await office.run(timedelta(hours=1))

    assert (graph.sent, office.states()) == ([], ["delivered"])


async def test_report_when_of_a_failure_before_the_answer_then_sent_again(office, anna, graph):
    office.say(anna, "een")
    (row,) = office.outbox.take(10)
    office.report("wamid.early", State.FAILED, row.tag, 131000)
    office.outbox.mark_sent(row.id, "wamid.early")
    await office.run()
    await office.run(timedelta(seconds=3))

    assert [sent.text for sent in graph.sent] == ["een"]


@pytest.mark.parametrize("state", [State.SENT, State.FAILED])
async def test_report_when_of_an_earlier_try_that_failed_then_a_later_one_still_waits_for_its_own(
    office, anna, graph, state
):
    office.say(anna, "een")
    await office.run()
    (first,) = graph.sent
    office.report(first.wamid, State.FAILED, first.tag, 131000)
    graph.answers = [Answer(hang_up=True)]
    await office.run()
    await office.run(timedelta(seconds=3))
    assert office.states() == ["unsure"]

    office.report(first.wamid, state, first.tag, 131000 if state is State.FAILED else None)

    assert office.states() == ["unsure"]


@pytest.mark.parametrize("state", [State.SENT, State.FAILED])
async def test_report_when_of_the_try_before_the_last_failed_one_then_the_last_still_waits(
    office, anna, graph, state
):
    office.say(anna, "een")
    for _ in range(2):
        await office.run(timedelta(seconds=10))
        office.report(graph.sent[-1].wamid, State.FAILED, graph.sent[-1].tag, 131000)
        await office.run()
    graph.answers = [Answer(hang_up=True)]
    await office.run(timedelta(seconds=10))
    assert office.states() == ["unsure"]

    (first, _) = graph.sent
    office.report(first.wamid, state, first.tag, 131000 if state is State.FAILED else None)

    assert office.states() == ["unsure"]


@pytest.mark.parametrize("state", [State.DELIVERED, State.READ])
async def test_report_when_an_earlier_try_arrived_then_not_sent_again(office, anna, graph, state):
    graph.answers = [Answer(503, 131000)]
    office.say(anna, "een")
    await office.run()
    assert office.states() == ["waiting"]

    office.report("wamid.early", state, "1.1")
    await office.run(timedelta(hours=1))

    assert (graph.sent, office.states()) == ([], [state.value])


@pytest.mark.parametrize(("code", "texts"), [(131026, ["een"]), (131000, ["een", "een"])])
async def test_report_when_sending_failed_afterwards_then_decided_by_its_code(
    office, anna, graph, code, texts
):
    office.say(anna, "een")
    await office.run()
    for _ in range(2):
        office.report(graph.sent[0].wamid, State.FAILED, graph.sent[0].tag, code)
    await office.run()
    await office.run(timedelta(seconds=3))

    assert [sent.text for sent in graph.sent] == texts


@pytest.mark.parametrize("tag", [None, "", "1", "0.1", "99.1", "-1", "1.x", "².1", "1.2"])
async def test_report_when_of_an_unknown_message_then_ignored(office, anna, tag):
    office.say(anna, "een")
    office.report("wamid.unknown", State.FAILED, tag, 131000)

    assert office.states() == ["waiting"]


async def test_address_when_forgotten_then_nothing_is_sent(office, anna, graph):
    office.addresses.forget(anna)
    office.say(anna, "gewist")
    await office.run()
    office.now += timedelta(hours=2)
    office.say(anna, "te laat")
    await office.run()

    assert [sent.text for sent in graph.sent] == ["gewist"]
