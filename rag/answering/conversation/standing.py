"""A question as it stands alone, without the conversation before it: rules only. Pure."""

import re
from collections.abc import Sequence
from datetime import date

from rag.answering.conversation.asking import (
    begins_with_connective,
    without_connective,
    without_courtesy,
)
from rag.answering.conversation.bare import asks_again, bare_words, completed
from rag.answering.conversation.days import points_to_a_day, with_days
from rag.answering.conversation.demonstratives import points_nowhere, with_pointed
from rag.answering.conversation.fragments import fragment, repeated, replaced
from rag.answering.conversation.lacking import lacks_a_topic
from rag.answering.conversation.mentions import known_names, mentioned
from rag.answering.conversation.pronouns import Pronoun, open_pronouns, with_name
from rag.answering.conversation.referents import Referent
from rag.answering.conversation.topics import (
    Exchange,
    brings_up_a_thing,
    clearly_meant,
    possibly_meant,
    read_exchange,
)
from rag.schema import Question, Turn

_EXCHANGES = 3
"""Questions of the conversation, with their answers, that a new one can lean on."""

_TURN = 600
"""Characters of a message that are read; what a question leans on stands at its beginning."""

_LONGEST = 200
"""Characters of a question that can lean on others; a longer one tells enough itself."""

_MAY_LEAN = re.compile(
    r"\b(?:he|him|his|she|her|they|them|their|it|its|there|then|this|that|these|those|both|others?|"
    r"same|former|latter|(?:next|following|previous) (?:day|week|month|year)|later|earlier|after|"
    r"before|next|afterwards?|instead|sure|thanks?)\b"
    r"|^\W*(?:and|but|so|or|also|then|(?:what|how) (?:about|of)|ok\w*|well|yes|no|right|sorry)\b",
    re.IGNORECASE,
)
_SHORT = 7
"""Words of a question that may lean on others without showing it."""

_ENDS = ("?", "!", ".")

_Pairs = tuple[tuple[str, str], ...]
"""Questions as they were typed, with what was answered, oldest first."""


def stand_alone(question: Question) -> str | None:
    """Give the question's text so that it needs no conversation; None where rules can't.

    What doesn't lean on the conversation comes back as it is, but for thanks before it. A rewriting
    has no names, numbers or other content words than the question and the last turns; days that
    are counted from one spoken of are written out.
    """
    return _standing(question.text, _pairs(question.history), as_of=question.as_of)


def joined(question: Question) -> str:
    """Give the question with the last one behind it, for where nothing better can be had."""
    pairs = _pairs(question.history)
    if not pairs:
        return question.text
    text = without_courtesy(" ".join(question.text.split()))
    last = _exchange(pairs, as_of=question.as_of)
    text = without_connective(_with_days(text, last, as_of=question.as_of) or text)
    return f"{text}{'' if text.endswith(_ENDS) else '?'} {last.question}"


def _pairs(history: Sequence[Turn]) -> _Pairs:
    pairs: list[tuple[str, str]] = []
    for turn in history[-2 * _EXCHANGES :]:
        content = " ".join(turn.content[:_TURN].split())
        if turn.role == "user":
            pairs.append((content, ""))
        elif pairs:
            asked, told = pairs[-1]
            pairs[-1] = (asked, f"{told} {content}".strip())
    return tuple(pairs[-_EXCHANGES:])


def _asked_before(pairs: _Pairs, *, as_of: date) -> str:
    """Give the last question as it stood alone."""
    asked = pairs[-1][0]
    return _standing(asked, pairs[:-1], as_of=as_of) or asked


def _exchange(pairs: _Pairs, *, as_of: date) -> Exchange:
    """Read the last question and its answer."""
    around = [text for pair in pairs for text in pair]
    asked = _asked_before(pairs, as_of=as_of)
    return read_exchange(asked, pairs[-1][1], as_of=as_of, around=around)


def _standing(text: str, pairs: _Pairs, *, as_of: date) -> str | None:
    if not pairs or len(text) > _LONGEST:
        return text
    if len(text.split()) > _SHORT and not _MAY_LEAN.search(text):
        return text
    plain = without_courtesy(" ".join(text.split()))
    if asks_again(plain):
        return _asked_before(pairs, as_of=as_of)
    bare = bare_words(without_connective(plain))
    if bare is not None:
        return completed(bare, _exchange(pairs, as_of=as_of))
    last = _exchange(pairs, as_of=as_of)
    dated = _with_days(plain, last, as_of=as_of)
    rewritten = None if dated is None else _with_names(dated, last, pairs, as_of=as_of)
    if rewritten is None:
        return None
    words = fragment(rewritten, as_of=as_of)
    if words is not None:
        return replaced(words, last, as_of=as_of)
    if rewritten == plain:
        return None if lacks_a_topic(plain, as_of=as_of) else _unchanged(text, plain)
    if rewritten == dated and lacks_a_topic(plain, as_of=as_of):
        return repeated(dated, last, as_of=as_of)
    return without_connective(rewritten)


def _unchanged(text: str, plain: str) -> str:
    """Give the text as it was typed where nothing but blanks would change."""
    return text if plain == " ".join(text.split()) else plain


def _with_days(text: str, last: Exchange, *, as_of: date) -> str | None:
    """Write out the days that are counted from one spoken of; None where none was."""
    if last.day is None:
        return None if points_to_a_day(text, as_of=as_of) else text
    return with_days(text, day=last.day, as_of=as_of, goes_on=begins_with_connective(text))


def _with_names(text: str, last: Exchange, pairs: _Pairs, *, as_of: date) -> str | None:
    """Put names in the place of what points back to them; None where one is unclear."""
    text = with_pointed(text, last) or ""
    if not text or points_nowhere(text):
        return None
    around = [each for pair in pairs for each in pair]
    named = mentioned(text, as_of=as_of, known=known_names(text, *around))
    used: list[Referent] = []
    for pronoun in sorted(open_pronouns(text, named=named), key=lambda each: -each.start):
        found = _referent(pronoun, last, pairs, named=named, as_of=as_of)
        if found is None or found in used:
            return None
        used.append(found)
        text = with_name(text, pronoun, referent=found)
    return text


def _referent(
    pronoun: Pronoun, last: Exchange, pairs: _Pairs, *, named: Sequence[Referent], as_of: date
) -> Referent | None:
    """Give what a pronoun means by the last exchange that has anything which fits it."""
    is_object = pronoun.part == "object"
    if pronoun.meant == "it" and is_object and brings_up_a_thing(last):
        return None
    possible = possibly_meant(pronoun.meant, last, named=named, is_object=is_object)
    while not possible and len(pairs) > 1:
        pairs = pairs[:-1]
        earlier = _exchange(pairs, as_of=as_of)
        possible = possibly_meant(pronoun.meant, earlier, named=named, is_object=is_object)
    return clearly_meant(possible) if possible else None
