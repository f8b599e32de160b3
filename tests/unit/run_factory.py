"""Writes runs' folders by hand, for tests of what reads them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.comparing.comparison import Comparison, Flip, MetricChange
from eval.runs.folder import FORMAT, StoredRun, read_run
from eval.significance import Difference

ESTIMATE = {"standard_error": 0.1, "groups": 2}
HOSTILE = (
    '<script>window.hacked = 1</script> "><img src=x onerror="window.hacked = 1"> </script>'
    "<!--<script> \u202eterces @admin #12 | `code` [x](https://example.org) \x1b[2J"
)


def make_row(case_id: str, *, right: bool | None = True, **fields: Any) -> dict[str, Any]:
    """A record's JSON as runs write it, of a case that asks who opened a bridge."""
    row: dict[str, Any] = {
        "id": case_id,
        "kind": "entity",
        "group": case_id,
        "repeat": 0,
        "case": make_case(case_id),
        "answer": make_answer(),
        "evidence": [],
        "passages": [],
        "found": [],
        "scores": [make_score("answer_accuracy", right), make_score("mrr@10", 0.5)],
        "right": right,
        "reason": {True: "It says 'Ferrer'.", False: "It says none of 'Ferrer'.", None: ""}[right],
        "seconds": 0.25,
        "saved_seconds": 0.0,
        "error": None,
    }
    return row | fields


def make_case(case_id: str, **fields: Any) -> dict[str, Any]:
    case: dict[str, Any] = {
        "id": case_id,
        "question": "Who opened the bridge at Lutz?",
        "kind": "entity",
        "answers": ["Ferrer", "the mayor"],
        "positions": [],
        "items": [],
        "number": None,
        "date": None,
        "wrong": ["Okoye"],
        "sources": ["bridge"],
        "evidence": [{"source": "bridge", "quote": "Ferrer opened\n the bridge"}],
        "as_of": "2026-03-09",
        "history": [{"role": "user", "content": "Is there a bridge at Lutz?"}],
        "story": "",
        "within": [],
    }
    return case | fields


def make_answer(text: str = "Ferrer opened it. [1] It rained.", **fields: Any) -> dict[str, Any]:
    quote = "On Tuesday Ferrer opened the bridge."
    answer: dict[str, Any] = {
        "question": "Who opened the bridge at Lutz?",
        "as_of": "2026-03-09",
        "status": "answered",
        "text": text,
        "sentences": [
            {"text": text[:21], "start": 0, "end": 21, "citations": [1], "support": "supported"},
            {"text": text[22:], "start": 22, "end": 32, "citations": [], "support": "unsupported"},
        ],
        "citations": [
            {
                "marker": 1,
                "article_id": "a1",
                "title": "Bridge opened",
                "outlet": "Lutz Times",
                "published": "2026-03-04",
                "quote": quote,
                "start": 0,
                "end": len(quote),
            }
        ],
        "conflicts": [],
        "dates": [],
        "evidence": [make_piece("a1", quote, 1), make_piece("b2", "The river was high.", 2)],
        "model": {"backend": "extractive", "name": "quotes"},
        "budget": {"context": 4096, "prompt": 321, "passages_given": 2, "passages_cut": 0},
        "timings": {"retrieve_ms": 12.0, "first_token_ms": None, "total_ms": 250.0},
    }
    return answer | fields


def make_piece(article: str, text: str, rank: int) -> dict[str, Any]:
    return {
        "article_id": article,
        "start": 0,
        "end": len(text),
        "text": text,
        "rank": rank,
        "score": 1 / rank,
    }


def make_score(name: str, value: float | None, explanation: str = "Said so.") -> dict[str, Any]:
    return {
        "name": name,
        "value": None if value is None else float(value),
        "explanation": explanation,
        "weight": 1.0,
    }


def make_summary(rows: Sequence[Any], **fields: Any) -> dict[str, Any]:
    right = sum(bool(each["right"]) for each in rows) / len(rows)
    metrics = {
        "answer_accuracy": make_estimate(right, len(rows)),
        "date_accuracy": {**make_estimate(0, 0), "value": None, "low": None, "high": None},
        "seconds_p50": make_estimate(2.345, len(rows)),
    }
    kinds = {each["kind"]: {"answer_accuracy": make_estimate(right, 2)} for each in rows}
    summary: dict[str, Any] = {
        "metrics": metrics,
        "kinds": kinds,
        "references": {},
        "cases": len(rows),
        "repeats": 1,
        "crashed": sum(each["error"] is not None for each in rows),
        "wrong_count": sum(each["right"] is False for each in rows),
        "peak_memory_mb": 512.4,
        "overhead": 0.0123,
        "seconds": 61.5,
    }
    return summary | fields


def make_estimate(value: float, cases: int) -> dict[str, Any]:
    low, high = max(0.0, value - 0.1), value + 0.1
    return {"value": value, "low": low, "high": high, "n": cases, **ESTIMATE}


def write_run(folder: Path, rows: Sequence[Any], **manifest: Any) -> StoredRun:
    """Write a finished run's folder and read it back."""
    folder.mkdir(parents=True)
    told = {
        "format": FORMAT,
        "task": "cases",
        "started": "2026-03-09T10:15:00+00:00",
        "code": {"commit": "ab" * 20, "dirty": True},
        "cases": {"file": "lutz.jsonl", "sha256": "cd" * 32, "count": len(rows)},
        "models": [{"backend": "extractive", "name": "quotes", "identity": "quotes"}],
        "settings": {"retrieval": {"passages": 12}},
        "packages": {"numpy": "2.4.6"},
    }
    (folder / "manifest.json").write_text(json.dumps(told | manifest), "utf-8")
    (folder / "summary.json").write_text(json.dumps(make_summary(rows)), "utf-8")
    lines = "".join(f"{json.dumps(each)}\n" for each in rows)
    (folder / "records.jsonl").write_text(lines, "utf-8")
    return read_run(folder)


def make_change(name: str, difference: float | None, **fields: Any) -> MetricChange:
    """A guarded change from 0.8; p is 0.01 unless told."""
    chance = fields.pop("p_value", 0.01)
    seen = difference is not None and Difference(
        base=0.8,
        new=0.8 + difference,
        difference=difference,
        low=difference - 0.03,
        high=difference + 0.03,
        p_value=chance,
        p_lower=chance / 2,
        p_higher=1 - chance / 2,
        minimum_detectable=0.04,
        n=40,
        groups=20,
    )
    known = {"adjusted": chance, "guarded": True, "margin": 0.02, "failure": None} | fields
    return MetricChange(name=name, difference=seen or None, **known)


def make_flip(case_id: str, *, lost: bool = True, **fields: Any) -> Flip:
    told = {"kind": "entity", "question": "Who?", "before": "It said it.", "after": "It says not."}
    return Flip(id=case_id, lost=lost, **(told | fields))


def make_comparison(*changes: MetricChange, **fields: Any) -> Comparison:
    values: dict[str, Any] = {
        "base": "before",
        "new": "after",
        "paired": 40,
        "sampled": False,
        "flips": (),
        "only_base": (),
        "only_new": (),
        "altered": (),
        "problems": (),
    }
    return Comparison(changes=changes, **(values | fields))
