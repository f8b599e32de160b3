"""Model text -> sentences that stand, each kept, replaced by a quote, or dropped; and how many."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from rag.answering.citations import Claim, is_verbatim, sentences_of
from rag.answering.dating import calendar_words, dated_evidence, with_dates
from rag.answering.facts.wanted import holds_wanted
from rag.answering.replies import read_reply
from rag.answering.support import carries
from rag.answering.witnesses import LONGEST_CLAIM, Asking, Witness, witnesses
from rag.schema import Checks, DateMention, Evidence

_LEADING = 0.6
"""Share of the best evidence's score from which a sentence answers the question as well."""

_NEAR = 0.5
"""Share of a sentence's words that a quote holds which may stand in its place."""

_Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What is left of a model's text, and what became of its sentences."""

    claims: tuple[Claim, ...]
    checks: Checks


def verified(text: str, *, evidence: Sequence[Evidence], asking: Asking) -> Verified:
    """Keep each sentence that evidence carries; put a quote in another's place, or nothing.

    Where nothing is left the evidence nearest to it is quoted. Only evidence that stands in its
    article word for word counts.
    """
    given = tuple(evidence)
    exact = [each for each in given if is_verbatim(each)]
    found = _to_the_point(
        [
            _found(
                said.text, [given[n - 1] for n in said.named if 0 < n <= len(given)], exact, asking
            )
            for said in sentences_of(text)
        ],
        asking,
    )
    quoted = {_place(each) for one in found if one.claim for each in one.claim.evidence}
    claims, replaced = [], 0
    for one in found:
        claim = one.claim or _quote_for(one.text, exact, asking=asking, quoted=quoted)
        if claim is not None:
            replaced += one.claim is None
            claims.append(claim)
            quoted |= {_place(each) for each in claim.evidence}
    if not claims and exact:
        best = _nearest(found[0].text, exact, asking=asking)[0] if found else exact[0]
        claims, replaced = [_quote(best)], min(1, len(found))
    kept = sum(one.claim is not None and not one.recited for one in found)
    recited = sum(one.recited for one in found)
    return Verified(
        claims=tuple(claims),
        checks=Checks(
            kept=kept,
            recited=recited,
            replaced=replaced,
            dropped=len(found) - kept - recited - replaced,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    text: str
    claim: Claim | None
    recited: bool


def _found(
    text: str, named: Sequence[Evidence], evidence: Sequence[Evidence], asking: Asking
) -> _Sentence:
    carrying = witnesses(text, evidence=evidence, asking=asking, named=named)
    if not carrying or _is_vague(carrying[0], asking):
        return _Sentence(text=text, claim=None, recited=False)
    cited = tuple(each.evidence for each in carrying)
    return _Sentence(
        text=text,
        claim=Claim(text=_calendared(text, carrying), evidence=cited),
        recited=bool(named) and not any(each in cited for each in named),
    )


def _is_vague(witness: Witness, asking: Asking) -> bool:
    """Tell whether a claim gives a month where the day is asked for and its witness tells it."""
    if asking.reading.wanted != "date" or not witness.dates:
        return False
    periods = [_period(each) for each in witness.dates]
    days = {
        first for first, last in map(_period, witness.evidence.dates) if first and first == last
    }
    return all(
        first and last and first != last and len([day for day in days if first <= day <= last]) == 1
        for first, last in periods
    )


def _period(mention: DateMention) -> tuple[date | None, date | None]:
    return mention.start_date, mention.end_date


def _to_the_point(found: Sequence[_Sentence], asking: Asking) -> Sequence[_Sentence]:
    """Let nothing stand where no sentence holds a thing of the kind that is asked for.

    A word out of a report is carried by it, but is no number and no day.
    """
    if any(one.claim and _holds_wanted(one.text, asking) for one in found):
        return found
    return [replace(one, claim=None, recited=False) for one in found]


def _holds_wanted(text: str, asking: Asking) -> bool:
    return holds_wanted(text, asking.reading.wanted, as_of=asking.as_of)


def _calendared(text: str, carrying: Sequence[Witness]) -> str:
    """Write calendar dates beside a claim's relative ones, where it doesn't give them itself."""
    mentions = {each.start: each for witness in carrying[:1] for each in witness.dates}
    return with_dates(text, [each for each in mentions.values() if not _told(each, text, mentions)])


def _told(mention: DateMention, text: str, others: dict[int, DateMention]) -> bool:
    if calendar_words(mention) in text:
        return True
    return any(
        other is not mention and _period(other) == _period(mention) for other in others.values()
    )


def _quote_for(
    text: str, evidence: Sequence[Evidence], *, asking: Asking, quoted: Set[_Place]
) -> Claim | None:
    """Give the quote that shares most with a sentence and answers the question; None if quoted."""
    if not evidence:
        return None
    best, share = _nearest(text, evidence, asking=asking)
    return _quote(best) if share >= _NEAR and _place(best) not in quoted else None


def _nearest(text: str, evidence: Sequence[Evidence], *, asking: Asking) -> tuple[Evidence, float]:
    """Give the evidence that shares most with a sentence, among the best, and the share.

    For a wrong yes or no that is what says otherwise.
    """
    reply = read_reply(text)
    stated = asking.reading.text if reply else text[:LONGEST_CLAIM]

    def nearness(each: Evidence) -> tuple[bool, float, float, int]:
        found = carries(each, claim=stated, asked=asking.stems, as_of=asking.as_of)
        return bool(reply) and found.against, found.share, found.cover, -each.rank

    leading = [each for each in evidence if each.score >= _LEADING * evidence[0].score]
    answering = [each for each in leading if _holds_wanted(each.text, asking)]
    best = max(answering or leading, key=nearness)
    _, share, cover, _ = nearness(best)
    return best, max(share, cover)


def _quote(evidence: Evidence) -> Claim:
    return Claim(text=dated_evidence(evidence), evidence=(evidence,))


def _place(evidence: Evidence) -> _Place:
    return evidence.article_id, evidence.start, evidence.end
