"""The stretch of a sentence that a value belongs to, with asides taken out. Pure."""

import re

from rag.answering.facts.numerals import numbers

_EDGE = re.compile(
    r"[;:!?—–]|[.,](?=\s|$)|\s-\s|\b(?:and|but|while|whereas|when|as|after|before|although|though|"
    r"because|since|until|if|where)\b",
    re.IGNORECASE,
)
_HARD_EDGE = re.compile(r"[;!?—–]|[.,](?=\s|$)|\s-\s|\b(?:but|while|whereas)\b", re.IGNORECASE)
_REST = r"[^;:,.—–()]*(?:[,.](?=\d)[^;:,.—–()]*)*"
_ASIDES = (
    re.compile(r"\([^()]*\)"),
    re.compile(r"(?<=\w)\s?[—–]\s?[^—–]{3,120}?[—–]"),
    re.compile(rf",?\s*\b(?:including|among them|of whom|some of whom)\b{_REST},?", re.IGNORECASE),
    re.compile(rf",?\s*\b[\w,]{{1,30}} of (?:them|whom|those)\b{_REST},?", re.IGNORECASE),
)
_FORMER = re.compile(
    rf"\b(?:(?P<than>not|rather than|instead of|(?:up|down|revised|corrected) from|"
    rf"compared (?:with|to)|as against)\b(?=(?P<next>\W+(?:[^\s,;]+\s?){{1,4}}))"
    rf"|(?:the |an? )?(?:earlier|initial(?:ly)?|previous(?:ly)?|originally|at first|"
    rf"first (?:reported|announced|thought|said|given|put))\b){_REST}",
    re.IGNORECASE,
)
_TOLD_AT = re.compile(
    r"\b(?:said|says|told|tells|stated|announced|explained)\b(?:\s\w+){0,1}?\s(?:an?|the|his|her|"
    r"their)\s(?:\w+\s){0,2}(?:conference|briefing|interview|hearing)\b|\bat (?:an?|the|his|her|"
    r"their)\s(?:\w+\s){0,2}(?:conference|briefing|interview|hearing)\b(?=[^,.;]*"
    r"\b(?:that|said)\b)",
    re.IGNORECASE,
)


def without_asides(text: str) -> str:
    """Blank what is only said by the way: brackets, parts of a number, what was said earlier.

    Offsets stay what they were. "Two died, not three as announced" says two; "180, 136 of them
    Welsh" says 180.
    """
    for aside in (*_ASIDES, _FORMER, _TOLD_AT):
        text = aside.sub(_blank, text)
    return text


def _blank(found: re.Match[str]) -> str:
    """Give blanks for an aside; "not" and the like make one only with a number behind them."""
    than = found.re is _FORMER and found["than"]
    return found[0] if than and not numbers(found["next"]) else " " * len(found[0])


def segment(text: str, at: int, *, loosely: bool = False) -> tuple[int, int]:
    """Give the span of the stretch around a place, up to the next comma or conjunction.

    Loosely, only a comma, a dash or "but" ends it.
    """
    edge = _HARD_EDGE if loosely else _EDGE
    start, end = 0, len(text)
    for cut in edge.finditer(text):
        if cut.end() <= at:
            start = cut.end()
        elif cut.start() > at:
            end = cut.start()
            break
    return start, end
