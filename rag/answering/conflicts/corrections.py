"""Words by which a report says that it corrects what was reported before. Pure."""

import re

from rag.schema import Evidence

_SENTENCE = re.compile(
    r"\b(?:correct(?:ed|ion|s|ing)|revis(?:ed|ion|ing)|"
    r"(?:earlier|initially|originally|previously|at first|first) "
    r"(?:reported|announced|said|stated|thought|put|given|believed|feared)|"
    r"(?:earlier|initial|previous|first) (?:reports?|figures?|counts?|statements?|tolls?|"
    r"estimates?)|(?:up|down) from (?:\w+ ){0,2}\S*\d|"
    r"not (?:the )?\S+ as (?:\w+ ){0,3}(?:first|earlier|initially|previously|originally)|"
    r"has (?:since )?(?:risen|climbed|grown|increased|fallen|dropped) to)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"\bearlier version of this\b|^\W*(?:correction|clarification)\b|"
    r"\bthis (?:article|story|report) (?:has been|was) (?:corrected|amended|updated to correct)",
    re.IGNORECASE | re.MULTILINE,
)


def corrects(evidence: Evidence) -> bool:
    """Tell whether a sentence, or a note in its article, says that it corrects something."""
    return bool(_SENTENCE.search(evidence.text) or _ARTICLE.search(evidence.article.text))
