"""Yes and no: whether evidence carries the word that answers a question of that kind. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from rag.answering.support import carries
from rag.schema import Evidence

_REPLY = re.compile(r"(yes|no)(?:\s*[,.;:!–—-]+\s*|\s*$)(.*)", re.IGNORECASE | re.DOTALL)
_ASKING = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could"
    r"|should|may|might)\s+",
    re.IGNORECASE,
)
_ABOUT_IT = 0.5
"""Share of the question's words in a sentence that can deny what it asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A sentence that begins with yes or no, and what it says besides."""

    yes: bool
    rest: str


def read_reply(claim: str) -> Reply | None:
    """Read a sentence as a reply, None where it is none: "No barge sank"."""
    found = _REPLY.fullmatch(claim.strip())
    return Reply(yes=found[1].lower() == "yes", rest=found[2].strip()) if found else None


def replies(evidence: Evidence, *, yes: bool, question: str, as_of: date | None) -> bool:
    """Tell whether evidence says yes, or no, to a question.

    Yes is carried where the question as a statement is. No is carried by evidence about the same
    that denies it, says the opposite, or has another number.
    """
    statement = _ASKING.sub("", question.rstrip(" ?"))
    checked = carries(evidence, claim=statement, asked=frozenset(), as_of=as_of)
    if yes:
        return checked.supported
    return checked.against and checked.cover >= _ABOUT_IT
