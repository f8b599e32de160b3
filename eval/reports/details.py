"""What a case opens to on the page: plain JSON that its script shows as text. Pure.

Works from a record's own JSON, whatever task it is of: what a case file knows is named, what a
benchmark adds is shown as it is.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from eval.reports.gold import Gold, Segment
from eval.reports.words import figure, result
from eval.runs.record import StoredRecord

Json = Mapping[str, Any]

_LONGEST = 2_000
_MOST = 12
"""Characters of a text and pieces of a list that a page carries."""

_NAMED = {
    "answers": "Any of",
    "items": "Each of",
    "positions": "Every side",
    "number": "Number",
    "date": "Date",
    "wrong": "Must not say",
    "sources": "Articles that hold it",
    "evidence": "Words that carry it",
    "within": "Only these articles are searched",
    "story": "Story",
}
_SHOWN_ELSEWHERE = {"id", "kind", "question", "text", "as_of", "history"}
_TIMES = {
    "retrieve_ms": "to retrieve",
    "first_token_ms": "to the first word",
    "total_ms": "in all",
}


def describe_case(
    record: StoredRecord, row: Json | None, *, base: StoredRecord | None, base_row: Json | None
) -> dict[str, Any]:
    """Describe a case with what came of it, and of the base's record where there is one.

    `row` and `base_row` are the records' own JSON, None where only their scores were kept.
    """
    case = row["case"] if row else {}
    sides = [_side(record, row, name="This run")]
    if base is not None:
        sides.append(_side(base, base_row, name="Baseline"))
    return {
        "question": cut(case.get("question") or case.get("text") or record.question),
        "as_of": case.get("as_of"),
        "history": [[turn["role"], cut(turn["content"])] for turn in case.get("history") or ()],
        "gold": list(_gold(case)),
        "sides": sides,
        "scores": list(_scores(record, base)),
    }


def cut(text: str, *, longest: int = _LONGEST) -> str:
    """Shorten a long text, and say by how much."""
    left = len(text) - longest
    return f"{text[:longest]} … ({left:,} more characters)" if left > 0 else text


def _gold(case: Json) -> Iterator[tuple[str, list[str]]]:
    for name, value in case.items():
        if name not in _SHOWN_ELSEWHERE and value not in (None, "", [], {}):
            values = value if isinstance(value, list) else [value]
            told = [cut(_told(each)) for each in values[:_MOST]]
            left = [f"… and {len(values) - _MOST:,} more"] if len(values) > _MOST else []
            yield _NAMED.get(name, name.replace("_", " ").capitalize()), [*told, *left]


def _told(value: Any) -> str:
    """Put a part of a case into words."""
    match value:
        case str():
            return value
        case {"value": number, "unit": unit, **rest} if not rest:
            return f"{number:g} {unit}".strip()
        case {"quote": quote, "source": source, **rest} if not rest:
            return f"“{quote}” ({source})"
        case {"answers": [*answers], "sources": [*sources], **rest} if not rest:
            return f"{' / '.join(answers)} ({', '.join(sources)})"
        case {"text": str(text), **rest}:
            about = (f"{name} {each}" for name, each in rest.items() if each is not None)
            return f"{text} ({', '.join(about)})"
        case [*parts] if all(isinstance(part, str) for part in parts):
            return " / ".join(parts)
    return json.dumps(value, ensure_ascii=False)


def _side(record: StoredRecord, row: Json | None, *, name: str) -> dict[str, Any]:
    side: dict[str, Any] = {
        "name": name,
        "result": result(record),
        "reason": cut(record.error or record.reason),
        "complete": row is not None,
    }
    if row is None:
        return side
    answer = row["answer"] or {}
    gold = Gold.of(row)
    pieces = [_piece(each) for each in answer.get("evidence") or row["evidence"]]
    passages = [_piece({**each, **each["passage"]}) for each in row["passages"]]
    citations = answer.get("citations", [])
    quoted = ((each["article_id"], each["quote"]) for each in citations)
    texts = ((each["article_id"], each["text"]) for each in chain(pieces, passages))
    known = gold.articles(chain(texts, quoted))
    titles = {each["article_id"]: each["title"] for each in citations if each["title"]}
    return side | {
        "status": answer.get("status"),
        "answer": _sentences(answer),
        "conflicts": answer.get("conflicts", []),
        "citations": [_citation(each, gold=gold, known=known) for each in citations[:_MOST]],
        "evidence": _found(pieces, gold=gold, known=known, titles=titles),
        "passages": _found(passages, gold=gold, known=known, titles=titles),
        "found": [cut(_told(each)) for each in row["found"][: 4 * _MOST]],
        "facts": list(_facts(row, answer)),
    }


def _piece(piece: Json) -> dict[str, Any]:
    return {name: piece[name] for name in ("article_id", "text", "rank", "score")}


def _sentences(answer: Json) -> list[Segment]:
    """Part an answer's text into its sentences, each with whether it lacks support."""
    text, done = answer.get("text", ""), 0
    segments: list[Segment] = []
    for each in answer.get("sentences", ()):
        segments.append((text[done : each["start"]], False))
        segments.append((text[each["start"] : each["end"]], each["support"] == "unsupported"))
        done = each["end"]
    return [segment for segment in [*segments, (text[done:], False)] if segment[0]]


def _citation(citation: Json, *, gold: Gold, known: frozenset[str]) -> dict[str, Any]:
    article = citation["article_id"]
    about = (citation["title"], citation["outlet"], citation["published"])
    return {
        "rank": citation["marker"],
        "article": _named(article, gold=gold, title=None),
        "about": ", ".join(filter(None, about)),
        "gold": article in known,
        "text": gold.mark(cut(citation["quote"]), article=article),
    }


def _found(
    pieces: Sequence[Json], *, gold: Gold, known: frozenset[str], titles: Mapping[str, str]
) -> dict[str, Any]:
    shown = [
        {
            "rank": each["rank"],
            "article": _named(each["article_id"], gold=gold, title=titles.get(each["article_id"])),
            "about": f"score {figure(each['score'])}",
            "gold": each["article_id"] in known,
            "text": gold.mark(cut(each["text"]), article=each["article_id"]),
        }
        for each in pieces[:_MOST]
    ]
    return {"shown": shown, "left_out": max(0, len(pieces) - _MOST)}


def _named(article: str, *, gold: Gold, title: str | None) -> str:
    return gold.files.get(article) or title or f"article {article}"


def _facts(row: Json, answer: Json) -> Iterator[tuple[str, str]]:
    saved = f", {row['saved_seconds']:.2f} of them remembered" if row["saved_seconds"] else ""
    yield "Seconds", f"{row['seconds']:.2f}{saved}"
    if not answer:
        return
    model, budget = answer["model"], answer["budget"]
    yield "Model", f"{model['name']} ({model['backend']})"
    if budget["context"]:
        yield "Tokens", f"{budget['prompt']:,} of {budget['context']:,} in the prompt"
    given, left = budget["passages_given"], budget["passages_cut"]
    yield "Evidence", f"{given} pieces given{f', {left} cut' if left else ''}"
    times = ((answer["timings"].get(name), words) for name, words in _TIMES.items())
    yield "Time", ", ".join(f"{ms:,.0f} ms {words}" for ms, words in times if ms is not None)


def _scores(record: StoredRecord, base: StoredRecord | None) -> Iterator[Json]:
    """Give the scores that apply, each beside the base's, with both explanations."""
    before = base.scores if base else {}
    for name in dict.fromkeys(chain(record.scores, before)):
        here, there = record.scores.get(name), before.get(name)
        values = [each.value if each else None for each in (here, there)]
        if any(value is not None for value in values):
            said = here.explanation if here else ""
            was = there.explanation if there else ""
            yield {
                "name": name,
                "values": [figure(value) for value in values[: 2 if base else 1]],
                "moved": base is not None and values[0] != values[1],
                "explanation": cut(said),
                "before": cut(was) if was != said else "",
            }
