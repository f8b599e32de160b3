"""What is told to have happened, by any word for it: "killed", "died", "the death toll". Pure.

Reports seldom share a verb. A handful of groups of words covers what news is asked about most; any
other word stands for itself.
"""

import re
from dataclasses import dataclass

from rag.words import holds, words

_GROUPS = {
    "death": r"die[sd]?|dying|dead|deaths?|kill(?:s|ed|ing)?|toll|perish\w*|fatal\w*|"
    r"(?:lives|life)|drown(?:s|ed)?",
    "injury": r"injur\w+|hurt|wound\w*|hospitali[sz]ed",
    "missing": r"missing|unaccounted",
    "arrest": r"arrest\w*|detain\w*|custody",
    "rescue": r"rescu\w+|saved?",
    "flight": r"evacuat\w+|displac\w+|fled",
    "case": r"infect\w*|cases?",
    "vote": r"votes?|ballots?",
    "strike": r"(?:on )?strike|strikers|walk(?:s|ed|ing)?[ -]?outs?",
    "meeting": r"me?ets?|meetings?|encounter\w*|face[ -]to[ -]face",
    "cost": r"costs?|costing|price[sd]?",
    "payment": r"pa(?:y|ys|id|ying)|fees?",
    "opening": r"open(?:s|ed|ing)?|inaugurat\w+",
    "founding": r"found(?:ed|ing)|establish\w*|creat(?:ed|ion)",
    "birth": r"born|birth",
    "beginning": r"beg[aiu]n\w*|start\w*",
    "end": r"end(?:s|ed|ing)?|finish\w*",
    "arrival": r"arriv\w+|reach(?:es|ed)?|land(?:s|ed)",
    "departure": r"leaves?|left|depart\w*|sail(?:s|ed)?",
    "election": r"elect(?:ed|ion)?|won|wins?",
    "marriage": r"marr(?:y|ied|ies|iage)|wed(?:ding)?",
    "building": r"buil[dt]\w*|construct\w+|erected",
    "release": r"releas\w+|publish\w*|came out",
    "place": r"located|situated|lies|stands|based",
    "holding": r"h[oe]lds?|takes? place|took place",
}
_READ = {
    name: re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)
    for name, pattern in _GROUPS.items()
}
GROWING = frozenset(
    {"death", "injury", "missing", "arrest", "rescue", "flight", "case", "vote", "strike"}
)
"""Deeds that are still being counted when the first report is written."""

_PERSON = re.compile(
    r"(?:people|persons?|(?:\w*wo)?m[ae]n|\w*m[ae]n|children|child|boys?|girls?|staff|police|crew|"
    r"pupils?|troops|nurses?|civilians?|victims?|residents?|lives|folk|\w{2,}(?:ers?|ors?|ists?|"
    r"ians?|ants?|ents?|ees?|folk))",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:more|others?|additional|another|further|wom[ae]n|child(?:ren)?|boys?|girls?|"
    r"foreign\w*|tourists?|police\w*|officers?|soldiers?|civilians?|fire ?fighters?|rescuers?|"
    r"students?|pupils?|journalists?|reporters?|doctors?|medics?|nurses?|aid|troops|hostages?|"
    r"militants?|fighters?|teachers?|babies|infants?|of (?:the|these|those|all))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What the question asks about: `groups` of words, and `stems` of no group."""

    groups: frozenset[str]
    stems: frozenset[str]

    def told(self, text: str) -> bool:
        """Tell whether a stretch of text tells of it: one of its groups, else one of its stems."""
        if self.groups:
            return any(_READ[group].search(text) for group in self.groups)
        return any(holds(word.stem, among=self.stems) for word in words(text))

    @property
    def grows(self) -> bool:
        """Whether it is counted for days."""
        return bool(self.groups & GROWING)


def groups_of(text: str) -> frozenset[str]:
    """Give the groups that a text has words of."""
    return frozenset(name for name, pattern in _READ.items() if pattern.search(text))


def is_person(word: str) -> bool:
    """Tell whether a noun is one for people, by its ending or by what it is."""
    return bool(_PERSON.fullmatch(word))


def names_part(text: str, *, asked: str) -> bool:
    """Tell whether the words behind a number name only some of those asked for ("two children")."""
    return any(part[0].lower() not in asked.lower() for part in _PART.finditer(text))
