"""Does this evidence carry that claim? Facts and content words decide. Pure.

`rag.answering.facts` has one module for each kind of fact; here they are put together.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """Whether evidence carries a claim, and what of the claim it lacks.

    `share` is the share of the claim's own words that are there, those of the question not
    counted; `cover` that of all its words. `against` tells that the evidence says otherwise,
    instead of nothing: it denies the claim, or has another number for the same. `dates` are the
    claim's expressions as they were read.
    """

    supported: bool
    share: float
    cover: float
    lacking: tuple[str, ...]
    against: bool
    dates: tuple[DateMention, ...]


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
    told = _Told(evidence)
    claim = without_calendar(claim, evidence.dates)
    there = events(told.text, evidence.dates, claimed=stems(claim) | asked)
    mentions = find_dates(claim, published=as_of or evidence.article.reference_date)
    read = tuple(_readings(mentions, claim, evidence, there=there))
    plain = undated(claim, mentions)
    worded = uncounted(plain)
    named = told.around | (told.before & (asked | told.meant(worded)))
    known = named & names(worded)
    found = shares(worded, there=told.stems, asked=asked, known=known)
    against = [
        *attached_otherwise(plain, told.plain),
        *denied_otherwise(claim, told.text),
        *turned_round(claim, told.text),
        *counted_otherwise(plain, told.plain),
        *gapped_otherwise(claim, told.text, claimed=[each for each in read if each], there=there),
    ]
    lacking = [
        *(mention.text for mention, known in zip(mentions, read, strict=True) if known is None),
        *lacking_quantities(plain, told.plain, there=told.stems, beside=told.dated),
        *lacking_names(plain, there=named, evidence=told.near, article=evidence.article.text),
        *otherwise_certain(plain, told.text),
        *done_by_another(plain, told.text),
        *added_details(worded, there=told.around | known, asked=asked),
    ]
    valued = worded != plain or any(mention.start_date for mention in mentions)
    # A claim may be nothing but a date or a number; else it must say a word.
    share = found.own if found.own is not None else 1.0 if valued else _echo(worded, found)
    return Carrying(
        supported=not (lacking or against) and share >= _ENOUGH,
        share=share,
        cover=found.cover,
        lacking=tuple(dict.fromkeys([*against, *lacking])),
        against=bool(against),
        dates=tuple(known for known in read if known is not None),
    )


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
            # Reading dates is what a check costs most.
            reported = reported or find_dates(claim, published=evidence.article.reference_date)
            known = reported_reading(mention, reported, there=there, text=evidence.text)
        yield known


def _echo(claim: str, found: Shares) -> float:
    """Give the share of a claim that says only what was asked: all of its words must be proved."""
    return found.cover if content(claim) else 0.0
