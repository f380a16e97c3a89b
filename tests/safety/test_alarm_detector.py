"""The component: what it sets on a message, what it leaves alone, and that it never fails."""

import logging

import joblib
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import alarm_detector
from bot.nlu.alarm_detector import AlarmDetector, sentences_of
from bot.nlu.answer_selector import SELECTION
from bot.nlu.label_classifier import LABEL_RANKING
from bot.nlu.segments import SEGMENTS
from bot.nlu.stored_component import LEARNED_FILE
from bot.safety.second_opinion import Opinion, read_examples

ALARM_TEXT = "Ik heb druk op mijn borst en het straalt uit naar mijn arm"
ORDINARY = "Is rugpijn erfelijk?"
INTENT_BEFORE = {"name": "faq", "confidence": 0.7}


class FakeClassifier:
    """A second layer that is told what to say."""

    def __init__(self, confidence: float, theme: str) -> None:
        self.opinion = Opinion(confidence, theme, confidence)

    def judge(self, texts):
        return [self.opinion for _ in texts]


class BrokenClassifier:
    def judge(self, texts):
        raise RuntimeError(texts[0])


@pytest.fixture
def detector(tmp_path):
    return new_detector(tmp_path)


def new_detector(folder) -> AlarmDetector:
    storage = LocalModelStorage.create(folder)
    context = ExecutionContext(GraphSchema({}), "test")
    config = AlarmDetector.get_default_config()
    return AlarmDetector.create(config, storage, Resource("alarm"), context)


def judged(detector: AlarmDetector, text: str) -> Message:
    message = Message(data={TEXT: text, INTENT: dict(INTENT_BEFORE)})
    return detector.process([message])[0]


def test_alarm_sets_the_intent_the_response_and_the_alarm(detector):
    message = judged(detector, ALARM_TEXT)
    assert message.get(INTENT) == {"name": "urgent", "confidence": 1.0}
    response = message.get("response_selector")["urgent"]["response"]
    assert response["intent_response_key"] == "urgent/call_112"
    assert response["utter_action"] == "utter_urgent/call_112"
    assert message.get("alarm") == {"sign": "chest", "level": "call_112", "layers": ["rules"]}
    output = message.as_dict(only_output_properties=True)
    assert output["alarm"]["level"] == "call_112"


def test_ordinary_message_stays_as_it_is(detector):
    message = judged(detector, ORDINARY)
    assert message.get(INTENT) == INTENT_BEFORE
    assert message.get("alarm") is None
    assert message.get("response_selector") is None


@pytest.mark.parametrize("data", [{}, {TEXT: ""}, {TEXT: "?!"}, {TEXT: None}])
def test_message_without_words_stays_as_it_is(detector, data):
    message = Message(data=dict(data))
    detector.process([message])
    assert message.get("alarm") is None


def test_classifier_alone_is_enough_above_its_threshold(detector):
    detector._classifier = FakeClassifier(0.9, "suicide")
    assert judged(detector, ORDINARY).get("alarm") == {
        "sign": "suicide",
        "level": "call_113",
        "layers": ["classifier"],
    }
    detector._classifier = FakeClassifier(0.2, "suicide")
    assert judged(detector, ORDINARY).get("alarm") is None


def test_rules_when_the_classifier_is_sure_of_the_opposite_then_crises_stand_longer(detector):
    fever = "Ik heb rugpijn en koorts"
    assert judged(detector, fever).get("alarm")["level"] == "call_doctor_today"
    detector._classifier = FakeClassifier(0.22, "fever")
    assert judged(detector, fever).get("alarm") is None
    assert judged(detector, ALARM_TEXT).get("alarm")["layers"] == ["rules"]
    detector._classifier = FakeClassifier(0.1, "fever")
    assert judged(detector, ALARM_TEXT).get("alarm") is None


def test_classifier_when_unsure_of_a_lesser_theme_then_no_alarm(detector):
    detector._classifier = FakeClassifier(0.4, "fever")
    assert judged(detector, ORDINARY).get("alarm") is None
    detector._classifier = FakeClassifier(0.4, "suicide")
    assert judged(detector, ORDINARY).get("alarm")["sign"] == "suicide"


def test_classifier_when_a_message_surely_asks_the_article_then_it_must_be_surer(detector):
    def of_question(confidence, ranked):
        detector._classifier = FakeClassifier(confidence, "suicide")
        ranking = [{"name": "faq/dna", "confidence": ranked}]
        message = Message(data={TEXT: ORDINARY, INTENT: INTENT_BEFORE, LABEL_RANKING: ranking})
        return detector.process([message])[0].get("alarm")

    assert of_question(0.7, ranked=0.9) is None
    assert of_question(0.7, ranked=0.4)
    assert of_question(0.95, ranked=0.9)


def test_classifier_when_only_one_sentence_of_a_long_message_is_suspect_then_it_must_be_surer(
    detector,
):
    last = "Dit is de laatste zin."

    class OneSentence(FakeClassifier):
        def judge(self, texts):
            none = Opinion(0, "suicide", 0)
            return [self.opinion if last.startswith(text[:-1]) else none for text in texts]

    story = "Ik werk veel en loop elke dag een rondje met een vriend. " * 3 + last
    detector._classifier = OneSentence(0.7, "suicide")
    assert judged(detector, story).get("alarm") is None
    detector._classifier = OneSentence(0.95, "suicide")
    assert judged(detector, story).get("alarm")["sign"] == "suicide"


def test_classifier_when_a_message_is_a_bare_time_then_only_crises_stand(detector):
    def of_bare_time(theme):
        detector._classifier = FakeClassifier(0.9, theme)
        intent = {"name": "inform", "confidence": 0.95}
        message = Message(data={TEXT: "om 3 uur 's nachts", INTENT: intent})
        return detector.process([message])[0].get("alarm")

    assert of_bare_time("night_pain") is None
    assert of_bare_time("suicide")["level"] == "call_113"


def test_most_urgent_level_of_both_layers_wins(detector):
    detector._classifier = FakeClassifier(0.9, "fever")
    alarm = judged(detector, ALARM_TEXT).get("alarm")
    assert alarm == {"sign": "chest", "level": "call_112", "layers": ["classifier", "rules"]}


def test_failing_layer_leaves_the_decision_to_the_other(detector, caplog):
    detector._classifier = BrokenClassifier()
    assert judged(detector, ALARM_TEXT).get("alarm")["layers"] == ["rules"]
    assert judged(detector, ORDINARY).get(INTENT) == INTENT_BEFORE
    assert ALARM_TEXT not in caplog.text


def test_log_names_level_and_sign_and_never_the_text(detector, caplog):
    with caplog.at_level(logging.DEBUG):
        judged(detector, ALARM_TEXT)
    assert "level=call_112 sign=chest" in caplog.text
    assert "borst" not in caplog.text


def test_trained_detector_is_stored_and_loaded(tmp_path, monkeypatch):
    some = read_examples()[::10]
    monkeypatch.setattr(alarm_detector, "read_examples", lambda: some)
    detector = new_detector(tmp_path)
    questions = [ORDINARY, "Wat is epigenetica?", "Ik wil een afspraak maken", "Dank u wel"] * 5
    data = TrainingData(
        [Message(data={TEXT: f"{q} {n}", INTENT: "faq"}) for n, q in enumerate(questions)]
    )
    resource = detector.train(data)
    loaded = AlarmDetector.load(
        detector._config,
        detector._model_storage,
        resource,
        ExecutionContext(GraphSchema({}), "test"),
    )
    assert loaded._classifier is not None
    assert judged(loaded, ALARM_TEXT).get("alarm")["level"] == "call_112"
    assert judged(loaded, ORDINARY).get("alarm") is None


def load_from(detector: AlarmDetector, resource: Resource) -> AlarmDetector:
    context = ExecutionContext(GraphSchema({}), "test")
    return AlarmDetector.load(detector._config, detector._model_storage, resource, context)


def test_detector_when_its_classifier_is_missing_then_does_not_load(tmp_path):
    with pytest.raises(ValueError, match="nothing"):
        load_from(new_detector(tmp_path), Resource("nothing"))


def test_detector_when_its_classifier_fails_then_does_not_load(tmp_path, detector):
    resource = Resource("alarm")
    with detector._model_storage.write_to(resource) as folder:
        joblib.dump(BrokenClassifier(), folder / LEARNED_FILE)

    with pytest.raises(RuntimeError):
        load_from(detector, resource)


def segment(text: str, topic: str) -> Message:
    return Message(data={TEXT: text, SELECTION: {"topics": [{"topic": topic}]}})


def asked_besides(detector: AlarmDetector, text: str, *segments: Message) -> list[str]:
    message = Message(data={TEXT: text, SEGMENTS: list(segments)})
    selection = detector.process([message])[0].get(SELECTION)
    return [topic["topic"] for topic in selection["topics"]]


def test_alarm_when_something_else_is_asked_then_it_is_kept_for_after_the_advice(detector):
    text = "Ik heb koorts en rugpijn. Zit rugpijn in de familie?"
    parts = [
        segment("Ik heb koorts", "faq/pain"),
        segment("Zit rugpijn in de familie?", "faq/in_the_family"),
    ]
    assert asked_besides(detector, text, *parts) == ["faq/in_the_family"]


def test_alarm_when_the_question_is_the_alarm_then_nothing_is_answered(detector):
    text = "Hallo. Ik heb rugpijn en koorts, hoe kan dat?"
    parts = [segment("Hallo.", "faq/pain"), segment(text, "faq/pain")]
    assert asked_besides(detector, text, *parts) == []


def test_alarm_when_a_crisis_then_nothing_else_is_answered(detector):
    part = segment("Zit rugpijn in de familie?", "faq/in_the_family")
    assert asked_besides(detector, f"{ALARM_TEXT}. {part.get(TEXT)}", part) == []


def test_long_message_is_cut_into_its_sentences():
    assert sentences_of("Kort. Bericht.") == []
    text = "Dit is een lange zin over mijn rug en mijn familie. " * 4
    assert len(sentences_of(text)) == 4
