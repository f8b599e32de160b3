"""A verb left out: "He took office in June, and Lind in October" tells two days of two. Pure."""

import re
from collections.abc import Iterator, Sequence

from rag.schema import DateMention
from rag.words import stems

_GAPPED = re.compile(
    r"[,;]\s(?:and|but|while)\s(?:the\s)?((?:[A-Z][\w’'-]*\s)+)(?:(?:in|on|at|since|by)\s)?(?:the\s)?$"
)
"""Behind a comma a name alone, without a verb, in front of the day."""


def gapped_otherwise(
    claim: str, evidence: str, *, claimed: Sequence[DateMention], there: Sequence[DateMention]
) -> Iterator[str]:
    """Yield the days of a claim that the evidence tells only of a name that the claim hasn't."""
    named = stems(claim)
    for mention in claimed:
        told = [each for each in there if _meets(mention, each)]
        others = [_GAPPED.search(evidence[: each.start]) for each in told]
        if told and all(other and not stems(other[1]) & named for other in others):
            yield mention.text


def _meets(left: DateMention, right: DateMention) -> bool:
    if not (left.start_date and left.end_date and right.start_date and right.end_date):
        return False
    return left.start_date <= right.end_date and right.start_date <= left.end_date
