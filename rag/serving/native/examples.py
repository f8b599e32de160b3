"""Examples of every body and answer, for the OpenAPI document; they all tell of one article."""

import json
from collections.abc import Mapping
from typing import Any

_ID, _JOB = "0f3a9c1e2b4d5f60", "5e1f0c9a7b3d2846"
_QUESTION = "When does the Marrow footbridge open again?"
_QUOTE = "The footbridge over the Marrow opens again on Friday, the council said."
_TEXT = f"{_QUOTE} Cyclists have to wait until the ramps are done."
_DAY = "2026-03-20"

_ARTICLE_LISTED: dict[str, Any] = {
    "article_id": _ID,
    "file": "footbridge.txt",
    "title": "Footbridge nearly done",
    "outlet": "The Marrow Post",
    "author": "Ida Lund",
    "published": "2026-03-17",
    "published_at": None,
    "updated": None,
    "place": None,
    "language": "en",
    "url": None,
    "inferred": None,
    "provenance": {"published": "dateline", "outlet": "byline"},
    "copies": [],
}
_CITED: dict[str, Any] = {"article_id": _ID, "start": 0, "end": len(_QUOTE)}
_EVIDENCE = [{**_CITED, "text": _QUOTE, "rank": 1, "score": 0.93}]
_SEARCHED: dict[str, Any] = {
    "text": _QUESTION,
    "outlets": [],
    "since": None,
    "until": None,
    "notes": [],
}
_MODEL = {"backend": "extractive", "name": "quotes"}
_ANSWER_TEXT = f"{_QUOTE} [1]"
_SENTENCE = {
    "text": _ANSWER_TEXT,
    "start": 0,
    "end": len(_ANSWER_TEXT),
    "citations": [1],
    "support": "supported",
}
_CITATION = {
    "marker": 1,
    **_CITED,
    "title": "Footbridge nearly done",
    "outlet": "The Marrow Post",
    "published": "2026-03-17",
    "quote": _QUOTE,
    "also_carried_by": [],
}
_ANSWER: dict[str, Any] = {
    "question": _QUESTION,
    "as_of": "2026-03-18",
    "status": "answered",
    "text": _ANSWER_TEXT,
    "sentences": [_SENTENCE],
    "citations": [_CITATION],
    "conflicts": [],
    "dates": [{"text": "Friday", "start_date": _DAY, "end_date": _DAY, "marker": 1}],
    "checks": {"kept": 1, "recited": 0, "replaced": 0, "dropped": 0},
    "reason": "",
    "evidence": _EVIDENCE,
    "searched": _SEARCHED,
    "model": _MODEL,
    "budget": {"context": 4096, "prompt": 0, "passages_given": 1, "passages_cut": 0},
    "timings": {"retrieve_ms": 18.5, "first_token_ms": None, "total_ms": 21.2},
}
_REPORT = {
    "added": ["footbridge.txt"],
    "updated": [],
    "unchanged": [],
    "removed": [],
    "refused": [],
    "duplicates": [],
    "undated": [],
    "articles": 1,
    "passages": 1,
}
_RUNNING: dict[str, Any] = {
    "job_id": _JOB,
    "state": "running",
    "file": "footbridge.txt",
    "done": 0.5,
    "total": 1,
    "report": None,
    "problem": None,
}
_ENDED = _RUNNING | {"state": "done", "file": "", "done": 1, "report": _REPORT}
_HAPPENING = {
    **_CITED,
    "text": _QUOTE,
    "start_date": _DAY,
    "end_date": _DAY,
    "words": "on Friday",
    "words_start": _QUOTE.index("on Friday"),
    "words_end": _QUOTE.index("on Friday") + len("on Friday"),
    "title": "Footbridge nearly done",
    "outlet": "The Marrow Post",
    "file": "footbridge.txt",
    "published": "2026-03-17",
    "inferred": None,
    "voice": _ID,
    "carriers": 1,
}
_ASKED = {"question": _QUESTION, "as_of": "2026-03-18"}

EXAMPLES: Mapping[str, Any] = {
    "Answer": _ANSWER,
    "Found": {"evidence": _EVIDENCE, "searched": _SEARCHED},
    "Article": _ARTICLE_LISTED | {"text": _TEXT},
    "ArticleListed": _ARTICLE_LISTED,
    "ArticlePage": {
        "articles": [_ARTICLE_LISTED],
        "found": 1,
        "page": 1,
        "pages": 1,
        "next": None,
    },
    "JobTold": _ENDED,
    "JobList": {"jobs": [_ENDED]},
    "Timeline": {
        "happenings": [_HAPPENING],
        "sentences": 1,
        "tallies": [{"start_date": _DAY, "end_date": _DAY, "sentences": 1}],
        "undated": 0,
    },
    "Health": {"status": "ok"},
    "Readiness": {"index": {"ready": True, "articles": 1, "passages": 1}, "model": _MODEL},
    "AskBody": _ASKED | {"outlets": ["The Marrow Post"], "length": "short"},
    "SearchBody": _ASKED | {"k": 5},
    "ArticlesBody": {
        "articles": [
            {
                "title": "Footbridge nearly done",
                "text": _TEXT,
                "outlet": "The Marrow Post",
                "published": "2026-03-17",
            }
        ]
    },
    "FeedbackBody": _ASKED
    | {
        "answer": _ANSWER,
        "verdict": "wrong",
        "reason": "wrong date",
        "comment": "It was Saturday.",
    },
}
"""By the names that the document has for their forms; bodies are those of `rag.serving.bodies`."""


def _events(*events: tuple[str, Any]) -> str:
    return "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)


EVENTS_OF_AN_ANSWER = _events(
    ("evidence", {"evidence": _EVIDENCE, "searched": _SEARCHED, "model": _MODEL}),
    ("delta", {"text": _ANSWER_TEXT}),
    ("answer", _ANSWER),
)
"""The events of an answer, as they are sent."""

EVENTS_OF_A_JOB = _events(("progress", _RUNNING), ("ended", _ENDED))
"""The events of a job, as they are sent."""
