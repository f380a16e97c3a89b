"""Measures understanding on held-out messages: ``make evaluate``.

Reads tests/nlu/held_out.tsv (label, persona, message), which no training sentence comes from, and
writes docs/understanding.md.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent

from bot.launch import MODEL, PROJECT

HELD_OUT = PROJECT / "tests" / "nlu" / "held_out.tsv"
REPORT = PROJECT / "docs" / "understanding.md"
DECLINING = ("limits", "nlu_fallback")
Z_95 = 1.96


@dataclass(frozen=True)
class Case:
    """A held-out message, its label and what the bot made of it."""

    label: str
    persona: str
    text: str
    intent: str
    topics: tuple[str, ...]

    @property
    def is_question(self) -> bool:
        """Whether the article answers it."""
        return self.label.startswith("faq/")

    @property
    def is_out_of_scope(self) -> bool:
        """Whether the bot must decline it."""
        return self.label.startswith("limits/")

    @property
    def outcome(self) -> str:
        """What the patient got.

        One of right (also when a second point was answered with it), wrong, clarified, missed (a
        clarifying question without the right choice), declined, urgent and other.
        """
        if self.intent == "urgent":
            return "urgent"
        if self.intent == "faq":
            return "right" if self.label in self.topics else "wrong"
        if self.intent == "unclear_question":
            return "clarified" if self.label in self.topics else "missed"
        return "declined" if self.intent in DECLINING else "other"


def read_held_out(path: Path = HELD_OUT) -> list[tuple[str, str, str]]:
    """Return label, persona and message of each line."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(label, persona, text) for label, persona, text in rows]


def judge(rows: Iterable[tuple[str, str, str]]) -> list[Case]:
    """Let the trained model read the messages."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    agent = Agent.load(str(MODEL))
    loop = asyncio.new_event_loop()
    cases = []
    for label, persona, text in rows:
        parsed: dict[str, Any] = loop.run_until_complete(agent.parse_message(text))
        topics = tuple(topic["topic"] for topic in parsed["selection"]["topics"])
        cases.append(Case(label, persona, text, parsed["intent"]["name"], topics))
    return cases


def share(cases: list[Case], *outcomes: str) -> float:
    """Return the share of cases with one of the outcomes."""
    return sum(case.outcome in outcomes for case in cases) / len(cases)


def interval(value: float, count: int) -> str:
    """Return a share with its 95 % confidence interval (normal approximation), in per cent."""
    margin = Z_95 * sqrt(value * (1 - value) / count)
    return f"{value:.1%} ± {margin:.1%}"


def report(cases: list[Case]) -> str:
    """Return the report in Markdown."""
    questions = [case for case in cases if case.is_question]
    outside = [case for case in cases if case.is_out_of_scope]
    talk = [case for case in cases if not case.is_question and not case.is_out_of_scope]
    right_intent = [case for case in talk if case.intent == case.label.split("/")[0]]
    by_persona, by_topic = defaultdict(list), defaultdict(list)
    for case in questions:
        by_persona[case.persona].append(case)
        by_topic[case.label].append(case)
    confusions = Counter(
        (case.label, case.topics[0]) for case in questions if case.outcome == "wrong"
    )
    lines = [
        "# How well the bot understands",
        "",
        "Written by `make evaluate` on the held-out messages of tests/nlu/held_out.tsv, which were",
        "written by other authors than the training sentences.",
        "",
        "| | messages | share |",
        "| --- | --- | --- |",
        f"| questions answered right at once | {len(questions)} |"
        f" {interval(share(questions, 'right'), len(questions))} |",
        f"| clarifying question with the right choice | | {share(questions, 'clarified'):.1%} |",
        f"| clarifying question without it | | {share(questions, 'missed'):.1%} |",
        f"| declined or taken for something else | | {share(questions, 'declined', 'other'):.1%} |",
        f"| answered from a wrong point | | {share(questions, 'wrong'):.1%} |",
        f"| out of scope, declined | {len(outside)} |"
        f" {interval(share(outside, 'declined', 'other'), len(outside))} |",
        f"| out of scope, clarifying question | | {share(outside, 'clarified', 'missed'):.1%} |",
        f"| out of scope, answered from the article | | {share(outside, 'right', 'wrong'):.1%} |",
        f"| small talk and appointments, right intent | {len(talk)} |"
        f" {len(right_intent) / len(talk):.1%} |",
        f"| ordinary messages taken for an alarm | {len(cases)} | {share(cases, 'urgent'):.1%} |",
        "",
        "## By persona",
        "",
        "| persona | questions | right | clarified | wrong |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {persona} | {len(found)} | {share(found, 'right'):.0%} |"
            f" {share(found, 'clarified'):.0%} | {share(found, 'wrong'):.0%} |"
            for persona, found in sorted(by_persona.items())
        ),
        "",
        "## Weakest points",
        "",
        *(
            f"- {label}: {share(found, 'right'):.0%} of {len(found)} right"
            for label, found in sorted(by_topic.items(), key=lambda kv: share(kv[1], "right"))[:10]
        ),
        "",
        "## Points taken for another",
        "",
        *(f"- {a} → {b}: {n}" for (a, b), n in confusions.most_common(15)),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    REPORT.write_text(report(judge(read_held_out())), encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))
