"""Whether the clause around a time expression looks back or forward.

A verb's form is guessed from its shape and its auxiliaries: no tagger, so that thousands of
sentences take no time. Where a clause shows neither, the answer is None.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Literal

Tense = Literal["past", "future"]
_Form = Literal["past", "future", "open"]

_LONGEST = 600
"""At how many characters a sentence is cut that has no end: what stands further off is not read."""

_HEADLINE = 100
"""How many characters a headline has at most."""

_SENTENCE_END = re.compile(
    r"(?:[a-z]{3}|[\d)\]%])[.!?][\"”’')\]]*+\s++(?=[\"“‘(\[]?[A-Z])|\n\s*+(?P<goes_on>(?=[a-z]))?"
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
        r"(?:will|shall|would|won['’]t|might|should|(?-i:may|can))\b",
        rf"(?:(?:is|are|was|were|be|been|ha[sd]|have|also)\s)*+{_PLANNED}\sto\b"
        rf"(?!\s(?:{_DETERMINER}|\$?\d))",
        rf"(?:ha(?:ve|s|d)\s)?(?:planned|scheduled)\s(?:{_DETERMINER}|talks\b)",
        r"(?:the|an?|its|his|her|their)\s(?:slated|planned|scheduled)\b",
        rf"ha(?:ve|s)\sbeen\s{_PARTICIPLE}\sto\b(?!\s(?:{_DETERMINER}|\$?\d))",
        r"to\sbe\b|(?:is|are)\s(?:due|scheduled|set|planned)\b|(?:upcoming|forthcoming)\b",
        r"(?:set|scheduled|slated|planned|due)\sfor\b",
    )
)
_NO_NOUN = r"(?<!the\s)(?<!its\s)(?<!his\s)(?<!her\s)(?<!their\s)"
_TIMETABLE = (
    r"(?:arrives|leaves|departs|returns|begins|starts|opens|closes|ends|expires|resumes|convenes"
    r"|meets|visits|hosts|holds|travels|heads|flies|faces|votes|airs|brings|takes|goes|comes|reaches"
    r"|receives|sails|sets\soff|sets\sout|docks|lands|launches|premieres|joins|speaks|runs|lasts|takes\splace"
    r"|(?:(?!(?:as|does|his|its|has|is|plus|this|thus|was)\b)\w+s|they|we|which|that|who|people)"
    r"\s(?:arrive|begin|come|convene|end|expire|fly|go|hold|leave|meet|open|resume|return|start"
    r"|take\splace|travel|visit|vote))"
)
_IRREGULAR_PAST = (
    "said|told|was|were|had|did|went|came|met|held|made|took|gave|got|began|became|saw|left|led"
    "|fell|rose|won|lost|sent|ran|spoke|wrote|brought|bought|sold|paid|kept|grew|found|felt|heard"
    "|stood|broke|chose|drew|drove|flew|threw|knew|spent|built|taught|caught|fought|sought|struck"
    "|shot|swore|wore|tore|hung|sat|ate|drank|slept|sank|sang|withdrew|overcame|underwent|hit"
    "|beat|bit|blew|bore|burst|cast|clung|cost|crept|cut|dealt|dug|fled|forgot|froze|hid|hurt|laid|lay"
    "|lent|lit|put|quit|rang|rode|shook|shone|shrank|shut|slid|split|spread|sprang|stole|stuck"
    "|swept|swung|undertook|upheld|woke"
)
_NOT_PAST = (
    "united|hundred|need|indeed|speed|exceed|proceed|succeed|red|bed|fed|wed|seed|feed|shed"
    "|breed|freed|greed|bleed|creed|sacred|naked|wicked|alleged|proposed|planned|scheduled"
    "|expected|estimated|limited|advanced|based|related|interested|concerned|embed|weed"
)
_PASSIVE = rf"{_ADVERBS}(?:\s(?:be|have))?{_ADVERBS}(?:\s{_PARTICIPLE}\b)?"
_VERB = re.compile(
    rf"\b(?=[a-z])(?:(?P<unreal>(?:would|could|should|might|must|(?-i:may))\shave\b|had(?:\sbeen)?\s{_PLANNED}\sto\b)"
    rf"|(?P<future>{_FUTURE}){_PASSIVE}"
    rf"|(?P<present>(?:is|are)\b{_ADVERBS}(?:\sbeing)?(?:\s{_PARTICIPLE}\b)?"
    rf"|(?:does|do|{_NO_NOUN}{_TIMETABLE})\b)"
    rf"|(?P<infinitive>(?<!according\s)(?<!thanks\s)(?<!next\s)(?<!due\s)to\s(?!{_DETERMINER})[a-z]{{2,}}+(?<!s)(?!\s(?:in|on|by)\b))"
    rf"|(?P<neither>(?:be|been|being)){_ADVERBS}\s{_PARTICIPLE}\b"
    rf"|(?P<past>(?:{_IRREGULAR_PAST}|ha(?:s|ve|d){_ADVERBS}(?:\sbeen)?\s{_PARTICIPLE}"
    rf"|(?=[a-z]{{2,}}ed\b)(?!(?:{_NOT_PAST})\b)[a-z]++)\b))"
    rf"|(?P<shortened>['’]ll\b){_PASSIVE}",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w{4}")
_TIMED = re.compile(r",? (?:at )?\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\b")
_DETERMINED = re.compile(r"(?:\b(?:the|an?|his|her|its|their)|['’]s?)\s$", re.IGNORECASE)
_NOUN = re.compile(r"\s(?!at\b|on\b|in\b|and\b|or\b|to\b|for\b|is\b|was\b)[a-z]{3}")
_POSSESSIVE = re.compile(r"['’]s\s")
_SURELY_AHEAD = re.compile(
    r"\b(?:will|going to|upcoming|(?:is|are) (?:due|expected|set))\b|['’]ll\b"
)
_CUE = re.compile(
    r"(?:(?P<forward>\b(?:starting|beginning|effective|payable|due|ahead of|as soon as|as early as"
    r"|no later than|(?:scheduled|set|planned|slated) for|expected (?:in|by|on))"
    r"|[a-z] (?:until|till))(?:\s(?:in|on|by|from|at))?"
    r"|\b(?:since|as of|dated|back (?:in|on)"
    r"|(?:months|weeks|days|quarter|half|year) (?:to|through|ended)))\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Verb:
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, or a piece of a long one: its clause breaks and its verbs, in order."""

    start: int
    end: int
    breaks: tuple[tuple[int, int], ...]
    verbs: tuple[_Verb, ...]
    surely_ahead: bool

    @property
    def is_headline(self) -> bool:
        """Tell whether it is short and infinitives are its only verbs: "Lee to arrive Tuesday"."""
        short = self.end - self.start <= _HEADLINE
        return short and all(verb.kind == "infinitive" for verb in self.verbs)

    def forms(self, start: int, end: int) -> list[_Form]:
        """List the tenses of the verbs within; a plain present counts as future: "he arrives".

        An infinitive looks forward after a future ("will try to meet") and is open after a past
        one ("an offer to buy it in January").
        """
        forms: list[_Form] = []
        for verb in self.verbs:
            if start <= verb.start and verb.end <= end:
                if verb.kind == "infinitive":
                    forms.append("future" if forms and forms[-1] == "future" else "open")
                else:
                    forms.append("past" if verb.kind in ("past", "unreal") else "future")
        return forms


class Tenses:
    """The tenses of a text, read sentence by sentence, each once and only where it is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bounds: list[int] = []
        self._sentences: dict[int, _Sentence] = {}

    def near(self, *, start: int, end: int) -> Tense | None:
        """Say whether the verb that governs `text[start:end]` speaks of the past or the future."""
        cue = _CUE.search(self._text, max(0, start - 30), start)
        if cue:
            return "future" if cue["forward"] else "past"
        sentence = self._sentence_at(start)
        if self._names_a_thing(start, end) and not sentence.surely_ahead:
            return "past"
        forms = self._forms_outward(sentence, start, end) if sentence.verbs else iter(())
        form = next(forms, None)
        if form is None and _TIMED.match(self._text, end):
            return "future"
        if form == "open":
            return "future" if sentence.is_headline else None
        return form

    def _names_a_thing(self, start: int, end: int) -> bool:
        """Tell "Friday's vote", "the Friday vote" from a day on which the verb's deed is done."""
        if _POSSESSIVE.match(self._text, end):
            return True
        determined = _DETERMINED.search(self._text, max(0, start - 6), start)
        return bool(determined and _NOUN.match(self._text, end))

    def _forms_outward(self, sentence: _Sentence, start: int, end: int) -> Iterator[_Form]:
        """Read the verbs around, the most telling first: the own clause's, then the sentence's."""
        opening = max(
            (after for _, after in sentence.breaks if after <= start), default=sentence.start
        )
        closing = min(
            (before for before, _ in sentence.breaks if before >= end), default=sentence.end
        )
        yield from sentence.forms(opening, start)[-1:]
        yield from sentence.forms(end, closing)[:1]
        in_brackets = self._text[opening - 1 : opening] == "("
        if not in_brackets and not _WORD.search(self._text, opening, start):
            yield from sentence.forms(end, sentence.end)[:1]
        before = sentence.forms(sentence.start, start)
        yield from [form for form in before if form != "open"][-1:] or before[-1:]
        yield from sentence.forms(end, sentence.end)[:1]

    def _sentence_at(self, place: int) -> _Sentence:
        self._bounds = self._bounds or list(_bounds(self._text))
        index = bisect_right(self._bounds, place) - 1
        if index not in self._sentences:
            self._sentences[index] = _read_sentence(
                self._text, self._bounds[index], self._bounds[index + 1]
            )
        return self._sentences[index]


def _bounds(text: str) -> Iterator[int]:
    """Give where the sentences begin, and beyond the end of the text."""
    ends = (end.end() for end in _SENTENCE_END.finditer(text) if end["goes_on"] is None)
    for start, end in pairwise(chain((0,), ends, (len(text) + 1,))):
        yield from range(start, end, _LONGEST)
    yield len(text) + 1


def _read_sentence(text: str, start: int, end: int) -> _Sentence:
    verbs = (
        _Verb(*found.span(), found.lastgroup or "")
        for found in _VERB.finditer(text, start, end)
        if found.lastgroup != "neither"
    )
    return _Sentence(
        start=start,
        end=end,
        breaks=tuple(found.span() for found in _CLAUSE_BREAK.finditer(text, start, end)),
        verbs=tuple(verbs),
        surely_ahead=bool(_SURELY_AHEAD.search(text, start, end)),
    )
