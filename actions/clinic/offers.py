"""When the bot offers an appointment by itself: after the first answer, then sparingly."""

ANSWERS_BETWEEN_OFFERS = 4
MOST_OFFERS = 3


def should_offer(answers_given: int, offers_made: int, declined: bool) -> bool:
    """Whether to offer an appointment after the latest answer.

    Args:
        answers_given: answers in this conversation, the latest included.
        offers_made: offers so far.
        declined: whether the patient said no to an offer.
    """
    if declined or offers_made >= MOST_OFFERS:
        return False
    return answers_given >= 1 + offers_made * ANSWERS_BETWEEN_OFFERS
