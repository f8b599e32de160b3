"""What becomes of a question once its evidence is there: refused, set side by side, or answered."""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.citations import Checked, Claim, cite, is_verbatim
from rag.answering.conflicts import Disagreement, Side, disagreement
from rag.answering.dating import dated_evidence
from rag.answering.prompts import Fitted, checking_prompt
from rag.answering.quoting import told_by_one
from rag.answering.refusal import ReadClosely, Verdict, judge, missed_names
from rag.answering.separately import separately
from rag.answering.verifying import Verified, verified
from rag.answering.witnesses import Asking
from rag.protocols import LanguageModel
from rag.reading.dates import format_period
from rag.retrieval.question import QuestionReading
from rag.schema import Checks, Conflict, Evidence, Position, Question, Status, TextDelta

NOT_FOUND = "Not in these articles."
_YES, _NO = "Yes", "No"
_DOUBT = 0.5
"""Below this probability that the evidence states the answer, it is not given."""

_NOTHING_SAID = Checks(kept=0, recited=0, replaced=0, dropped=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An answer as far as it depends on what was found; `reason` says why nothing is answered."""

    status: Status
    checked: Checked
    checks: Checks = _NOTHING_SAID
    conflicts: tuple[Conflict, ...] = ()
    reason: str = ""
    first_token: float | None = None


def outcome_of(
    question: Question,
    asking: Asking,
    fitted: Fitted,
    *,
    found: Sequence[Evidence],
    model: LanguageModel,
    closely: ReadClosely | None,
) -> Generator[TextDelta, None, Outcome]:
    """Refuse, set reports side by side, or let the model speak and check what it says.

    What the model is given, `fitted`, decides whether there is an answer; whether reports disagree
    is looked for in all that was `found`. Articles that the reader picked are asked one by one.
    """
    verdict = _verdict(asking.reading, fitted, model=model, closely=closely)
    if not verdict.answerable:
        return _refused(verdict.reason)
    if question.asks_each:
        return (yield from _picked(question, asking, found=found, model=model))
    differing = disagreement(asking.reading, found)
    if differing:
        return _disagreeing(differing, asking.reading)
    text, first_token = "", None
    for piece in model.generate(fitted.prompt):
        first_token = first_token or time.perf_counter()
        text += piece
        yield TextDelta(text=piece)
    kept = verified(text, evidence=fitted.given, asking=asking)
    if missed := _missed(kept, asking.reading):
        return replace(_refused(missed), checks=kept.checks, first_token=first_token)
    beside = _told_besides(kept, fitted.given) if len(question.articles) == 1 else ()
    return Outcome(
        status="answered",
        checked=cite([*kept.claims, *beside]),
        checks=kept.checks,
        first_token=first_token,
    )


def _told_besides(kept: Verified, evidence: Sequence[Evidence]) -> Iterator[Claim]:
    """Yield what the one article that was picked says of it beside what is cited already."""
    cited = [each for claim in kept.claims for each in claim.evidence]
    for each in told_by_one(evidence):
        if each not in cited and is_verbatim(each):
            yield Claim(text=dated_evidence(each), evidence=(each,))


def _picked(
    question: Question, asking: Asking, *, found: Sequence[Evidence], model: LanguageModel
) -> Generator[TextDelta, None, Outcome]:
    said = yield from separately(question, found, asking=asking, model=model)
    differing = said.differing or disagreement(asking.reading, found)
    if differing:
        told = {each.article_id for side in differing.sides for each in side.evidence}
        others = [claim for claim in said.kept.claims if claim.evidence[0].article_id not in told]
        outcome = _disagreeing(differing, asking.reading, beside=others)
    elif said.kept.claims:
        outcome = Outcome(status="answered", checked=cite(said.kept.claims))
    else:
        outcome = _refused("none of these articles answers it")
    return replace(outcome, checks=said.kept.checks, first_token=said.first_token)


def _missed(kept: Verified, reading: QuestionReading) -> str:
    """Say which name the quotes miss that stand in place of all that the model said.

    If it could say nothing that is carried, a quote about another is no answer either.
    """
    if kept.checks.kept or kept.checks.recited:
        return ""
    missed = missed_names(reading, [each for claim in kept.claims for each in claim.evidence])
    return f"the sentence nearest to it does not speak of {', '.join(missed)}" if missed else ""


def _verdict(
    reading: QuestionReading,
    fitted: Fitted,
    *,
    model: LanguageModel,
    closely: ReadClosely | None,
) -> Verdict:
    """Rules decide; where they are in doubt, a model that can tell how sure it is may veto."""
    verdict = judge(reading, fitted.given, closely=closely)
    if verdict.certain:
        return verdict
    sure = model.probability(checking_prompt(fitted.prompt), choices=(_YES, _NO))
    if sure is None or sure >= _DOUBT:
        return verdict
    return replace(verdict, answerable=False, reason="the reports near it don't state it")


def _refused(reason: str) -> Outcome:
    nothing = Checked(text=NOT_FOUND, sentences=(), citations=(), dates=())
    sentence = f"{reason[:1].upper()}{reason[1:]}."
    return Outcome(status="not_found", checked=nothing, reason=sentence)


def _disagreeing(
    found: Disagreement, reading: QuestionReading, *, beside: Sequence[Claim] = ()
) -> Outcome:
    """Let each side speak in its own words; which is right is not for Dateline to say.

    `beside` is what others say who take none of these sides.
    """
    claimed = [
        Claim(text=_as_reported(side, dated=found.kind == "update"), evidence=side.evidence)
        for side in found.sides
    ]
    checked = cite([*claimed, *beside])
    positions = tuple(
        Position(value=side.value, citations=sentence.citations, date=side.day, latest=side.latest)
        for side, sentence in zip(found.sides, checked.sentences, strict=False)
    )
    conflict = Conflict(subject=reading.text, positions=positions, kind=found.kind)
    return Outcome(status="conflicting", checked=checked, conflicts=(conflict,))


def _as_reported(side: Side, *, dated: bool) -> str:
    """Give a side's first sentence behind its outlet; dated, with the day and which is latest."""
    evidence = side.evidence[0]
    outlet = evidence.article.outlet or evidence.article.title or evidence.article.file
    day = format_period(side.day, side.day) if dated and side.day else ""
    noted = ", ".join(part for part in ("latest" if side.latest else "", day) if part)
    return f"{outlet}{f' ({noted})' if noted else ''}: {dated_evidence(evidence)}"
