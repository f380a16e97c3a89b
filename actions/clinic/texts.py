"""Texts with gaps, and what is not known left out of them."""

import re
from collections.abc import Mapping

GAP = re.compile(r"{(\w+)}")


def without_unset(text: str, values: Mapping[str, object]) -> str:
    """Leave out the lines with a gap whose value is None; other gaps stay as they are."""
    return "\n".join(
        line
        for line in text.splitlines()
        if not any(name in values and values[name] is None for name in GAP.findall(line))
    )


def fill(text: str, values: Mapping[str, object]) -> str:
    """Fill in every gap; a line whose value is None is left out.

    Raises:
        KeyError: the text has a gap for which there is no value.
    """
    lines = without_unset(text, values)
    return GAP.sub(lambda gap: str(values[gap[1]]), lines)
