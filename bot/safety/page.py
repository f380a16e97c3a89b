"""Writes docs/veiligheid.md from signs.yml and the advice texts: ``python -m bot.safety.page``."""

from typing import Any

import yaml

from bot.safety.rules import SIGNS_FILE, Level, RuleBook, load

PROJECT = SIGNS_FILE.parents[2]
PAGE = PROJECT / "docs/veiligheid.md"
TEMPLATE = SIGNS_FILE.with_name("page_template.md")
DOMAIN = PROJECT / "domain.yml"


def page(template: str, book: RuleBook, responses: dict[str, Any]) -> str:
    """Return the page as Markdown."""
    levels = book.levels.values()
    return template.format(
        levels="\n".join(level_part(level, responses) for level in levels),
        signs="\n".join(signs_part(book, level) for level in levels),
        never="\n".join(f"- {line}" for line in book.never) + "\n",
    )


def level_part(level: Level, responses: dict[str, Any]) -> str:
    """Return the heading of a level and the text that the patient gets; none yet: a dash."""
    wordings = responses.get(level.advice)
    lines = wordings[0]["text"].splitlines() if wordings else ["–"]
    quoted = "\n>\n".join(f"> {line}" for line in lines)
    return f"### {level.rank + 1}. {level.title}\n\n{quoted}\n"


def signs_part(book: RuleBook, level: Level) -> str:
    """Return the table of the signs of a level."""
    rows = [
        f"| {sign.title} | {sign.why} | {sign.source} | "
        + "<br>".join(f"“{example}”" for example in sign.examples)
        + " |"
        for sign in book.signs.values()
        if sign.level == level.id
    ]
    head = "| " + " | ".join(book.columns) + " |\n" + "| --- " * len(book.columns) + "|"
    return f"### {level.title}\n\n" + "\n".join([head, *rows]) + "\n"


def current_page() -> str:
    """Return the page that belongs to the files as they are now."""
    domain = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))
    return page(TEMPLATE.read_text(encoding="utf-8"), load(), domain["responses"])


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(current_page(), encoding="utf-8")
