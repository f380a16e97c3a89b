"""Measures alarm signs on messages by an author who saw none of it: ``make evaluate``.

Writes docs/veiligheid-meting.md, and every wrong decision to var/safety-wrong.tsv.
"""

from collections.abc import Iterable
from pathlib import Path

from bench.alarm_counts import LAYERS, Judge, Report, Tally, evaluate
from bench.cases import Reader
from bench.understanding import interval
from bot.launch import PROJECT
from bot.nlu.alarm_detector import ALARM, CLASSIFIER_LAYER, RULES_LAYER
from bot.safety.rules import RuleBook, load
from bot.safety.second_opinion import Example, read_examples

HELD_OUT = [PROJECT / "tests" / "safety" / name for name in ("held_out.tsv", "second.tsv")]
PAGE = PROJECT / "docs" / "veiligheid-meting.md"
WRONG = PROJECT / "var" / "safety-wrong.tsv"
TEMPLATE = Path(__file__).with_name("safety_template.md")
FEWEST_OF_PERSONA = 5


def main() -> None:
    """Measure, and write the page."""
    book = load()
    report = evaluate(held_out(), layers_of(Reader(), book), book)
    PAGE.write_text(page(report, book), encoding="utf-8")
    WRONG.parent.mkdir(exist_ok=True)
    WRONG.write_text("".join(wrong_lines(report)), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def held_out() -> list[Example]:
    """Return the messages of every author of the test sets."""
    return [example for path in HELD_OUT for example in read_examples(path)]


def layers_of(reader: Reader, book: RuleBook) -> Judge:
    """Return who sees an alarm in a text: each layer alone, and ``both`` for what the bot does."""

    def judge(text: str) -> list[str]:
        alarm = reader.parse(text).get(ALARM)
        found = [RULES_LAYER] if book.find(text) else []
        if alarm and CLASSIFIER_LAYER in alarm["layers"]:
            found.append(CLASSIFIER_LAYER)
        return [*found, "both"] if alarm else found

    return judge


def page(report: Report, book: RuleBook) -> str:
    """Return the page in Markdown."""
    titles = {theme: book.signs[sign].title for theme, sign in book.themes.items()} | book.kinds
    labels = sorted(report.by_label)
    themes = [label for label in labels if label in book.themes]
    weakest = min(themes, key=lambda theme: recall(report.by_label[theme]))
    personas = sorted(
        (name, tally)
        for name, tally in report.by_persona.items()
        if tally.total >= FEWEST_OF_PERSONA
    )
    return TEMPLATE.read_text(encoding="utf-8").format(
        misses=WRONG.relative_to(PROJECT),
        signs=table(report, themes, titles),
        weakest=titles[weakest],
        kinds=table(report, [label for label in labels if label not in book.themes], titles),
        fewest=FEWEST_OF_PERSONA,
        personas="\n".join(row(name, tally, ("both",)) for name, tally in personas),
    )


def table(report: Report, labels: Iterable[str], titles: dict[str, str]) -> str:
    """Return the rows of some labels, and one of them all."""
    tallies = {titles[label]: report.by_label[label] for label in labels}
    total = Tally(sum(tally.total for tally in tallies.values()))
    for tally in tallies.values():
        total.caught.update(tally.caught)
    return "\n".join(row(*item, LAYERS) for item in [*tallies.items(), ("**alle**", total)])


def row(title: str, tally: Tally, layers: Iterable[str]) -> str:
    """Return a line of a table: how often each layer saw an alarm."""
    shares = " | ".join(interval(tally.caught[layer], tally.total) for layer in layers)
    return f"| {title} | {tally.total} | {shares} |"


def recall(tally: Tally) -> float:
    """Return the share of messages with urgent advice, 0..1."""
    return tally.caught["both"] / tally.total


def wrong_lines(report: Report) -> list[str]:
    """Return each wrong decision as a line: what it is, label, persona, sentence."""
    return [
        "\t".join((kind, example.label, example.persona, example.text)) + "\n"
        for example in report.wrong
        for kind in ("missed" if example.label in report.themes else "false alarm",)
    ]


if __name__ == "__main__":
    main()
