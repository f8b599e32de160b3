"""Whether the clause around a time expression looks back or forward.

A verb's form is guessed from its shape and its auxiliaries: no tagger, so that thousands of
sentences take no time. Where a clause shows neither, the answer is None.
"""

import re
from collections.abc import Iterator
from typing import Literal

Tense = Literal["past", "future"]
_Form = Literal["past", "future", "open"]

_REACH = 300
"""How many characters of a long sentence are looked at, to each side."""

_SENTENCE_END = re.compile(
    r"(?:[a-z]{3}|[\d)\]%])[.!?][\"”’')\]]*\s+(?=[\"“‘(\[]?[A-Z])|\n(?=\s*[^a-z\s])"
)
_CLAUSE_BREAK = re.compile(
    r"[,;:—–()]|\b(?:that|which|who|whose|while|but|because|although)\b", re.IGNORECASE
)

_ADVERBS = r"(?:\s(?:also|not|now|then|still|both|all|soon|\w+ly))*"
_PARTICIPLE = (
    r"(?:\w{2,}ed|held|made|sent|built|seen|given|taken|shown|known|sold|told|paid|met|done|put"
    r"|set|heard|brought|thought|written|drawn|born|led|kept|begun|chosen|driven|shot|found|lost"
    r"|left|cut)"
)
_PLANNED = (
    r"(?:due|scheduled|set|expected|planned|slated|likely|poised|about|going|supposed|ready|bound"
    r"|plan(?:s|ning)?|hop(?:e|es|ed|ing)|intend(?:s|ed|ing)?|aim(?:s|ed|ing)?|expect(?:s|ing)?"
    r"|decid(?:ed|es)|agree[sd]?|pledge[sd]|threaten(?:s|ed)|offer(?:s|ed)|vot(?:es|ed)"
    r"|vow(?:s|ed)?|promis(?:e|es|ed)|prepar(?:e|es|ed|ing))"
)
_DETERMINER = r"(?:the|an?|its|his|her|their)\b"
_FUTURE = "|".join(
    (
        r"\b(?:will|shall|would|won['’]t)\b|['’]ll\b",
        rf"\b(?:(?:is|are|was|were|be|been|ha[sd]|have|also)\s)*{_PLANNED}\sto\b"
        rf"(?!\s(?:{_DETERMINER}|\$?\d))",
        rf"\b(?:planned|scheduled)\s(?:{_DETERMINER}|talks\b)",
        r"\bto\sbe\b|\b(?:is|are)\s(?:due|scheduled|set|planned)\b|\b(?:upcoming|forthcoming)\b",
    )
)
_TIMETABLE = (
    r"(?:arrives|leaves|departs|returns|begins|starts|opens|closes|ends|expires|resumes|convenes"
    r"|meets|visits|hosts|holds|travels|heads|flies|faces|votes|airs|brings|takes|goes|comes|reaches"
    r"|receives|sails|sets\soff|sets\sout|docks|lands|launches|premieres|joins|speaks|they\s(?:arrive|come|fly|go|hold|leave|meet|return|travel|visit))"
)
_IRREGULAR_PAST = (
    "said|told|was|were|had|did|went|came|met|held|made|took|gave|got|began|became|saw|left|led"
    "|fell|rose|won|lost|sent|ran|spoke|wrote|brought|bought|sold|paid|kept|grew|found|felt|heard"
    "|stood|broke|chose|drew|drove|flew|threw|knew|spent|built|taught|caught|fought|sought|struck"
    "|shot|swore|wore|tore|hung|sat|ate|drank|slept|sank|sang|withdrew|overcame|underwent|hit"
)
_NOT_PAST = (
    "united|hundred|need|indeed|speed|exceed|proceed|succeed|red|bed|fed|wed|seed|feed|shed"
    "|breed|freed|greed|bleed|creed|sacred|naked|wicked|alleged|proposed|planned|scheduled"
    "|expected|estimated|limited|advanced|based|related|interested|concerned|embed|weed"
)
_VERB = re.compile(
    rf"(?P<future>{_FUTURE}){_ADVERBS}(?:\s(?:be|have))?{_ADVERBS}(?:\s{_PARTICIPLE}\b)?"
    rf"|(?P<present>\b(?:is|are|does|do|{_TIMETABLE})\b){_ADVERBS}(?:\sbeing)?"
    rf"(?:\s{_PARTICIPLE}\b)?"
    rf"|(?P<infinitive>\bto\s(?!{_DETERMINER})[a-z]{{2,}}(?<!s)\b(?!\s(?:in|on|by)\b))"
    rf"|(?P<neither>\b(?:be|been|being)){_ADVERBS}\s{_PARTICIPLE}\b"
    rf"|\b(?P<past>{_IRREGULAR_PAST}|ha(?:s|ve|d){_ADVERBS}(?:\sbeen)?\s{_PARTICIPLE}"
    rf"|(?!(?:{_NOT_PAST})\b)[a-z]{{2,}}ed)\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s\s")
_SURELY_AHEAD = re.compile(
    r"\b(?:will|going to|upcoming|(?:is|are) (?:due|expected|set))\b|['’]ll\b"
)
_BACKWARD_CUE = re.compile(r"\b(?:since|as of|dated)\s+$", re.IGNORECASE)
_FORWARD_CUE = re.compile(
    r"(?:\b(?:starting|beginning|effective|payable|due|ahead of|as soon as|as early as"
    r"|no later than|(?:scheduled|set|planned|slated) for|expected (?:in|by|on))"
    r"|[a-z] (?:until|till))(?:\s(?:in|on|by|from))?\s+$",
    re.IGNORECASE,
)


def tense_near(text: str, *, start: int, end: int) -> Tense | None:
    """Say whether the verb that governs `text[start:end]` speaks of the past or the future."""
    lead = text[max(0, start - 30) : start]
    if _FORWARD_CUE.search(lead):
        return "future"
    if _BACKWARD_CUE.search(lead):
        return "past"
    before = _sentence_before(text, start)
    after = _sentence_after(text, end)
    if _POSSESSIVE.match(after) and not _SURELY_AHEAD.search(before + after):
        return "past"
    form = next((form for form in _forms_outward(before, after) if form), None)
    return None if form == "open" else form


def _forms_outward(before: str, after: str) -> Iterator[_Form | None]:
    """Read the verbs around, the most telling first: the own clause's, then the sentence's."""
    clause_before = before[_last_break(before) :]
    clause_after = after[: _first_break(after)]
    yield _last_form(clause_before)
    yield _first_form(clause_after)
    opens_sentence = not re.search(r"\w{4}", clause_before) and clause_after != after
    if opens_sentence:
        yield _first_form(after)
    yield _last_form(before)
    yield _first_form(after)


def _sentence_before(text: str, start: int) -> str:
    begin = max(0, start - _REACH)
    ends = (found.end() for found in _SENTENCE_END.finditer(text, begin, start + 1))
    return text[max(ends, default=begin) : start]


def _sentence_after(text: str, end: int) -> str:
    stretch = text[end : end + _REACH]
    found = _SENTENCE_END.search(stretch)
    return stretch[: found.end()] if found else stretch


def _last_break(before: str) -> int:
    breaks = [found.end() for found in _CLAUSE_BREAK.finditer(before)]
    return breaks[-1] if breaks else 0


def _first_break(after: str) -> int:
    found = _CLAUSE_BREAK.search(after)
    return found.start() if found else len(after)


def _last_form(stretch: str) -> _Form | None:
    forms = _verb_forms(stretch)
    return forms[-1] if forms else None


def _first_form(stretch: str) -> _Form | None:
    forms = _verb_forms(stretch)
    return forms[0] if forms else None


def _verb_forms(stretch: str) -> list[_Form]:
    """List the verbs' tenses; a plain present counts as future: "he arrives on Tuesday".

    An infinitive looks forward after a future ("will try to meet") and is open after a past one
    ("an offer to buy it in January").
    """
    forms: list[_Form] = []
    for found in _VERB.finditer(stretch):
        if found.lastgroup == "infinitive":
            forms.append("future" if forms and forms[-1] == "future" else "open")
        elif found.lastgroup != "neither":
            forms.append("past" if found.lastgroup == "past" else "future")
    return forms
