"""Does this evidence carry that claim? Facts and content words decide. Pure.

`rag.answering.facts` has one module for each kind of fact; here they are put together.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain

from rag.answering.dating import BRACKETED, without_calendar
from rag.answering.facts.attachment import attached_otherwise, events
from rag.answering.facts.content import Shares, added_details, content, shares
from rag.answering.facts.days import dates_alone, own_reading, reported_reading, undated
from rag.answering.facts.denial import denied_otherwise
from rag.answering.facts.figures import counted_otherwise, lacking_quantities
from rag.answering.facts.gapping import gapped_otherwise
from rag.answering.facts.moods import otherwise_certain
from rag.answering.facts.names import first_name, lacking_names, names
from rag.answering.facts.quantities import uncounted
from rag.answering.facts.roles import done_by_another
from rag.answering.facts.turning import turned_round
from rag.answering.facts.wording import POINTING, said_words
from rag.reading.dates import find_dates
from rag.schema import DateMention, Evidence
from rag.words import stems

_ENOUGH = 0.6
"""Share of a claim's own content words that its evidence must hold."""

_BEFORE = 600
"""Characters before a sentence in which those it points to are named."""

_MARK = re.compile(BRACKETED)


class Carrying:
    """Whether evidence carries a claim, and what of the claim it lacks.

    Each answer is found when it is first asked for: most sentences share so few words with a claim
    that the rest needn't be looked at.
    """

    def __init__(
        self, evidence: Evidence, *, claim: str, asked: frozenset[str], as_of: date | None
    ) -> None:
        """Begin to compare; `carries` says with what."""
        self._evidence, self._asked = evidence, asked
        self._told = told = _Told(evidence)
        self._claim = without_calendar(claim, evidence.dates)
        self._mentions = _dates_of(self._claim, as_of or evidence.article.reference_date)
        self._plain = undated(self._claim, self._mentions)
        self._worded = uncounted(self._plain)
        self._named = told.around | (told.before & (asked | told.meant(self._worded)))
        self._known = self._named & names(self._worded)
        self._found = shares(self._worded, there=told.stems, asked=asked, known=self._known)

    @property
    def share(self) -> float:
        """The share of the claim's own words that are there, those of the question not counted."""
        if self._found.own is not None:
            return self._found.own
        # A claim may be nothing but a date or a number; else it must say a word.
        valued = self._worded != self._plain or any(each.start_date for each in self._mentions)
        return 1.0 if valued else _echo(self._worded, self._found)

    @property
    def cover(self) -> float:
        """The share of all the claim's words that are there."""
        return self._found.cover

    @cached_property
    def supported(self) -> bool:
        """Whether the evidence carries the claim."""
        if self.share < _ENOUGH:
            return False
        return next(chain(self._denied(), self._missed()), None) is None

    @cached_property
    def against(self) -> bool:
        """Whether the evidence says otherwise, instead of nothing: denies it, or counts another."""
        return next(self._denied(), None) is not None

    @property
    def lacking(self) -> tuple[str, ...]:
        """What of the claim is denied or isn't there."""
        return tuple(dict.fromkeys(chain(self._denied(), self._missed())))

    @property
    def dates(self) -> tuple[DateMention, ...]:
        """The claim's time expressions as they were read."""
        return tuple(each for each in self._read if each is not None)

    @cached_property
    def _there(self) -> Sequence[DateMention]:
        dates = self._evidence.dates
        return events(self._told.text, dates, claimed=stems(self._claim) | self._asked)

    @cached_property
    def _read(self) -> tuple[DateMention | None, ...]:
        return tuple(_readings(self._mentions, self._claim, self._evidence, there=self._there))

    def _denied(self) -> Iterator[str]:
        told, claimed = self._told, [each for each in self._read if each]
        yield from attached_otherwise(self._plain, told.plain)
        yield from denied_otherwise(self._claim, told.text)
        yield from turned_round(self._claim, told.text)
        yield from counted_otherwise(self._plain, told.plain)
        yield from gapped_otherwise(self._claim, told.text, claimed=claimed, there=self._there)

    def _missed(self) -> Iterator[str]:
        told, plain = self._told, self._plain
        for mention, known in zip(self._mentions, self._read, strict=True):
            if known is None:
                yield mention.text
        yield from lacking_quantities(plain, told.plain, there=told.stems, beside=told.dated)
        article = self._evidence.article.text
        yield from lacking_names(plain, there=self._named, evidence=told.near, article=article)
        yield from otherwise_certain(plain, told.text)
        yield from done_by_another(plain, told.text)
        yield from added_details(self._worded, there=told.around | self._known, asked=self._asked)


def carries(
    evidence: Evidence,
    *,
    claim: str,
    asked: frozenset[str],
    as_of: date | None = None,
) -> Carrying:
    """Check a claim against one sentence of evidence.

    `asked` are the stems of the question: a claim may repeat them without proof, since they say
    what is asked, not what is answered; but names of the question must be near by. Numbers, dates
    and names of the claim must all be there, none turned round or denied. Relative dates of the
    claim are read by `as_of`, or by the report where they are the report's own.
    """
    return Carrying(evidence, claim=claim, asked=asked, as_of=as_of)


@lru_cache(maxsize=64)
def _dates_of(claim: str, published: date | None) -> tuple[DateMention, ...]:
    """Find a claim's dates once for all the sentences that it is compared with."""
    return tuple(find_dates(claim, published=published))


class _Told:
    """What a sentence of evidence says, as claims are compared with it."""

    def __init__(self, evidence: Evidence) -> None:
        # A number in brackets is no word of the report, and no marker of ours.
        self.text = _MARK.sub(lambda mark: " " * len(mark[0]), evidence.text)
        self.plain = undated(self.text, evidence.dates)
        self.dated = " ".join(dates_alone(evidence.dates))
        self.stems = said_words(self.text)
        article = evidence.article
        self.near = f"{self.text}. {article.title or ''}"
        before = article.text[max(0, evidence.start - _BEFORE) : evidence.start]
        self.around = self.stems | stems(article.title or "") | stems(article.outlet or "")
        self.before = stems(before)

    def meant(self, claim: str) -> frozenset[str]:
        """Give the name that begins a claim, where the sentence may mean it by "he" or "it"."""
        return first_name(claim) if POINTING.search(self.text) else frozenset()


def _readings(
    mentions: Iterable[DateMention],
    claim: str,
    evidence: Evidence,
    *,
    there: Sequence[DateMention],
) -> Iterator[DateMention | None]:
    reported: tuple[DateMention, ...] | None = None
    for mention in mentions:
        known = own_reading(mention, there=there)
        if known is None:
            reported = reported or _dates_of(claim, evidence.article.reference_date)
            known = reported_reading(mention, reported, there=there, text=evidence.text)
        yield known


def _echo(claim: str, found: Shares) -> float:
    """Give the share of a claim that says only what was asked: all of its words must be proved."""
    return found.cover if content(claim) else 0.0
