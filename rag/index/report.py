"""What an ingest did, as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file that gave no article, why, and what to do about it."""

    file: str
    problem: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """Names of files by what became of them; `undated` names articles without any date.

    `copies` are files whose article the index already holds from another file.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    copies: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    articles: int = 0
    passages: int = 0
