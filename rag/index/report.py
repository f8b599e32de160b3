"""What an ingest did, as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file, or a part of one, that gave no article, why, and what to do about it."""

    file: str
    problem: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A newly read article, by the name of its file, that other articles or files have as well.

    `exact` where it is the very same article, read from another file; else it tells nearly the same
    in the same words.
    """

    file: str
    of: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """Names of files by what became of them, relative to the folder that they were looked for in.

    `duplicates` are among what was read now; `undated` names all articles without any date;
    `articles` and `passages` count what the index holds.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    undated: tuple[str, ...] = ()
    articles: int = 0
    passages: int = 0
