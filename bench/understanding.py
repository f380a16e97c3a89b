"""Measures understanding on messages that no training sentence comes from: ``make evaluate``.

Writes docs/understanding.md and docs/understanding.png.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from math import sqrt

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from bench.cases import (
    DOUBLES,
    DOUBLES_SECOND,
    FOLLOW_UPS,
    FOLLOW_UPS_SECOND,
    HELD_OUT,
    OUT_OF_SCOPE,
    OUT_OF_SCOPE_SECOND,
    QUESTIONS_SECOND,
    Case,
    Reader,
    read_cases,
    share,
)
from bot.launch import PROJECT

REPORT = PROJECT / "docs" / "understanding.md"
PLOT = PROJECT / "docs" / "understanding.png"
Z_95 = 1.96
BINS = 10


def main() -> None:
    """Measure everything and write the report."""
    reader = Reader()
    cases = reader.judge(read_cases(HELD_OUT) + read_cases(QUESTIONS_SECOND))
    outside = reader.judge(read_cases(OUT_OF_SCOPE) + read_cases(OUT_OF_SCOPE_SECOND))
    doubles = reader.judge(read_cases(DOUBLES) + read_cases(DOUBLES_SECOND))
    follow_ups = reader.judge_follow_ups(read_cases(FOLLOW_UPS) + read_cases(FOLLOW_UPS_SECOND))
    REPORT.write_text(report(cases, outside, doubles, follow_ups), encoding="utf-8")
    draw(cases, outside)
    print(REPORT.read_text(encoding="utf-8"))


def interval(count: int, of: int) -> str:
    """Return a share with its 95 % interval (Wilson 1927), such as ``92 % (88–95)``."""
    if not of:
        return "–"
    value = count / of
    middle = (value + Z_95**2 / (2 * of)) / (1 + Z_95**2 / of)
    reach = Z_95 / (1 + Z_95**2 / of) * sqrt(value * (1 - value) / of + Z_95**2 / (4 * of**2))
    return f"{value:.1%} ({max(0, middle - reach):.1%}–{min(1, middle + reach):.1%})"


def row(title: str, cases: Sequence[Case], holds: Callable[[Case], bool]) -> str:
    """Return a line of a table: how often something holds, and of how many."""
    return f"| {title} | {len(cases)} | {interval(sum(map(holds, cases)), len(cases))} |"


def report(
    cases: list[Case], outside: list[Case], doubles: list[Case], follow_ups: list[Case]
) -> str:
    """Return the report in Markdown."""
    questions = [case for case in cases if case.is_question]
    beyond = [case for case in cases if case.is_out_of_scope]
    talk = [case for case in cases if not case.is_question and not case.is_out_of_scope]

    def gets(*outcomes: str) -> Callable[[Case], bool]:
        return lambda case: case.outcome in outcomes

    lines = [
        "# How well the bot understands",
        "",
        "Written by `make evaluate` on the fixed messages of tests/nlu: held_out.tsv (questions,",
        "out of scope, talk), out_of_scope.tsv, doubles.tsv, follow_ups.tsv, and those of a second",
        "set of authors (`*_second.tsv`). Their authors are not those of the training sentences.",
        "Between brackets: the 95 % interval (Wilson).",
        "",
        "| | messages | share |",
        "| --- | --- | --- |",
        row("questions answered right at once", questions, gets("right")),
        row("clarifying question with the right choice", questions, gets("clarified")),
        row("clarifying question without it", questions, gets("missed")),
        row("declined or taken for something else", questions, gets("declined", "other")),
        row("answered from a wrong point", questions, gets("wrong")),
        *(
            line
            for name, found in (("held_out", beyond), ("out_of_scope", outside))
            for line in (
                row(f"out of scope ({name}), declined", found, gets("declined", "other")),
                row("– clarifying question", found, gets("clarified", "missed")),
                row("– answered from the article", found, gets("right", "wrong")),
            )
        ),
        row("double questions, both answered", doubles, lambda case: case.both_answered),
        row("– one of them", doubles, lambda c: one_answered(c) and not c.both_answered),
        row("follow-ups understood from context", follow_ups, lambda case: case.is_understood),
        row(
            "small talk and appointments, right intent",
            talk,
            lambda case: case.intent == case.label.split("/")[0],
        ),
        row("ordinary messages taken for an alarm", cases, gets("urgent")),
        "",
        "![Reliability and out-of-scope curve](understanding.png)",
        "",
        "Left: of the questions whose first label got some confidence, how many are right; on the",
        "diagonal the confidence says what it means. Right: how many questions are answered right",
        "and how many out-of-scope messages are wrongly answered, if the first label were trusted",
        "from a confidence on; the dot is the bot itself, with margin and clarifying question.",
        "",
        "## By persona",
        "",
        "| persona | questions | right |",
        "| --- | --- | --- |",
        *(row(persona, found, gets("right")) for persona, found in grouped(questions, "persona")),
        "",
        "## By point, weakest first",
        "",
        "| point | questions | right |",
        "| --- | --- | --- |",
        *(
            row(label, found, gets("right"))
            for label, found in sorted(
                grouped(questions, "label"), key=lambda kv: (share(kv[1], "right"), kv[0])
            )
        ),
        "",
        "## Points taken for another",
        "",
        *(
            f"- {asked} → {answered}: {times}"
            for (asked, answered), times in Counter(
                (case.label, case.topics[0]) for case in questions if case.outcome == "wrong"
            ).most_common()
        ),
        "",
    ]
    return "\n".join(lines)


def one_answered(case: Case) -> bool:
    """Whether at least one point of a double question is answered."""
    return case.intent == "faq" and bool(set(case.topics) & set(case.label.split("+")))


def grouped(cases: list[Case], attribute: str) -> list[tuple[str, list[Case]]]:
    """Return the cases by persona or label, in the order of the alphabet."""
    groups = defaultdict(list)
    for case in cases:
        groups[getattr(case, attribute)].append(case)
    return sorted(groups.items())


def draw(cases: list[Case], outside: list[Case]) -> None:
    """Draw the reliability diagram and the out-of-scope curve."""
    questions = [case for case in cases if case.is_question]
    beyond = [*outside, *(case for case in cases if case.is_out_of_scope)]
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    edges = np.linspace(0, 1, BINS + 1)
    places = np.digitize([case.confidence for case in questions], edges[1:-1])
    for place in range(BINS):
        found = [case for case, at in zip(questions, places) if at == place]
        if found:
            mean = np.mean([case.confidence for case in found])
            left.scatter(mean, np.mean([c.first == c.label for c in found]), 15 + 2 * len(found))
    left.plot([0, 1], [0, 1], "--", color="grey")
    left.set(
        xlabel="confidence", ylabel="share right (size: how many)", xlim=(0, 1), ylim=(0, 1.05)
    )

    thresholds = np.linspace(0, 1, 101)
    right.plot(
        [np.mean([answers(c, t) for c in beyond]) for t in thresholds],
        [np.mean([answers(c, t) and c.first == c.label for c in questions]) for t in thresholds],
    )
    right.scatter(share(beyond, "right", "wrong"), share(questions, "right"), color="black")
    right.set(xlabel="out of scope, answered", ylabel="questions, answered right", ylim=(0, 1))
    figure.tight_layout()
    figure.savefig(PLOT, dpi=80)
    plt.close(figure)


def answers(case: Case, threshold: float) -> bool:
    """Whether the first label is a point with at least this confidence."""
    return case.first.startswith("faq/") and case.confidence >= threshold


if __name__ == "__main__":
    main()
