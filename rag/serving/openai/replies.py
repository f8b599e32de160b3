"""A checked answer as the text of a reply, no longer than was asked for. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.llm.estimate import most_tokens
from rag.schema import Answer

Finish = Literal["stop", "length"]
_STOP: Finish = "stop"
_LENGTH: Finish = "length"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySentence:
    """A sentence of a reply: `text[start:end]` of the reply's text; `citations` are markers."""

    start: int
    end: int
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a client is told: nothing that the check left out, and why it ends where it does."""

    text: str
    sentences: tuple[ReplySentence, ...]
    finish: Finish

    @property
    def tokens(self) -> int:
        """The reply's length by the upper estimate that `max_tokens` is held to as well."""
        return most_tokens(self.text)

    @property
    def pieces(self) -> tuple[str, ...]:
        """The text in the pieces in which a stream tells it, a sentence each."""
        starts = [0, *(each.end for each in self.sentences)]
        ends = [*starts[1:-1], len(self.text)]
        return tuple(
            self.text[start:end] for start, end in zip(starts, ends, strict=False) if start < end
        )


def reply_of(answer: Answer, *, stops: Sequence[str], longest: int | None) -> Reply:
    """Give the reply: up to the first of `stops`, and as many sentences as have `longest` tokens.

    Sentences are given whole, since half of one may say what no article says; only a stop that
    stands within a sentence parts it, as it was asked to.
    """
    text, sentences = _told(answer)
    end, finish = len(text), _STOP
    if longest is not None and most_tokens(text) > longest:
        fitting = [each.end for each in sentences if most_tokens(text[: each.end]) <= longest]
        end, finish = max(fitting, default=0), _LENGTH
    stopped = [place for stop in stops if (place := text.find(stop)) >= 0]
    if stopped and min(stopped) <= end:
        end, finish = min(stopped), _STOP
    return Reply(text=text[:end], sentences=_until(end, sentences), finish=finish)


def _told(answer: Answer) -> tuple[str, tuple[ReplySentence, ...]]:
    """Give an answer's text; where there is none, with the reason."""
    if answer.sentences:
        return answer.text, tuple(
            ReplySentence(start=each.start, end=each.end, citations=each.citations)
            for each in answer.sentences
        )
    text = f"{answer.text} {answer.reason}".strip()
    ends = sorted({len(answer.text), len(text)})
    starts = [0, *(end + 1 for end in ends)]
    return text, tuple(
        ReplySentence(start=start, end=end) for start, end in zip(starts, ends, strict=False)
    )


def _until(end: int, sentences: Sequence[ReplySentence]) -> tuple[ReplySentence, ...]:
    return tuple(
        ReplySentence(start=each.start, end=min(each.end, end), citations=each.citations)
        for each in sentences
        if each.start < end
    )
