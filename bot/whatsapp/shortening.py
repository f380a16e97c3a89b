"""Shortens texts at word boundaries. Lengths count code points, as WhatsApp does."""

import regex

ELLIPSIS = "…"
CHARACTERS = regex.compile(r"\X")
"""What a reader sees as one character: an emoji of several code points is never cut."""
SOURCE = "Bron:"


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` code points, cut after a word and marked with an ellipsis."""
    text = text.strip()
    if len(text) <= limit:
        return text
    room = limit - len(ELLIPSIS)
    kept = ""
    for character in CHARACTERS.findall(text):
        if len(kept) + len(character) > room:
            break
        kept += character
    at_boundary = text[len(kept)].isspace()
    words = kept if at_boundary else kept.rpartition(" ")[0]
    return (words or kept).rstrip(" ,;:-") + ELLIPSIS


def shorten_body(text: str, limit: int) -> str:
    """Shorten a message, but keep its last line if that names the source."""
    if len(text) <= limit:
        return text
    head, _, last = text.rpartition("\n")
    if not last.startswith(SOURCE):
        return shorten(text, limit)
    return f"{shorten(head, limit - len(last) - 1)}\n{last}"
