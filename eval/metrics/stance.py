"""Whether an answer is none: by its status or in words, the articles don't tell. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from eval.metrics.denial import content
from eval.metrics.wording import REMEMBERED, alike, read_body, sentences
from rag.schema import Answer

_SOURCES = (
    r"(?:(?:these |those |provided |given |available |supplied )*"
    r"(?:articles?|reports|texts?|passages?|sources?|documents?|excerpts?|coverage|context"
    r"|collection|(?:provided|given) (?:information|material|evidence)))"
)
_TELLS = (
    r"(?:say|state|mention|tell|give|name|contain|include|specify|provide|report|reveal|address"
    r"|answer|cover|discuss|explain|identify|indicate|disclose|describe|show|quote|speak|note|list"
    r"|detail|offer|hold|appear|suggest|confirm)"
)
_FACT = (
    r"(?:\w+ )?(?:information|mention|details?|name|names|figures?|dates?|numbers?|reasons?|answer"
    r"|amount|price|cost|cause|place|age|year|explanation)"
)
_TOLD = (
    r"(?:given|mentioned|stated|specified|named|provided|found|available|listed|told|disclosed"
    r"|identified|covered|explained|included|said)"
)
_NO_PART = rf"(?:none(?: of)?|neither(?: of)?|no|nothing in|nowhere in) {_SOURCES}"
_REFUSALS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_SOURCES}\b.{{0,40}}\b(?:not|dont|doesnt|didnt|never|cannot|cant|nowhere|fails? to)"
        rf" (?:\w+ ){{0,2}}{_TELLS}",
        rf"\b{_NO_PART}\b.{{0,40}}\b{_TELLS}(?:s|es)?\b",
        rf"\b{_SOURCES} (?:says?|tells?|states?|gives?|contains?|holds?|has|have|offers?"
        r"|provides?|names?|mentions?|shows?|lists?) (?:no|nothing)\b",
        r"\b(?:there is|there was|there are|there were|have|found|find|with) no (?:\w+ )?"
        r"(?:information|mention|details?|data|answer|reference)\b",
        rf"\bno {_FACT} (?:is|are|was|were) (?:\w+ )?{_TOLD}\b",
        r"\b(?:is|are|was|were|be) (?:not|never|nowhere) (?:\w+ )?(?:mentioned|stated|specified)\b",
        rf"\b(?:not|never|no \w+ (?:is|are|was|were)) (?:\w+ )?{_TOLD}\b.* {_SOURCES}\b",
        r"^(?:i|we) (?:do not|dont|did not|didnt) (?:know|have|see|find)\b",
        r"^(?:i |we |it )?(?:am |are |is |was )?(?:cannot|cant|could not|couldnt|can not|unable to"
        r"|not able to|not possible to) (?:be )?(?:\w+ )?(?:find|found|answer|answered|tell|say"
        r"|determine|determined|locate|see|confirm)\b",
        r"\b(?:cannot|cant|could not|couldnt) be (?:answered|determined|inferred|told)\b",
        rf"\bnot (?:\w+ )?(?:in|from|by|within|among) (?:any of )?{_SOURCES}\b",
        rf"\b(?:unclear|impossible to tell|not clear|unknown) from {_SOURCES}\b",
        rf"^(?:there is )?nothing (?:is |was |in {_SOURCES} )?"
        r"(?:said|says|told|tells|mentioned|about)\b",
        r"\bnothing is (?:said|mentioned)\b",
        r"\b(?:insufficient|not enough|no) information\b",
    )
)
"""The articles don't tell. Matched on a sentence's words as compared, without articles."""
_UNKNOWN = re.compile(
    r"^(?:unknown|unclear|not known|not stated|not given|not mentioned|not specified|not found"
    r"|no answer|no information)$"
    r"|\b(?:is|are|was|were|remains?|remained)(?: \w+)? (?:unclear|unknown|unspecified|undisclosed"
    r"|not(?: \w+)? (?:known|clear))\b"
    r"|\b(?:isnt|arent|wasnt|werent)(?: \w+)? (?:known|clear)\b"
    r"|\b(?:has|have) not (?:yet )?been (?:announced|disclosed|released|published|determined"
    r"|identified|revealed|established|made public)\b"
)
"""Nobody knows, as a report itself may say."""
_CONTRAST = re.compile(r"\b(?:but|however|although|though|except)\b")
_STILL_SILENT = re.compile(
    r"^(?:but|however|although|though) (?:it|they|\w+|" + _SOURCES + r") (?:only |do |does )?"
    r"(?:mention|discuss|describe|focus|talk|report|cover|deal)(?:s|es)?\b"
)
_TURNED = re.compile(
    rf"\b{_SOURCES}\b.* but (?:(?:do|does) )?not (?:{_TELLS} )?"
    r"(?:who|what|when|where|why|how|whether|which)\b"
)
"""A refusal that comes last: they tell this, but not who."""
_APOLOGY = re.compile(r"^(?:i am |im |we are )?(?:sorry|unfortunately|apologies)(?: but)?(?: |$)")


def refused(answer: Answer) -> bool:
    """Tell whether an answer is none: by its status, or since it says that the articles don't tell.

    Words of refusal count in the first sentence, where no "but" brings an answer after all, and in
    a later one that is nearer to the question than all others. That nobody knows, as a report may
    say, counts only where nothing else is said.
    """
    return answer.status == "not_found" or _says_no_answer(answer.text, answer.question)


@lru_cache(maxsize=REMEMBERED)
def _says_no_answer(text: str, question: str) -> bool:
    said = [" ".join(word.text for word in each) for each in sentences(read_body(text))]
    said = [each for each in (_APOLOGY.sub("", each).strip() for each in said) if each]
    if not said or all(_UNKNOWN.search(each) for each in said):
        return not _answers_after_all(" ".join(said))
    if _is_refusal(said[0]):
        return not _answers_after_all(" ".join(said))
    later = any(map(_is_refusal, said))
    return later and _is_refusal(_nearest(said, question=question))


def _is_refusal(sentence: str) -> bool:
    contrast = _CONTRAST.search(sentence)
    before = sentence[: contrast.start()] if contrast else sentence
    return bool(_TURNED.search(sentence)) or any(each.search(before) for each in _REFUSALS)


def _answers_after_all(said: str) -> bool:
    contrast = _CONTRAST.search(said)
    if not contrast or _TURNED.search(said):
        return False
    return not _STILL_SILENT.match(said[contrast.start() :])


def _nearest(said: Sequence[str], *, question: str) -> str:
    """Give the sentence that holds most of the question's content, empty where it isn't just one.

    It has to hold half of it.
    """
    asked = content(question)
    held = [sum(any(alike(word, each) for word in one.split()) for each in asked) for one in said]
    most = max(held)
    return said[held.index(most)] if held.count(most) == 1 and most * 2 >= len(asked) else ""
