"""Words for the present, the past and the future at large."""

import re

from rag.reading.dates.lexicon import DASH, NUMBER
from rag.reading.dates.rules import Reading, Scene, rule, unresolved

_SPANS = "(?:days|weeks|months|quarters|years|decades)"


def _present(_found: re.Match[str], _scene: Scene) -> Reading | None:
    return unresolved(value="PRESENT_REF", rule="the present at large")


def _past(_found: re.Match[str], _scene: Scene) -> Reading | None:
    return unresolved(value="PAST_REF", rule="the past at large")


def _future(_found: re.Match[str], _scene: Scene) -> Reading | None:
    return unresolved(value="FUTURE_REF", rule="the future at large")


RULES = (
    rule(
        r"(?:right |just |even |until )?now|nowadays|currently",
        _present,
        needs=frozenset({"now", "nowadays", "currently"}),
    ),
    rule(
        r"at (?:present|the moment|this time)|these days",
        _present,
        needs=frozenset({"present", "moment", "time", "days"}),
    ),
    rule(r"current(?! (?:account|affairs|events))", _present, needs=frozenset({"current"})),
    rule(rf"(?:more |most )?recent {_SPANS}(?: and {_SPANS})?", _past, needs=frozenset({"recent"})),
    rule(
        r"(?:more |most |until )?recently|recent|lately",
        _past,
        needs=frozenset({"recently", "recent", "lately"}),
    ),
    rule(
        rf"the past(?! (?:{_SPANS}|{NUMBER}|tense)\b)(?! \w+ {_SPANS})",
        _past,
        needs=frozenset({"past"}),
    ),
    rule(
        rf"(?:the |(?<=in\s))(?:near |foreseeable |immediate |distant )?future(?! {_SPANS}|{DASH})",
        _future,
        needs=frozenset({"future"}),
    ),
    rule(
        rf"future {_SPANS}|(?<!as\s)soon(?! after)|as soon as possible|the (?:near|short) term",
        _future,
        needs=frozenset({"future", "soon", "term"}),
    ),
)
