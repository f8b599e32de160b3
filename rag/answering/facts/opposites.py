"""Words of news that mean about the same, and those that mean the opposite. Pure."""

from functools import lru_cache

from rag.answering.facts.wording import base, stands
from rag.words import words

_SIDES = """
rise increase grow climb gain jump soar higher up / fall drop decrease decline shrink lower down
win victory / lose defeat
large big larger bigger / small smaller
largest biggest / smallest
long longer / short shorter
longest / shortest
old older elder / young younger
oldest / youngest
many / few
more / less fewer
most / least fewest
accept approve adopt / reject refuse veto
support back favour / oppose reject
open reopen / close shut
begin start launch commence / end finish conclude
arrive reach / depart leave
buy purchase acquire / sell
allow permit legalise / ban forbid prohibit
import / export
north northern / south southern
east eastern / west western
best / worst
early earlier / late later
fast faster quick / slow slower
strengthen / weaken
guilty convict / innocent acquit
alive survive / dead die kill
die dead kill / injure hurt wound
die dead kill / missing
injure hurt wound / missing
hire appoint / fire dismiss sack
join / quit leave
succeed success / fail failure
hold happen / postpone cancel delay
build construct / destroy demolish
father / mother
son / daughter
brother / sister
husband / wife
man / woman
adult / child
morning / evening
"""
_KIN = """
resign quit, visit trip, jail imprison, fire blaze, talk negotiation, home house, physician doctor,
car vehicle, pay charge cost, rule decide, show reveal, assist help, wife spouse, husband spouse,
worker laborer labourer employee, delay postpone, sick ill, about concerning, choose elect pick,
arrest detain, attack assault, mend repair, demand call, inhabitant resident, quarrel dispute
"""

_Sides = tuple[tuple[frozenset[str], frozenset[str]], ...]


@lru_cache(maxsize=1)
def opposites() -> _Sides:
    """Give the pairs of opposite sides as base stems, each both ways round."""
    found: list[tuple[frozenset[str], frozenset[str]]] = []
    for line in _SIDES.strip().splitlines():
        left, right = (_stems(side) for side in line.split("/"))
        found += [(left, right), (right, left)]
    return tuple(found)


@lru_cache(maxsize=1)
def _kin() -> dict[str, frozenset[str]]:
    groups = [*(left for left, _ in opposites()), *(_stems(group) for group in _KIN.split(","))]
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        for stem in group:
            found[stem] = found.get(stem, frozenset()) | group
    return found


def _stems(text: str) -> frozenset[str]:
    return frozenset(base(word.stem) for word in words(text))


def said_alike(stem: str, *, among: frozenset[str]) -> bool:
    """Tell whether a stem stands among others, or one does that means about the same."""
    return stands(stem, among=among) or bool(_kin().get(stem, frozenset()) & among)
