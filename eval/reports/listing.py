"""Which cases the page lists, which of them open, and what is left out of a big run.

A run's records are read one by one, so that memory holds only what the page carries.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eval.reports.details import cut, describe_case
from eval.reports.rows import stored_rows
from eval.reports.words import counted, result

if TYPE_CHECKING:
    from collections.abc import Set

    from eval.comparing.comparison import Comparison
    from eval.runs.folder import StoredRun
    from eval.runs.record import StoredRecord

_LISTED = 2_000
_OPENED = 300
_BYTES = 5_000_000
"""Cases in the list, cases that open, and what these may weigh together as JSON."""

_LONGEST = 300
"""Characters of a question or a reason in the list."""

_RESULTS = ("crashed", "wrong", "not decided", "right")
"""Results in the order in which they ask for a reader."""

_Key = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case in the list, in words; `flip` is lost, gained or empty."""

    number: int
    name: str
    kind: str
    result: str
    rank: int
    flip: str
    seconds: float | None
    question: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The rows of the list; the details of the first of them, a JSON array; what is left out."""

    rows: tuple[Row, ...]
    details: str
    left_out: tuple[str, ...]


def list_cases(
    run: "StoredRun", *, base: "StoredRun | None", comparison: "Comparison | None"
) -> Listing:
    """List a run's cases: those that flipped first, then wrong ones, then others.

    Raises RunError where the records of either run can't be read.
    """
    flips = {each.id: "lost" if each.lost else "gained" for each in _flips(comparison)}
    ordered = sorted(run.records, key=lambda each: _urgency(each, flips))
    listed, opened = ordered[:_LISTED], ordered[:_OPENED]
    seconds, questions, rows = _read(run, keys=_keys(opened))
    details = _pack(opened, rows=rows, base=base)
    return Listing(
        rows=tuple(
            _row(
                record,
                number=number,
                flip=flips.get(record.id, ""),
                seconds=seconds.get(_key(record)),
                question=record.question or questions.get(_key(record), ""),
            )
            for number, record in enumerate(listed)
        ),
        details=f"[{','.join(details)}]",
        left_out=tuple(_left_out(len(ordered), len(listed), len(details))),
    )


def _flips(comparison: "Comparison | None") -> Iterable[Any]:
    return comparison.flips if comparison else ()


def _urgency(record: "StoredRecord", flips: Mapping[str, str]) -> tuple[int, int]:
    return ("lost", "gained", "").index(flips.get(record.id, "")), _RESULTS.index(result(record))


def _key(record: "StoredRecord") -> _Key:
    return record.id, record.repeat


def _keys(records: "Iterable[StoredRecord]") -> "Set[_Key]":
    return {_key(each) for each in records}


def _read(
    run: "StoredRun", *, keys: "Set[_Key]"
) -> tuple[dict[_Key, float], dict[_Key, str], dict[_Key, Any]]:
    """Read every record's seconds, the text of those that ask no question, and some rows whole."""
    seconds: dict[_Key, float] = {}
    questions: dict[_Key, str] = {}
    rows: dict[_Key, Any] = {}
    for row in stored_rows(run):
        key = row["id"], row["repeat"]
        seconds[key] = row["seconds"]
        if not row["case"].get("question"):
            questions[key] = str(row["case"].get("text", ""))[:_LONGEST]
        if key in keys:
            rows[key] = row
    return seconds, questions, rows


def _pack(
    opened: "Sequence[StoredRecord]", *, rows: Mapping[_Key, Any], base: "StoredRun | None"
) -> list[str]:
    """Write the details of cases, in order, until the page would grow too big."""
    before = {_key(each): each for each in base.records} if base else {}
    before_rows = _read(base, keys=_keys(opened))[2] if base else {}
    packed: list[str] = []
    room = _BYTES
    for record in opened:
        key = _key(record)
        details = describe_case(
            record, rows.get(key), base=before.get(key), base_row=before_rows.get(key)
        )
        text = json.dumps(details, ensure_ascii=False, separators=(",", ":"))
        room -= len(text.encode("utf-8", "replace"))
        if room < 0:
            break
        packed.append(text)
    return packed


def _row(record: "StoredRecord", **known: Any) -> Row:
    known["question"] = cut(known["question"], longest=_LONGEST)
    return Row(
        name=f"{record.id} ({record.repeat + 1})" if record.repeat else record.id,
        kind=record.kind,
        result=result(record),
        rank=_RESULTS.index(result(record)),
        reason=cut(record.error or record.reason, longest=_LONGEST),
        **known,
    )


def _left_out(cases: int, listed: int, opened: int) -> Iterator[str]:
    order = "those that flipped first, then wrong ones, then others"
    if listed < cases:
        yield f"The list holds {listed:,} of {counted(cases, 'record')}: {order}."
    if opened < listed:
        yield f"{opened:,} of them open: {order}. The run's folder holds all."
