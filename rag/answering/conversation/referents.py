"""Something that a conversation speaks of. Pure."""

from dataclasses import dataclass

from rag.answering.conversation.naming import Nature

_SMALL = frozenset({"the", "of", "and", "in"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Referent:
    """Something spoken of: `text` can stand in a pronoun's place.

    `start` and `end` are where it was read; `before` is the preposition before it, "" where none;
    `is_new` tells that it was named with "a"; `is_subject` that the clause is about it; `is_part`
    that it is one of several ("Lee and Moon") or stands inside another; `is_asked` that it is what
    "which" or "how many" asks for. `head_end` is where it ends without its "of Quillport".
    """

    text: str
    start: int
    end: int
    nature: Nature
    before: str = ""
    is_name: bool = False
    is_new: bool = False
    is_subject: bool = False
    is_part: bool = False
    is_asked: bool = False
    head_end: int = 0


def same(left: Referent, right: Referent) -> bool:
    """Tell whether two names are one: "Lee" and "Lee Jae-in"."""
    if left.nature.plural != right.nature.plural:
        return False
    parts, others = (set(each.text.lower().split()) - _SMALL for each in (left, right))
    return bool(parts) and bool(others) and (parts <= others or others <= parts)
