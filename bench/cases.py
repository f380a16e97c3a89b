"""Labelled messages, and what the trained bot makes of them."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.launch import MODEL, PROJECT

MESSAGES = PROJECT / "tests" / "nlu"
HELD_OUT = MESSAGES / "held_out.tsv"
QUESTIONS_SECOND = MESSAGES / "questions_second.tsv"
OUT_OF_SCOPE = MESSAGES / "out_of_scope.tsv"
OUT_OF_SCOPE_SECOND = MESSAGES / "out_of_scope_second.tsv"
DOUBLES = MESSAGES / "doubles.tsv"
DOUBLES_SECOND = MESSAGES / "doubles_second.tsv"
FOLLOW_UPS = MESSAGES / "follow_ups.tsv"
FOLLOW_UPS_SECOND = MESSAGES / "follow_ups_second.tsv"
DEVELOPMENT = MESSAGES / "development.tsv"
DEVELOPMENT_FOLLOW_UPS = MESSAGES / "follow_ups_development.tsv"
DECLINING = ("limits", "nlu_fallback")
COMING_BACK = ("ask_repeat", "ask_simpler", "ask_more")
"""The intents that come back to the points just answered."""
NOT_ANSWERED = "none"
"""The label of a follow-up that the article does not answer."""

Row = tuple[str, str, str]
"""Label, persona (or the question that came before) and message."""


@dataclass(frozen=True)
class Case:
    """A labelled message and what the bot made of it."""

    label: str
    persona: str
    text: str
    intent: str
    topics: tuple[str, ...]
    first: str
    """The most likely label of all."""
    confidence: float
    """The bot's confidence in it, 0..1."""

    @property
    def is_question(self) -> bool:
        """Whether the article answers it."""
        return self.label.startswith("faq/")

    @property
    def is_out_of_scope(self) -> bool:
        """Whether the bot must decline it."""
        return self.label.startswith("limits/") or self.label == NOT_ANSWERED

    @property
    def outcome(self) -> str:
        """What the patient got.

        One of right (also when a second point was answered with it), wrong, clarified, missed (a
        clarifying question without the right choice), declined, urgent and other. A label may name
        several points that are right: ``faq/a|faq/b``.
        """
        is_right = not set(self.topics).isdisjoint(self.label.split("|"))
        if self.intent == "urgent":
            return "urgent"
        if self.intent == "faq":
            return "right" if is_right else "wrong"
        if self.intent == "unclear_question":
            return "clarified" if is_right else "missed"
        if self.intent in COMING_BACK and is_right:
            return "right"
        return "declined" if self.intent in DECLINING else "other"

    @property
    def both_answered(self) -> bool:
        """Whether both points of a double question are answered."""
        return set(self.topics) == set(self.label.split("+")) and self.intent == "faq"

    @property
    def is_understood(self) -> bool:
        """Whether a follow-up got what its label says: a point, an intent, or no answer."""
        if self.is_question:
            return self.outcome == "right"
        if self.is_out_of_scope:
            return self.outcome in ("declined", "other", "clarified", "missed")
        return self.intent == self.label


def read_cases(path: Path) -> list[Row]:
    """Return the rows of a file of three columns."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(label, persona, text) for label, persona, text in rows]


class Reader:
    """A trained model that reads messages, without a server."""

    def __init__(self, model: Path = MODEL) -> None:
        """Load the model."""
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        self._agent = Agent.load(str(model))
        self._loop = asyncio.new_event_loop()

    def parse(self, text: str, answered: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
        """Return what the bot makes of a message, after it answered these topics."""
        processor = self._agent.processor
        if processor is None:
            raise RuntimeError("the model has no processor")
        slots = self._agent.domain.slots if self._agent.domain else []
        tracker = DialogueStateTracker.from_events("case", [], slots)
        if answered:
            tracker.update(UserUttered("", intent={"name": "faq"}))
            tracker.update(SlotSet("last_answers", list(answered)))
        return self._loop.run_until_complete(
            processor.parse_message(_message(text), tracker=tracker)
        )

    def judge(self, rows: Iterable[Row]) -> list[Case]:
        """Read messages as first messages of a conversation."""
        return [case_of(*row, self.parse(row[2])) for row in rows]

    def judge_follow_ups(self, rows: Iterable[Row]) -> list[Case]:
        """Read follow-ups; the second column is the question asked and answered before."""
        cases = []
        for label, question, text in rows:
            answered = self.parse(question)["selection"]["topics"]
            parsed = self.parse(text, answered)
            if parsed["intent"]["name"] in COMING_BACK:
                parsed["selection"] = {"topics": answered}
            cases.append(case_of(label, question, text, parsed))
        return cases


def case_of(label: str, persona: str, text: str, parsed: dict[str, Any]) -> Case:
    """Return a case from a parsed message."""
    ranking = parsed.get("label_ranking") or [{"name": "", "confidence": 0.0}]
    return Case(
        label,
        persona,
        text,
        intent=parsed["intent"]["name"],
        topics=tuple(topic["topic"] for topic in parsed["selection"]["topics"]),
        first=ranking[0]["name"],
        confidence=ranking[0]["confidence"],
    )


def share(cases: Sequence[Case], *outcomes: str) -> float:
    """Return the share of cases with one of the outcomes."""
    return sum(case.outcome in outcomes for case in cases) / len(cases)


def _message(text: str) -> Any:
    from rasa.core.channels.channel import UserMessage

    return UserMessage(text)
