"""The nouns, in the order in which data becomes an answer.

Each is made by one module and never edited afterwards. Offsets (`start`, `end`) always count
Unicode code points of the stored article's text, end exclusive, so that for anything here that
names an article `article.text[start:end]` is the text it speaks of.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

Status = Literal["answered", "conflicting", "not_found"]
Support = Literal["supported", "unsupported"]
Role = Literal["user", "assistant"]
Length = Literal["short", "normal", "long"]
ConflictKind = Literal["contradiction", "update", "ambiguity"]
Verdict = Literal["right", "wrong"]
Reason = Literal[
    "",
    "wrong fact",
    "wrong date",
    "wrong source",
    "should have refused",
    "should have answered",
    "other",
]
Day = date
"""The type `date`, for a field of that name."""

_HIDDEN: Mapping[str, bool] = {"hidden": True}
"""Marks a field that `as_json` leaves out: it is there for the next step, not for readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another article that carries the same text, or nearly so: a wire story in another outlet."""

    article_id: str
    outlet: str | None
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article as it was read: `text` is what every offset points into.

    `published` is the date that the file states, `published_at` the same with the time of day where
    it states one (with its zone where it names that), `updated` the day of a later version;
    `inferred` is a date that was worked out where the file states none. `place` is where the report
    was written, `language` an ISO 639-1 code. `provenance` says for each of these where it was
    found, "unknown" where it wasn't. `asides` are spans of `text` that can't serve as evidence;
    `copies` are the other articles that tell the same story in the same words.
    """

    article_id: str
    file: str
    text: str = field(repr=False)
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    published_at: datetime | None = None
    updated: date | None = None
    place: str | None = None
    language: str | None = None
    url: str | None = None
    inferred: date | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)
    asides: tuple[tuple[int, int], ...] = field(default=(), repr=False, metadata=_HIDDEN)
    copies: tuple[Copy, ...] = ()

    @property
    def reference_date(self) -> date | None:
        """The date by which the article's relative dates are read: published, else inferred."""
        return self.published or self.inferred

    @property
    def voice(self) -> str:
        """The same for all copies of one story: the smallest of their ids. They count as one."""
        return min([self.article_id, *(copy.article_id for copy in self.copies)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an article, small enough to embed."""

    article_id: str
    start: int
    end: int
    text: str

    @property
    def passage_id(self) -> str:
        """The same for the same words at the same place, so that storing twice stores once."""
        return f"{self.article_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A time expression: `text[start:end]` of the text it was found in.

    `value` is its TIMEX3 value (`2026-01-13`, `2026-W03`, `2025-10`, `P3D`), None where it could
    not be resolved; `start_date` and `end_date` are the calendar period it names, both inclusive,
    None for durations, sets and whatever stays unresolved; `rule` names the rule that decided.
    """

    text: str
    start: int
    end: int
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str | None
    start_date: date | None
    end_date: date | None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of a conversation so far."""

    role: Role
    content: str


MAX_ASKED_EACH = 12
"""Articles picked up to which each is asked for itself, which takes a model seconds for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a reader asks, with everything that may narrow it.

    `as_of` is the reader's today; `since` and `until` are inclusive dates of publication;
    `outlets` and `authors` are names, `languages` two-letter codes, all compared without regard to
    case, any one of each kind being enough; `articles` are ids, and nothing else is searched where
    any are given; `k` is the number of passages to retrieve; `length` is how much the answer shall
    tell; `backend` and `model` choose who phrases it, `temperature` and `seed` how that model draws
    the answer's words; None leaves it to the settings.
    """

    text: str
    as_of: date
    history: tuple[Turn, ...] = ()
    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    k: int | None = None
    length: Length = "normal"
    backend: str | None = None
    model: str | None = None
    temperature: float | None = None
    seed: int | None = None

    @property
    def asks_each(self) -> bool:
        """Whether a few articles are picked, so that each is asked for itself."""
        return 1 < len(self.articles) <= MAX_ASKED_EACH


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievedPassage:
    """A passage found for a question: `score` is higher for better, `rank` counts from 1."""

    passage: Passage
    article: Article = field(metadata=_HIDDEN)
    rank: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence of an article that may carry the answer, with its time expressions resolved.

    `score` in 0..1 says how much of the question the sentence covers, `lacking` which of its stems
    nothing here comes near to; offsets of `dates` are relative to `text`.
    """

    article_id: str
    start: int
    end: int
    text: str
    rank: int
    score: float
    lacking: frozenset[str] = field(default=frozenset(), metadata=_HIDDEN)
    dates: tuple[DateMention, ...] = field(default=(), metadata=_HIDDEN)
    article: Article = field(metadata=_HIDDEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What was searched for, as readers are shown it.

    `text` is the question as it stands alone; `outlets` are those it names, each of which was
    searched in turn; `since` and `until` the days of publication it names, both inclusive; `notes`
    say in a sentence each what a reader should know, such as that no article is from an outlet.
    """

    text: str
    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search gives: evidence, best first, and what was searched for."""

    evidence: tuple[Evidence, ...]
    searched: Searched


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A verified quote: `article.text[start:end] == quote` held when this was made.

    `also_carried_by` names the outlets of the article's copies, their files where they have none;
    copies that the answer quotes themselves, and the quoted outlet, aren't named again.
    """

    marker: int
    article_id: str
    title: str | None
    outlet: str | None
    published: date | None
    quote: str
    start: int
    end: int
    also_carried_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSentence:
    """A sentence of the answer: `start` and `end` index the answer's own text."""

    text: str
    start: int
    end: int
    citations: tuple[int, ...]
    support: Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What some reports say where others say otherwise.

    `date` is the day of the last of them, `latest` tells that they overtook the others.
    """

    value: str
    citations: tuple[int, ...]
    latest: bool = False
    date: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two or more positions on the same subject.

    `kind` is "update" where a later report knows better, its position coming first; "ambiguity"
    where the reports speak of two things of one name; "contradiction" otherwise.
    """

    subject: str
    positions: tuple[Position, ...]
    kind: ConflictKind = "contradiction"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDate:
    """A date that a cited quote names, as the calendar period (inclusive) it stands for."""

    text: str
    start_date: date
    end_date: date
    marker: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What became of the sentences that the model wrote, each counted once.

    They stand as it wrote them (`kept`), with calendar dates beside relative ones; they stand, but
    cite other evidence than the model named (`recited`); a quote stands in their place
    (`replaced`); or nothing does (`dropped`).
    """

    kept: int = 0
    recited: int = 0
    replaced: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """Which model phrased the answer; `backend` is ollama, openai, embedded or extractive."""

    backend: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Tokens: the model's context, the prompt's size, and evidence given and cut to fit."""

    context: int
    prompt: int
    passages_given: int
    passages_cut: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Milliseconds since the question came; `first_token_ms` is None where no model spoke."""

    retrieve_ms: float
    first_token_ms: float | None
    total_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The checked answer, in the form that every interface gives it.

    `reason` says in a sentence why there is none, and is empty where there is one.
    """

    question: str
    as_of: date
    status: Status
    text: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    conflicts: tuple[Conflict, ...]
    dates: tuple[AnswerDate, ...]
    checks: Checks
    reason: str = ""
    evidence: tuple[Evidence, ...]
    searched: Searched
    model: ModelInfo
    budget: Budget
    timings: Timings


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFound:
    """First event of an answer: what was found, and what for, before any model speaks."""

    evidence: tuple[Evidence, ...]
    searched: Searched
    model: ModelInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    """More text from the model, not yet checked."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReady:
    """Last event: the checked answer, which replaces all text before it."""

    answer: Answer


AnswerEvent = EvidenceFound | TextDelta | AnswerReady


def as_json(value: Any) -> Any:
    """Turn nouns into plain JSON values: dates as ISO 8601, no tuples, no hidden fields."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: as_json(getattr(value, name)) for name in _shown(type(value))}
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _shown(noun: type[Any]) -> tuple[str, ...]:
    fields = dataclasses.fields(noun)
    return tuple(each.name for each in fields if not each.metadata.get("hidden"))
