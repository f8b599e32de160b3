"""What has happened, what is planned, and what may only be. Pure."""

from collections.abc import Iterator, Sequence

from rag.answering.facts.wording import base, is_past
from rag.words import Word, content_words, words

_DOUBTING = frozenset(
    ["may", "might", "could", "would", "if", "unless", "whether", "perhaps", "possibly"]
)
_COMING = frozenset(
    [
        "will",
        "shall",
        "going",
        "plan",
        "plans",
        "planned",
        "expect",
        "expected",
        "scheduled",
        "due",
        "set",
        "to",
    ]
)
_BEFORE = 4
"""Words before a verb in which its mood is said."""


def otherwise_certain(claim: str, evidence: str) -> Iterator[str]:
    """Yield the verbs that a claim says with more certainty than its evidence.

    What may be isn't what will be; what will be isn't what has been.
    """
    content = {word.start for word in content_words(claim)}
    told = _heard(evidence)
    own = tuple(words(claim))
    for place, word in enumerate(own):
        moods = told.get(base(word.stem))
        if word.start not in content or word.is_name or not moods:
            continue
        said = _marks(own, place)
        if (moods == {"doubt"} and not said & _DOUBTING) or (
            moods == {"coming"} and is_past(word) and not said & (_COMING | _DOUBTING)
        ):
            yield word.written


def _heard(text: str) -> dict[str, set[str]]:
    """Give for each base the moods in which a text says it: doubt, coming or plain."""
    found = tuple(words(text))
    heard: dict[str, set[str]] = {}
    for place, word in enumerate(found):
        marks = _marks(found, place)
        coming = bool(marks & {"will", "shall"}) or (bool(marks & _COMING) and not is_past(word))
        mood = "doubt" if marks & _DOUBTING else "coming" if coming else "plain"
        heard.setdefault(base(word.stem), set()).add(mood)
    return heard


def _marks(found: Sequence[Word], place: int) -> set[str]:
    return {word.written.lower() for word in found[max(0, place - _BEFORE) : place]}
