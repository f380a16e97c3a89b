"""What takes an alarm back: negation, the past, healing, animals, fiction, mere questions."""

from bot.safety.lexicon import Occurrence
from bot.safety.reading import Sentence

Match = tuple[Occurrence, ...]

WINDOW = 8
NEGATION_REACH = 7
NOT_REACH = 3
BACKWARD_REACH = 8


def negated(sentence: Sentence, match: Match) -> bool:
    """Whether a negation that is no part of the match covers one of its words."""
    own = {position for occurrence in match for position in occurrence.positions}
    negators = (
        negator
        for name in ("none_of", "negation")
        for negator in sentence.occurrences.get(name, ())
        if negator.start not in own
    )
    return any(
        not own.isdisjoint(negation_scope(sentence, negator)) or denies(sentence, negator, own)
        for negator in negators
    ) or any(sentence.marks(occurrence.end + 1, "denial") for occurrence in match)


def denies(sentence: Sentence, negator: Occurrence, own: set[int]) -> bool:
    """Whether "niet" stands right behind the match at the end of its clause."""
    return (
        negator.concept == "negation"
        and negator.start - 1 in own
        and ends_clause(sentence, negator.end)
    )


def is_denied_next(sentence: Sentence, following: Sentence | None) -> bool:
    """Whether a short question is answered with no at once: "Koorts? Nee."."""
    return (
        sentence.question
        and following is not None
        and following.marks(0, "denial")
        and not sentence.has("self_state")
    )


def asserted(sentence: Sentence, occurrence: Occurrence) -> bool:
    """Whether a single occurrence is said, not denied."""
    return not negated(sentence, (occurrence,))


def negation_scope(sentence: Sentence, negator: Occurrence) -> set[int]:
    """Return the positions that a negation covers."""
    tokens, here = sentence.tokens, negator.end
    if any(o.start == negator.start for o in sentence.occurrences.get("no_negation", ())):
        return set()
    stops = {o.start for o in sentence.occurrences.get("scope_end", ())}
    scope: set[int] = set()
    reach = NEGATION_REACH if negator.concept == "none_of" else NOT_REACH
    for position in range(here + 1, min(here + 1 + reach, len(tokens))):
        if position in stops or (
            sentence.clauses[position] != sentence.clauses[here]
            and not continues_list(sentence, position, stops)
        ):
            break
        scope.add(position)
    trouble = [o for o in sentence.occurrences.get("no_trouble", ()) if o.start == negator.start]
    if (trouble and ends_clause(sentence, trouble[0].end)) or (
        sentence.marks(here, "end_negation")
        and ends_clause(sentence, here)
        and states(sentence, here)
        and not sentence.marks(here - 1, "object_word")
    ):
        subject = before_fillers(sentence, negator.start)
        for position in range(negator.start - 1, max(-1, here - BACKWARD_REACH - 1), -1):
            if sentence.clauses[position] != sentence.clauses[here] or (
                position in stops and position < subject
            ):
                break
            scope.add(position)
    return scope


def before_fillers(sentence: Sentence, position: int) -> int:
    """Return the nearest position before this one that holds no filler."""
    found = position - 1
    while found > 0 and sentence.marks(found, "filler"):
        found -= 1
    return found


def continues_list(sentence: Sentence, position: int, stops: set[int]) -> bool:
    """Whether "geen a, b of c" goes on beyond the comma before this position."""
    for later in range(position, min(position + NEGATION_REACH, len(sentence.tokens))):
        if later in stops:
            return False
        if sentence.marks(later, "list_word"):
            return True
    return False


def ends_clause(sentence: Sentence, position: int) -> bool:
    """Whether nothing but fillers follows in the clause."""
    for later in range(position + 1, len(sentence.tokens)):
        if sentence.clauses[later] != sentence.clauses[position]:
            return True
        if not sentence.marks(later, "filler"):
            return False
    return True


def states(sentence: Sentence, position: int) -> list[Occurrence]:
    """Return the verbs of having and being in the clause of a position."""
    return [
        occurrence
        for occurrence in sentence.occurrences.get("state_verb", ())
        if sentence.clauses[occurrence.start] == sentence.clauses[position]
    ]


def is_past(sentence: Sentence, following: Sentence | None, match: Match, accident: bool) -> bool:
    """Whether it is told of an earlier time, or is over."""
    own = {position for occurrence in match for position in occurrence.positions}
    now = {sentence.clauses[o.start] for o in sentence.occurrences.get("now", ())}
    still = {sentence.clauses[position] for position in own} <= now
    healed = any(
        own.isdisjoint(o.positions)
        and not (still and sentence.clauses[o.start] != sentence.clauses[min(own)])
        for o in sentence.occurrences.get("healed", ())
    )
    if healed or (following is not None and following.has("healed")):
        return not sentence.has("again")
    if sentence.has("recent" if accident else "present"):
        return False
    clauses = {sentence.clauses[o.start] for o in match} | {sentence.clauses[o.end] for o in match}
    if any(sentence.clauses[o.start] in clauses for o in sentence.occurrences.get("past", ())):
        return True
    past_verb = any(
        sentence.clauses[o.start] in clauses for o in sentence.occurrences.get("past_verb", ())
    )
    return past_verb and (sentence.has("past") or sentence.has("relative_subject"))


def is_about_pet(sentence: Sentence, previous: Sentence | None, match: Match) -> bool:
    """Whether an animal is the one with the complaint."""
    first, last = min(o.start for o in match), max(o.end for o in match)
    pets = [o for o in sentence.occurrences.get("pet_subject", ()) if not led_by(sentence, o)]
    if not pets:
        told_before = previous is not None and any(
            not led_by(previous, o) for o in previous.occurrences.get("pet_subject", ())
        )
        return told_before and sentence.has("pet_pronoun") and not sentence.has("self")
    if not sentence.has("self_subject"):
        return True
    before = [pet.end for pet in pets if pet.end <= first]
    return bool(before) and not any(
        max(before) < o.start <= last for o in sentence.occurrences.get("self_subject", ())
    )


def led_by(sentence: Sentence, pet: Occurrence) -> bool:
    """Whether a preposition stands before the animal: "over mijn hond gestruikeld"."""
    places = range(max(0, pet.start - 2), pet.start)
    before = [place for place in places if not sentence.marks(place, "determiner")]
    return bool(before) and sentence.marks(before[-1], "preposition")


def is_fiction(sentence: Sentence, previous: Sentence | None) -> bool:
    """Whether it is told of a film, book or programme."""
    if sentence.has("fiction"):
        return not sentence.has("self_state")
    return (
        previous is not None
        and previous.has("fiction")
        and not sentence.has("self")
        and not sentence.has("relative")
    )


def is_asked_about(sentence: Sentence, match: Match) -> bool:
    """Whether the words are the subject of a question for information, not a complaint."""
    if sentence.has("article"):
        start = min(o.start for o in match)
        return not any(
            start - WINDOW <= o.start <= max(m.end for m in match)
            for o in sentence.occurrences.get("self_state", ())
        )
    if sentence.has("information_question") and not sentence.has("present"):
        return not (sentence.has("self_complaint") or sentence.has("relative"))
    return False
