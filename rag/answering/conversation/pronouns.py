"""Pronouns that mean something of the conversation, and names in their place. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answering.conversation.lexicon import (
    AUXILIARIES,
    FORMS_OF_BE,
    PREPOSITIONS,
    SUBORDINATORS,
)
from rag.answering.conversation.referents import Referent
from rag.answering.conversation.tokens import Token, is_verb, tokens
from rag.answering.conversation.topics import Meant, fitting

Part = Literal["subject", "object", "owner"]

_FORMS: dict[str, tuple[Meant, Part]] = {
    "he": ("he", "subject"), "him": ("he", "object"), "his": ("he", "owner"),
    "she": ("she", "subject"), "her": ("she", "object"), "they": ("they", "subject"),
    "them": ("they", "object"), "their": ("they", "owner"), "it": ("it", "subject"),
    "its": ("it", "owner"), "there": ("there", "object"),
}  # fmt: skip

_CAN_BE_SO = (
    "true|possible|impossible|likely|unlikely|clear|known|legal|illegal|certain|right|wrong|safe|"
    "dangerous|difficult|easy|hard|important|necessary|worth|time|fair|normal|allowed|common"
)
_EMPTY_IT = re.compile(
    r"\b(?:is|was|will|would|could|can|has|might|may)(?:n['’]t)? it (?:be |been )?(?:\w+ )?"
    rf"(?:(?:{_CAN_BE_SO})(?: \S+){{0,3}}? (?:that|if|whether)|(?!likely|unlikely|certain)"
    rf"(?:{_CAN_BE_SO}) to|(?:rain|snow)\w*|(?:cold|hot|warm|sunny|windy|dark)\b"
    r"|(?:(?-i:[A-Z])\S* )+(?:who|that))\b"
    r"|\b(?:time|day|date) (?:is|was) it\b|\bit (?:take|takes|took|cost)(?: \S+){0,3}? to\b"
    r"|\bit (?:is|was|seem|seems|appears?|turns? out)(?: \w+){0,3} that\b"
    r"|\bit been\b"
    r"|\b(?:did|does|will) it (?:rain|snow)\b|\b(?:made?|makes|making) it (?:to|into|through)\b",
    re.IGNORECASE,
)
"""Where "it" stands for nothing: "is it true that", "how long does it take to", "is it raining"."""

_WHO_ACTS = re.compile(r"\b(?:who|whose \w+)\s+(?P<verb>\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pronoun:
    """A pronoun that nothing in its own question explains: `text[start:end]`."""

    start: int
    end: int
    meant: Meant
    part: Part


def open_pronouns(text: str, *, named: Sequence[Referent]) -> tuple[Pronoun, ...]:
    """Find the pronouns that nothing in the question explains, the first of each kind.

    `named` is what the question names itself.
    """
    found: dict[Meant, Pronoun] = {}
    for each in _pronouns(text):
        if each.meant not in found and not _explained(each, text, named=named):
            found[each.meant] = each
    return tuple(found.values())


def with_name(text: str, pronoun: Pronoun, *, referent: Referent) -> str:
    """Put what a pronoun means in its place."""
    words = referent.text
    if pronoun.part == "owner" and referent.end > referent.head_end:
        end = _owned_end(text, pronoun.end)
        owned = text[pronoun.end : end].strip()
        return f"{text[: pronoun.start]}the {owned} of {words}{text[end:]}"
    if pronoun.part == "owner":
        words += "'" if words.endswith("s") else "'s"
    if pronoun.meant == "there":
        words = f"{_preposition(text[: pronoun.start], referent)} {words}".strip()
    return f"{text[: pronoun.start]}{words}{text[pronoun.end :]}"


def _owned_end(text: str, start: int) -> int:
    """Give where the noun ends that stands behind "its"."""
    found = [each for each in tokens(text) if each.start >= start]
    end = start
    for number, token in enumerate(found):
        named = token.is_content or token.is_capital
        if not named or (number and is_verb(found, number)):
            break
        end = token.end
    return end


def _preposition(before: str, referent: Referent) -> str:
    words = before.lower().split()
    if words and words[-1] in PREPOSITIONS:
        return ""
    if any(
        word.startswith(
            (
                "go",
                "went",
                "fl",
                "sail",
                "travel",
                "mov",
                "com",
                "cam",
                "got",
                "get",
                "arriv",
                "return",
                "head",
            )
        )
        for word in words
    ):
        return "to"
    return referent.before if referent.before in {"in", "at", "on", "near"} else "in"


def _pronouns(text: str) -> Iterator[Pronoun]:
    empty = [match.span() for match in _EMPTY_IT.finditer(text)]
    found = tokens(text)
    for number, token in enumerate(found):
        form = _FORMS.get(token.lower)
        if form is None or any(start <= token.start < end for start, end in empty):
            continue
        following = found[number + 1] if number + 1 < len(found) else None
        before = found[number - 1] if number else None
        if token.lower == "there" and _is_empty_there(before, following):
            continue
        what, part = form
        if token.lower == "her" and following is not None and _is_owned(following):
            part = "owner"
        if token.lower == "it" and not _stands_as_subject(before, following):
            part = "object"
        end = token.end + 2 if token.possessive and part != "owner" else token.end
        if token.possessive:
            continue
        yield Pronoun(start=token.start, end=end, meant=what, part=part)


def _is_empty_there(before: Token | None, following: Token | None) -> bool:
    """ "Is there …", "there was …" name no place; "will she be there" does."""
    at_end = following is None or not following.is_word
    if at_end:
        return False
    if following is not None and following.lower in FORMS_OF_BE | {"has", "have", "had", "will"}:
        return True
    return before is None or before.lower in AUXILIARIES


def _is_owned(following: Token) -> bool:
    return following.is_content or following.is_capital or following.lower in {"own", "first"}


def _stands_as_subject(before: Token | None, following: Token | None) -> bool:
    if before is None or before.lower in AUXILIARIES | SUBORDINATORS:
        return True
    if before.lower in PREPOSITIONS or following is None or not following.is_word:
        return False
    return following.lower in AUXILIARIES or (following.is_content and not before.is_content)


def _explained(pronoun: Pronoun, text: str, *, named: Sequence[Referent]) -> bool:
    if _explained_by_who(pronoun, text) or _explained_later(pronoun, text, named=named):
        return True
    return any(
        each.end <= pronoun.start
        and fitting(each.nature, pronoun.meant) is not None
        and _reaches(text[each.end : pronoun.start], pronoun, is_part=each.is_part)
        for each in named
    )


def _reaches(between: str, pronoun: Pronoun, *, is_part: bool) -> bool:
    """Tell whether a pronoun can mean what stands before it in its own question."""
    words = [each.lower for each in tokens(between) if each.is_word]
    if pronoun.part == "owner":
        # "The name of his wife" doesn't explain whose; "Lee sold his house" does.
        return any(word not in PREPOSITIONS for word in words)
    if pronoun.part == "subject":
        # "In which city did it …": what is asked for is not what "it" means.
        return "," in between or len(words) > 1 or not words or words[0] not in AUXILIARIES
    return not is_part and any(word in SUBORDINATORS for word in words)


def _explained_by_who(pronoun: Pronoun, text: str) -> bool:
    """ "Who lost his seat?" asks for whose seat it was; "Who led it?" doesn't explain "it"."""
    if pronoun.meant in {"it", "there"} or pronoun.part == "object":
        return False
    return any(
        match.end() <= pronoun.start
        and (
            match["verb"].lower() not in AUXILIARIES or _has_verb(text[match.end() : pronoun.start])
        )
        for match in _WHO_ACTS.finditer(text)
    )


def _has_verb(between: str) -> bool:
    return any(each.is_content for each in tokens(between))


def _explained_later(pronoun: Pronoun, text: str, *, named: Sequence[Referent]) -> bool:
    """ "Before he left, what did Moon say?" explains "he" behind the comma."""
    first = next(iter(tokens(text)), None)
    comma = text.find(",", pronoun.end)
    if first is None or comma < 0 or first.lower not in SUBORDINATORS | PREPOSITIONS:
        return False
    return any(
        each.start > comma and fitting(each.nature, pronoun.meant) is not None for each in named
    )
