"""Questions that say too little to be searched for, without a pronoun: "Who won?". Pure."""

import re
from datetime import date

from rag.answering.conversation.asking import taken_apart, without_connective
from rag.answering.conversation.mentions import mentioned
from rag.reading.dates import find_dates
from rag.words import content_words

_FEW = 2
"""Content words of a question that names nothing: it can hardly be one of its own."""

_SHORT = 10
"""Words of a question; a longer one has its topic in it."""

_LACKS_OBJECT = re.compile(
    r"\b(?:react|respond|reply|answer|comment|retaliate|disagree|object)(?:ed|s)?"
    r"(?: to (?:that|this|it))?\W*$"
    r"|\b(?:next|afterwards?|instead|(?:after|before) (?:that|this))\W*$",
    re.IGNORECASE,
)
_SAYS_MUCH = re.compile(r"[\d\"“‘]|(?<!\w)'\w")
_ARTICLE = re.compile(r"\b(?:the|an?)\s*$", re.IGNORECASE)


def lacks_a_topic(text: str, *, as_of: date) -> bool:
    """Tell whether a question without pronouns still needs the one before it.

    So do questions of hardly more than a verb, and those whose verb wants what was said before
    ("How did the union react?"). A name, a number, a quotation or a thing makes a topic.
    """
    if len(text.split()) > _SHORT:
        return False
    if _LACKS_OBJECT.search(text):
        return True
    if _SAYS_MUCH.search(text) or any(each.is_name and each.start for each in content_words(text)):
        return False
    if taken_apart(without_connective(text)) is None:
        return False
    dated = [(each.start, each.end) for each in find_dates(text, published=as_of)]

    def is_dated(start: int) -> bool:
        return any(first <= start < last for first, last in dated)

    has_thing = any(
        _ARTICLE.search(text[: each.start]) and not is_dated(each.start)
        for each in mentioned(text, as_of=as_of, known=frozenset())
    )
    own = [each for each in content_words(text) if not is_dated(each.start)]
    return not has_thing and len(own) <= _FEW
