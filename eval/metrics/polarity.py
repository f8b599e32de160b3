"""What an answer makes of a question: says yes or no to it, or denies what it assumes. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from eval.metrics.denial import NONE, NOT, content
from eval.metrics.wording import Word, alike, read_body, words

Polarity = Literal["yes", "no"]
Leading = Literal["yes", "no", "both"]

_YES = frozenset({"yes", "yep", "yeah", "indeed", "correct", "right", "true", "certainly"})
_NO = frozenset({"no", "nope", "incorrect", "false", "untrue", "never"})
_LEADS_ON = frozenset({"it", "he", "she", "they", "there", "this", "that", "we", "i"})
_SHORT_YES = re.compile(
    r"^(?:it|he|she|they|there|we) (?:did|does|do|is|are|was|were|has|have|will|would|can)$"
)
_SHORT_NO = re.compile(
    r"^(?:it|he|she|they|there|we) (?:(?:did|does|do|is|are|was|were|has|have|will|would|can) not"
    r"|didnt|doesnt|dont|isnt|arent|wasnt|werent|hasnt|havent|wont|wouldnt|cannot|cant)(?: yet)?$"
    r"|^not (?:yet|at all|so|really)$"
)
_BOTH = re.compile(r"^(?:yes (?:and|or) no|no (?:and|or) yes)$")
_ONLY = frozenset({"only", "solely", "exclusively"})
_STAND_INS = frozenset({"it", "them", "there", "him", "her", "so"})
_CLAUSE_WORDS = frozenset(
    {"but", "because", "while", "although", "though", "who", "which", "when", "after", "before"}
    | {"since", "whereas", "until", "so", "if", "unless"}
)
_WHEN = re.compile(r"\b(?:during|since|while|when|after|before)\b", re.IGNORECASE)
_REASONS = frozenset({"because", "since", "as", "so", "after", "when"})
_SURE = 0.75
"""Least share of the question's content in a clause that affirms it."""


def leading(text: str) -> Leading | None:
    """Give the yes or no that a text begins with, None where it begins otherwise."""
    said = read_body(text)
    if not said or _is_label(said, 0):
        return None
    opening = " ".join(word.text for word in next(_clauses(said)))
    if _BOTH.match(opening):
        return "both"
    if _SHORT_NO.match(opening):
        return "no"
    if _SHORT_YES.match(opening.removeprefix("indeed ")):
        return "yes"
    alone = len(said) == 1 or bool(said[0].mark.strip("'\"“”-")) or said[1].text in _LEADS_ON
    if alone and said[0].text in _YES:
        return "yes"
    return "no" if alone and said[0].text in _NO else None


def polarity(text: str, *, question: str) -> Polarity | None:
    """Tell whether the clause nearest to a question affirms or denies it; None: neither."""
    said = read_body(text)
    asked = content(question)
    # When it happened may go unsaid in an answer that affirms it.
    nearest, share = _nearest_clause(said, asked=content(_WHEN.split(question)[0]) or asked)
    if _denies(nearest, asked) or _excludes(said, asked):
        return "no"
    return "yes" if share >= _SURE and not any(_negates(nearest)) else None


def denies_premise(text: str, *, question: str) -> bool:
    """Tell whether the clause nearest to a question denies what the question takes for granted."""
    said = read_body(text)
    asked = content(question)
    nearest, _ = _nearest_clause(said, asked=asked)
    if _denies(nearest, asked):
        return nearest[0].text not in _REASONS
    counted = words(question)[:2] in {("how", "many"), ("how", "much")}
    return counted and any(word.text in NONE for word in said)


def _denies(clause: Sequence[Word], asked: Sequence[str]) -> bool:
    """Tell whether a clause denies something that was asked about."""
    return any(
        negates
        and any(alike(word.text, each) for word in clause[index : index + 4] for each in asked)
        for index, negates in enumerate(_negates(clause), start=1)
    )


def _excludes(said: Sequence[Word], asked: Sequence[str]) -> bool:
    """Tell whether a text opens or closes a clause with "only", and leaves out what was asked.

    What a question asks about comes last in it: "open to lorries", "guilty of bribery".
    """
    if any(word.text in _STAND_INS for word in said):
        return False
    limited = any(clause[0].text in _ONLY or clause[-1].text in _ONLY for clause in _clauses(said))
    return limited and bool(asked) and not any(alike(word.text, asked[-1]) for word in said)


def _negates(clause: Sequence[Word]) -> Iterator[bool]:
    """Say for each word whether it denies; in "no. 5" and "no doubt", no doesn't."""
    for index, word in enumerate(clause):
        yield word.text in NOT | NONE and not _is_label(clause, index)


def _is_label(clause: Sequence[Word], index: int) -> bool:
    following = clause[index + 1] if index + 1 < len(clause) else None
    if clause[index].text != "no" or following is None:
        return False
    return following.text[0].isdigit() or following.text == "doubt"


def _clauses(said: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Part words at marks and at words that open a clause."""
    begin = 0
    for index, word in enumerate(said, start=1):
        marked = any(each in ",;:.!?\n()—–" for each in word.mark) and not (
            word.text == "no" and word.mark == "."
        )
        opens = index < len(said) and said[index].text in _CLAUSE_WORDS
        if marked or opens or index == len(said):
            yield said[begin:index]
            begin = index


def _nearest_clause(said: Sequence[Word], *, asked: Sequence[str]) -> tuple[Sequence[Word], float]:
    """Give the first clause that holds most of what is asked about, and the share it holds."""
    best: tuple[Sequence[Word], float] = ((), 0.0)
    for clause in _clauses(said):
        held = sum(any(alike(word.text, each) for word in clause) for each in asked)
        share = held / len(asked) if asked else 0.0
        if share > best[1]:
            best = (clause, share)
    return best
