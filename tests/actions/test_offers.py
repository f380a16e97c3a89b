"""When the bot offers an appointment by itself."""

import pytest

from actions.clinic.offers import MOST_OFFERS, should_offer


@pytest.mark.parametrize(
    ("answers_given", "offers_made", "declined", "expected"),
    [
        (0, 0, False, False),
        (1, 0, False, True),
        (2, 1, False, False),
        (4, 1, False, False),
        (5, 1, False, True),
        (9, 2, False, True),
        (50, MOST_OFFERS, False, False),
        (1, 0, True, False),
        (9, 2, True, False),
    ],
)
def test_should_offer(answers_given, offers_made, declined, expected):
    assert should_offer(answers_given, offers_made, declined) is expected
