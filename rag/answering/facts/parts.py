"""A claim in parts, each of which another sentence may carry. Pure."""

import re

from rag.answering.facts.wording import AUXILIARIES, is_past
from rag.words import Word, content_words, words

_JOINT = re.compile(r";\s+|,?\s+(?:and|but|while|whereas)\s+(?:that\s+)?")
_PIECE = re.compile(
    r"[,;:()–—]\s*|\b(?:and|but|because|due to|after|before|since|while|as|with|which|who|where"
    r"|so that|in order to|despite)\b"
)
_OWN_SUBJECT = re.compile(
    r"(?:the|a|an|this|that|these|those|its|his|her|their|our|it|he|she|they|both|there)\b",
    re.IGNORECASE,
)
_VERBS = AUXILIARIES.union(
    "may might must shall does did cost cut hit put set let shut hurt spread read".split()  # noqa: SIM905
)
_ADVERBS = frozenset(
    ["also", "then", "later", "now", "both", "again", "soon", "still", "already", "thus"]
)


def parts(claim: str) -> tuple[str, ...]:
    """Part a claim at "and" and the like into sentences of their own; () where that can't be.

    A part without a subject gets the claim's. A part without a verb is none: "Chile and Peru".
    """
    pieces = [piece.strip(" ,.;!") for piece in _JOINT.split(claim)]
    if len(pieces) < 2 or not all(_has_verb(piece) for piece in pieces):
        return ()
    subject = _subject(pieces[0])
    whole = [piece if _has_subject(piece) else f"{subject} {piece}" for piece in pieces[1:]]
    return (pieces[0], *whole) if subject else ()


def _has_subject(piece: str) -> bool:
    if _OWN_SUBJECT.match(piece) or piece[:1].isupper():
        return True
    found = [word for word in words(piece) if word.written not in _ADVERBS]
    if not found or _is_verb(found[0]):
        return False
    # "sails at noon" needs a subject, "ships sailed" has one.
    return not found[0].written.endswith("s") or (len(found) > 1 and _is_verb(found[1]))


def _has_verb(piece: str) -> bool:
    found = tuple(words(piece))
    if not found:
        return False
    first = found[0].written
    return (first.endswith("s") and first.islower() and len(found) > 1) or any(
        word.written.lower() in _VERBS or (is_past(word) and not word.is_name) for word in found
    )


def _subject(piece: str) -> str:
    """Give the words up to the first name's end, or the first noun's where no name begins it."""
    found = tuple(words(piece))
    if not found:
        return ""
    named = [word for word in content_words(piece) if word.start <= found[0].end + 20]
    run: list[Word] = []
    for word in named:
        if run and (run[-1].is_name and not word.is_name):
            break
        if run and not run[-1].is_name and _is_verb(word):
            break
        run.append(word)
    return piece[: run[-1].end] if run else found[0].written


def _is_verb(word: Word) -> bool:
    return word.written.lower() in _VERBS or is_past(word)


def pieces(claim: str) -> tuple[str, ...]:
    """Give the stretches of a claim between commas, "because", "which" and the like."""
    return tuple(piece for piece in _PIECE.split(claim) if piece.strip())
