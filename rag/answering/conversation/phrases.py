"""The phrases of a text that name something, by articles, capitals and verbs. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from rag.answering.conversation.given_names import MEN, WOMEN
from rag.answering.conversation.lexicon import (
    AUXILIARIES,
    COUNTRIES,
    DETERMINERS,
    PERSON_NOUNS,
    PLACE_NAMES,
    PREPOSITIONS,
    SAYING,
)
from rag.answering.conversation.naming import Nature, name_nature, noun_nature
from rag.answering.conversation.referents import Referent
from rag.answering.conversation.tokens import Token, is_verb, tokens
from rag.answering.conversation.verbs import NOUN_VERBS, VERBS
from rag.reading.dates import find_dates
from rag.reading.metadata.tables import word_set

COUNTED = re.compile(r"\b(?:how many|how much|which|what|several|many|some)\s*$", re.IGNORECASE)
"""The words before a noun that is asked for or counted."""

_LINKS = word_set("of the de da del della der van von bin al la le du di &")
_TAILS = word_set("of in at near between to from")
_NUMBER = re.compile(r"\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|some")
_ABOUT = word_set("about against between for with")
_VISITED = word_set(
    "visit visits visited visiting reach reached enter entered tour toured leave left"
)
_ARTICLE = re.compile(r"\b(?:the|an?|his|her|its|their)\s*$", re.IGNORECASE)
_NAMES = COUNTRIES | WOMEN | MEN
_ANY_VERBS = VERBS | NOUN_VERBS
_LONGEST = 10
"""Words of a phrase; what goes on for longer is a list or no sentence at all."""


class Phrases:
    """Reads the names and things of one text, token by token."""

    def __init__(self, text: str, *, as_of: date, known: frozenset[str]) -> None:
        self._text = text
        self._asks = text.rstrip().endswith("?")
        self._known = known
        self._names = known | _NAMES
        days = [(each.start, each.end) for each in find_dates(text, published=as_of)]
        self._all = tokens(text)
        self._dated = {
            number
            for number, token in enumerate(self._all)
            if any(start <= token.start < end for start, end in days)
        }
        self._all_small = not any(token.is_capital and not token.opens for token in self._all)

    def read(self) -> Iterator[Referent]:
        """Yield them in order; what stands inside another follows it."""
        at = 0
        while at < len(self._all):
            end = self._phrase_end(at)
            if end is None:
                at += 1
                continue
            yield from self._phrase(at, end)
            at = end

    def _phrase_end(self, at: int) -> int | None:
        token = self._all[at]
        if at in self._dated or not token.is_word:
            return None
        if self._begins_name(at):
            return self._run(at)
        if self._is_article(at) and at + 1 < len(self._all):
            end = self._run(at + 1)
            return end if end > at + 1 else None
        if token.is_content and (self._begins_bare(at) or self._begins_people(at)):
            return self._run(at)
        return None

    def _is_article(self, at: int) -> bool:
        """ "that" before a name only begins a clause: "said that Moon left"."""
        token, following = self._all[at], self._all[at + 1 : at + 2]
        begins_clause = token.lower == "that" and at > 0 and self._all[at - 1].lower in SAYING
        named = token.lower == "that" and bool(following) and following[0].is_capital
        return token.lower in DETERMINERS and not begins_clause and not named

    def _begins_bare(self, at: int) -> bool:
        """A noun without article counts behind "which" and the like, or as a question's subject."""
        before = self._all[at - 1] if at else None
        if before is None or self._all[at].written[0].isdigit():
            return False
        if COUNTED.search(self._text[: self._all[at].start]):
            return self._all[at].lower not in VERBS
        if self._asks and before.lower in _ABOUT:
            return noun_nature(self._all[self._run(at) - 1].written).plural
        return before.lower in AUXILIARIES and not is_verb(self._all, at)

    def _begins_people(self, at: int) -> bool:
        """ "two visitors" are people spoken of; "40 million euros" are nothing that acts."""
        if not at or not _NUMBER.fullmatch(self._all[at - 1].lower):
            return False
        nature = noun_nature(self._all[self._run(at) - 1].written)
        return nature.plural and nature.kinds == {"person"}

    def _begins_name(self, at: int) -> bool:
        token = self._all[at]
        if not token.is_capital:
            return self._all_small and token.is_content and token.lower in self._known
        if not token.opens or token.lower in self._names:
            return not (token.is_adjective and self._goes_on(at))
        if token.lower in _ANY_VERBS:
            return False
        following = self._all[at + 1] if at + 1 < len(self._all) else None
        alone = following is None or not following.is_word
        return alone or (following is not None and following.is_capital)

    def _goes_on(self, at: int) -> bool:
        following = self._all[at + 1 : at + 2]
        return bool(following) and (following[0].is_content or following[0].is_capital)

    def _run(self, at: int) -> int:
        """Give the end of the words that belong together from a place on."""
        start = at
        while at < min(len(self._all), start + _LONGEST) and self._continues(start, at):
            at += 1
            if self._all[at - 1].possessive:
                break
        return at

    def _continues(self, start: int, at: int) -> bool:
        token = self._all[at]
        if at in self._dated:
            return False
        if self._is_name_part(token):
            return True
        return not self._ends_before(start, at) if token.is_content else self._links(start, at)

    def _ends_before(self, start: int, at: int) -> bool:
        """A small word behind a bare name is not part of it; nor is a verb behind a noun."""
        if at == start:
            return False
        has_article = start > 0 and self._is_article(start - 1)
        if self._is_name_part(self._all[at - 1]) and not has_article:
            return self._all[at].lower not in PLACE_NAMES or is_verb(self._all, at)
        return is_verb(self._all, at)

    def _links(self, start: int, at: int) -> bool:
        """Tell whether a small word joins two parts of a name: "Bank of England"."""
        if at == start or self._all[at].lower not in _LINKS or not self._all[at - 1].is_capital:
            return False
        following = [each for each in self._all[at + 1 : at + 3] if each.lower != "the"]
        return bool(following) and following[0].is_capital and at + 1 not in self._dated

    def _phrase(self, at: int, end: int) -> Iterator[Referent]:
        article = self._all[at].lower if self._all[at].lower in DETERMINERS else ""
        inner = self._all[at + bool(article) : end]
        capitals = [number for number, each in enumerate(inner) if self._is_name_part(each)]
        if capitals and capitals[-1] == len(inner) - 1:
            name = self._name(inner, first=self._first_of_last_run(inner), article=article)
            yield name
            yield from self._owned(name, end)
            return
        if capitals and not article:
            yield self._place(inner)
            return
        whole = self._noun(inner, article=article)
        yield from self._owned(whole, end)
        tail = self._tail(end)
        if tail:
            words = f"{whole.text} {self._text[self._all[end].start : self._all[tail - 1].end]}"
            whole = replace(whole, text=words, end=self._all[tail - 1].end)
        yield whole
        if capitals:
            yield replace(self._name(inner, first=capitals[0], article="x"), is_part=True)

    def _place(self, inner: Sequence[Token]) -> Referent:
        """Give "Ostend airport", a place by the noun behind its name."""
        start, end = inner[0].start, inner[-1].end
        return Referent(
            text=self._text[start:end],
            start=start,
            end=end,
            head_end=end,
            nature=Nature(frozenset({"place"})),
            before=self._before(start),
            is_name=True,
        )

    def _first_of_last_run(self, inner: Sequence[Token]) -> int:
        first = len(inner) - 1
        while first and (self._is_name_part(inner[first - 1]) or inner[first - 1].lower in _LINKS):
            first -= 1
        return first

    def _owned(self, owner: Referent, end: int) -> Iterator[Referent]:
        """Give what is named by its owner: "the dockers' strike in Hull"."""
        start = end + (end < len(self._all) and self._all[end].written in "'’")
        owns = start > end or self._all[end - 1].possessive
        last = self._run(start) if owns and start < len(self._all) else start
        if last == start:
            return
        inner = self._all[start:last]
        tail = self._tail(last)
        stop = self._all[(tail or last) - 1].end
        words = f"{owner.text}{self._text[owner.head_end : stop]}"
        yield replace(
            self._noun(inner, article="the"),
            text=words,
            start=owner.start,
            end=stop,
            head_end=inner[-1].end,
            before=owner.before,
        )

    def _is_name_part(self, token: Token) -> bool:
        return token.is_capital or (self._all_small and token.lower in self._known)

    def _tail(self, at: int) -> int | None:
        """Give the end of "of Quillport" behind a noun."""
        if at + 1 >= len(self._all) or self._all[at].lower not in _TAILS:
            return None
        start = at + 1
        if self._all[at - 1].possessive or start in self._dated:
            return None
        if self._all[start].lower == "the" and start + 1 < len(self._all):
            start += 1
        elif not self._is_name_part(self._all[start]):
            return None
        end = self._run(start)
        return end if end > start else None

    def _name(self, inner: Sequence[Token], *, first: int, article: str) -> Referent:
        while inner[first].is_adjective and first + 1 < len(inner) and inner[first + 1].is_capital:
            first += 1
        run = [each for each in inner[first:] if self._is_name_part(each) or each.lower in _LINKS]
        noun = inner[first - 1].lower if first and inner[first - 1].is_content else ""
        noun = noun or self._noun_before(inner[0])
        start, end = run[0].start, run[-1].end
        before = self._before(inner[0].start)
        nature = name_nature(
            [each.written for each in run],
            noun=noun,
            before=self._placing(inner[0].start) or before,
            has_article=article == "the" and not noun,
        )
        text = self._text[start:end]
        if article == "the" and "person" not in nature.kinds:
            text = f"{self._article(inner[0].start)} {self._text[inner[0].start : end]}"
        return Referent(
            text=text,
            start=start,
            end=end,
            head_end=end,
            nature=nature,
            before=before,
            is_name=True,
        )

    def _placing(self, start: int) -> str:
        """Give "in" for what is visited, and for what somebody is the mayor of."""
        said = [each.lower for each in tokens(self._text[:start])[-2:]]
        if said[-1:] == ["of"] and said[0] in PERSON_NOUNS:
            return "in"
        return "in" if said and said[-1] in _VISITED else ""

    def _article(self, end: int) -> str:
        """Give the article before a name as it was written, if that is part of the name."""
        said = self._text[:end].rstrip()
        inside = said[:-3].rstrip(" \"“‘'")[-1:].isalnum()
        return "The" if inside and said.endswith("The") else "the"

    def _noun_before(self, token: Token) -> str:
        """Give "minister" of "prime minister Moon", where no article begins the phrase."""
        said = self._text[: token.start].split()
        word = said[-1].lower() if said else ""
        return word if word in PERSON_NOUNS else ""

    def _noun(self, inner: Sequence[Token], *, article: str) -> Referent:
        start, end = inner[0].start, inner[-1].end
        return Referent(
            text=f"the {self._text[start:end]}",
            start=start,
            end=end,
            head_end=end,
            is_asked=bool(COUNTED.search(self._text[:start])),
            nature=noun_nature(inner[-1].written),
            before=self._before(start),
            is_new=article in {"a", "an"},
        )

    def _before(self, start: int) -> str:
        """Give the preposition before a phrase, its article left out."""
        said = _ARTICLE.sub("", self._text[:start]).split()
        word = said[-1].lower() if said else ""
        return word if word in PREPOSITIONS else ""
