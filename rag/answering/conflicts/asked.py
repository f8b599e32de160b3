"""What a question asks for, as conflicts need it: the deed, what is counted, whose it is. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from rag.answering.conflicts.deeds import Deed, groups_of, is_person
from rag.answering.facts.numerals import ORDINALS
from rag.answering.facts.wording import POINTING
from rag.retrieval.question import QuestionReading
from rag.schema import Article, Evidence
from rag.words import FUNCTION_WORDS, Word, content_words, holds, stems, words

_COUNTING = re.compile(r"\b(?:how many|(?:what|which) (?:is |was )?(?:the )?number of)\b\s*", re.I)
_TOLL = re.compile(r"\bwhat (?:is|was) (?:the )?(?:\w+ ){0,2}death toll\b", re.IGNORECASE)
_AROUND = re.compile(
    r"\b(?:in|at|near|off|on|around|outside|across|throughout|aboard|from)\s(?:the\s)?(?:\w+\s)?$"
)
_LIGHT = stems(
    "go goes went gone make made take took taken get got give gave given become became come came "
    "have lose lost happen according report long high tall deep far large big old often total "
    "name first second third fourth fifth one two end"
)
"""Words of a question that no report need repeat."""


_SUPPOSED = re.compile(
    r"\b(?:wants?|wanted|demand\w*|ask(?:s|ed|ing)? for|asked|s(?:ought|eek\w*)|offer\w*|propos\w+|"
    r"budgeted|expected|could|would|should|may|might|target\w*|forecast\w*|predict\w+|hop\w+ for|"
    r"feared|capacity|up to)\b",
    re.IGNORECASE,
)
_WHICH_OF_THEM = re.compile(
    rf"\b(?:{'|'.join(ORDINALS)}|\d+(?:st|nd|rd|th)|"
    r"previous|next|final|latest|last(?! (?:year|month|week|night)))\b",
    re.IGNORECASE,
)
_OFFERED = re.compile(r"\b[\w-]+,? or (?:the )?[\w-]+")
_ALIKE = 0.75
"""Least likeness of two spellings of a name."""

_BEGINNING = 3
"""Letters that two spellings of a name begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What "how many" asks after: its head's stem, and whether it means people."""

    stem: str
    people: bool


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question's reading, seen from the side of what reports may differ about."""

    reading: QuestionReading

    @cached_property
    def counted(self) -> Counted | None:
        """What is to be counted: the noun behind "how many"."""
        asking = _COUNTING.search(self.reading.text)
        if asking is None:
            toll = _TOLL.search(self.reading.text)
            return Counted(stem="", people=True) if toll else None
        run = _run(self.reading.text, asking.end())
        if not run:
            return None
        head = next((word for word in reversed(run) if _plural(word.written)), run[0])
        return Counted(stem=head.stem, people=is_person(head.written))

    @cached_property
    def deed(self) -> Deed:
        """What the question says was done."""
        text = self.reading.text
        counted = self.counted
        own = {word.stem for word in self.reading.words} - self.reading.names - _LIGHT
        return Deed(
            groups=groups_of(text),
            stems=frozenset(own - ({counted.stem} if counted else set())),
        )

    @cached_property
    def themes(self) -> frozenset[str]:
        """Stems, other than names and the deed, that say what the question is about."""
        plain = {
            word.stem
            for word in self.reading.words
            if word.stem not in self.reading.names
            and word.stem not in _LIGHT
            and not groups_of(word.written)
        }
        counted = self.counted
        return frozenset(plain - ({counted.stem} if counted else set()))

    @cached_property
    def settings(self) -> frozenset[str]:
        """Names that say where it was: a report tells that once, not in every sentence."""
        found = set()
        around = False
        previous: Word | None = None
        for word in self.reading.words:
            if word.stem not in self.reading.names:
                continue
            behind = previous is not None and not self.reading.text[
                previous.end : word.start
            ].strip(" -’'s")
            around = around if behind else bool(_AROUND.search(self.reading.text[: word.start]))
            if around:
                found.add(word.stem)
            previous = word
        return frozenset(found)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Names of those whom or what the question is about."""
        return self.reading.names - self.settings

    def concerns(self, evidence: Evidence) -> bool:
        """Tell whether a sentence is about what the question names."""
        there = stems(evidence.text)
        if not self._specifies(evidence):
            return False
        if not all(self._known(name, evidence, there=there) for name in self.reading.names):
            return False
        return self.touches(evidence)

    def covers(self, evidence: Evidence) -> bool:
        """Tell whether a sentence, under its headline, has every word that says what was done."""
        there = stems(f"{evidence.text}\n{evidence.article.title or ''}")
        return all(holds(theme, among=there) for theme in self.themes)

    def touches(self, evidence: Evidence) -> bool:
        """Tell whether a sentence comes near to what is asked, whosoever it may be about."""
        there = stems(evidence.text)
        missing = {stem for stem in self.themes & evidence.lacking if not holds(stem, among=there)}
        return len(missing) * 2 <= len(self.themes)

    def supposes(self, around: str) -> bool:
        """Tell whether a stretch says what is wanted or feared, though the question does not."""
        asked = self.reading.text.lower()
        return any(each[0].lower() not in asked for each in _SUPPOSED.finditer(around))

    def _specifies(self, evidence: Evidence) -> bool:
        """Tell whether a sentence speaks of the first or the last one, if the question does."""
        asked = _WHICH_OF_THEM.findall(_OFFERED.sub(" ", self.reading.text.lower()))
        said = evidence.text.lower()
        return all(re.search(rf"\b{re.escape(each)}\b", said) for each in asked)

    def _known(self, name: str, evidence: Evidence, *, there: frozenset[str]) -> bool:
        if name not in evidence.lacking or any(_alike(name, each) for each in there):
            return True
        if name in self.settings:
            return mentions(evidence.article, name)
        return self._continued(evidence, there) and mentions(evidence.article, name)

    def _continued(self, evidence: Evidence, there: frozenset[str]) -> bool:
        """Tell whether a sentence goes on about what was named before it."""
        if not self.themes:
            return bool(POINTING.search(evidence.text))
        spoken = any(holds(theme, among=there) for theme in self.themes)
        near = bool(self.themes - evidence.lacking)
        return spoken or (near and bool(POINTING.search(evidence.text)))


def _alike(name: str, other: str) -> bool:
    """Tell whether a name is another, perhaps in another spelling."""
    if name == other or holds(name, among={other}):
        return True
    if name[:_BEGINNING] != other[:_BEGINNING]:
        return False
    return SequenceMatcher(a=name, b=other).ratio() >= _ALIKE


def mentions(article: Article, stem: str) -> bool:
    """Tell whether an article names something anywhere."""
    text = f"{article.title or ''}\n{article.text}".casefold()
    return re.search(rf"(?<!\w){re.escape(stem)}", text) is not None


def names_of(text: str, *, but: frozenset[str]) -> frozenset[str]:
    """Give the stems of the names in a stretch of a sentence, less those that are known."""
    found = content_words(text)
    return frozenset(
        word.stem
        for word in found
        if word.is_name and word.start > 0 and not holds(word.stem, among=but)
    )


def _run(text: str, start: int) -> list[Word]:
    """Give the words from a place on, up to the first that says nothing by itself."""
    run: list[Word] = []
    for word in words(text):
        if word.start < start:
            continue
        if word.written.lower() in FUNCTION_WORDS or text[start : word.start].strip():
            break
        run.append(word)
        start = word.end
    return run


def _plural(word: str) -> bool:
    return is_person(word) or (word.endswith("s") and not word.endswith("ss"))
