"""A sentence of an article -> questions that it answers, by rules of English word order. Pure.

A verb's form is never guessed: what stands behind "was", "will" or "has" goes unchanged behind the
question's own "was", "will" or "has". A question names what it is about, so that it needs nothing
around it, and leaves out just what it asks for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from rag.schema import DateMention
from rag.words import CALENDAR_WORDS, FUNCTION_WORDS

Kind = Literal["when", "why", "how much", "who", "what said"]
KINDS: tuple[str, ...] = get_args(Kind)
"""The kinds, those first that ask for most."""

_LONGEST = 320
_WORDS = 14
"""Words of a question that is still read at a glance."""

_NAME = r"[A-Z][a-z’'-]+(?: (?:of |de |van |von )?[A-Z][\w’'-]*)+"
_THING = rf"(?:The (?:[\w’'-]+ ){{0,4}}?[\w’'-]+|{_NAME})"
_BESIDE = r"(?:, [^,;:]{2,80},)?"
_BE = r"(?P<aux>was|were|is|are|will)"
_CLAUSE = re.compile(rf"^(?P<thing>{_THING}){_BESIDE} {_BE} (?P<rest>\S.*)$")
_PRESENT = re.compile(rf"^(?P<thing>{_NAME}){_BESIDE} (?P<verb>[a-z]+[a-z]{{2}}s) (?P<rest>.*)$")
_BECAUSE = re.compile(r"^(?P<rest>.+?),? because (?!of )\w+")
_COST = re.compile(rf"^(?P<thing>{_THING})(?:, which)?(?: has)? costs? (?:about |some )?[\d£$€]")
_ROLE = re.compile(rf"(?P<name>{_NAME}), (?:an?|the) (?P<role>[a-z][^,;]*?)[,.;]")
_HEAD = re.compile(
    r"^.*?(?= (?:of|from|at|in|on|with|to|for|by|and|who|whose|which|that|where)\b|$)"
)
_OF_PERSON = re.compile(
    r"\b(?:\w+(?:ologist|omist|iatrist|woman|man|person)|founder|director|minister|president|mayor|"
    r"chief|secretary|professor|lecturer|teacher|student|doctor|nurse|dentist|surgeon|scientist|"
    r"astronomer|researcher|engineer|pilot|captain|lawyer|attorney|prosecutor|judge|officer|author|"
    r"writer|journalist|reporter|editor|actor|actress|singer|musician|artist|player|striker|"
    r"goalkeeper|coach|manager|leader|head|chair|executive|analyst|historian|senator|governor|"
    r"councillor|farmer|driver|worker|resident|survivor|partner|ambassador|advis[eo]r|commissioner|"
    r"envoy|photographer|priest|bishop|king|queen|prince|princess)$"
)
_SAID = re.compile(rf"^(?!The )(?P<thing>{_NAME}){_BESIDE} said\b")
_LOOSE = re.compile(
    r"(?:[\s,]|\b(?:on|in|at|late|early|last|next|this|yesterday|only|the night of|during))+$"
)
_NOT_THEN = re.compile(r"\b(?:until|till|since|by|before|after|from|than|between|and|to)\s*$")
_DENIED = re.compile(r"\b(?:not|never|no|nobody|none)\b|n[’']t\b")
_INVOLVED = re.compile(r",|\b(?:as|when|while|which|who|that|where|if|but)\b")
_SPOKEN = re.compile(r"[\"“”«»()\[\]]")
_PRONOUNS = frozenset(["it", "he", "she", "they", "this", "that", "these", "those", "there", "one"])
_IN_NAMES = frozenset(["the", "of", "for", "in", "on"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, and its kind, of which a reader is shown different ones."""

    kind: Kind
    text: str


def questions_of(sentence: str, *, dates: Sequence[DateMention] = ()) -> Iterator[Asked]:
    """Give the questions that a sentence answers; `dates` are its own, counted from its start."""
    if len(sentence) > _LONGEST:
        return
    plain = sentence.strip()
    yield from _who(plain)
    yield from _what_said(plain)
    if not _SPOKEN.search(plain):
        first = _day(sentence, dates)
        yield from _when(sentence[: first.start].lstrip() if first else "")
        yield from _why(plain)
        yield from _how_much(plain)


def _day(sentence: str, dates: Sequence[DateMention]) -> DateMention | None:
    """Give the first expression where it is a single day on which, not until which."""
    first = min(dates, key=lambda each: each.start, default=None)
    if first is None or first.start_date is None or first.start_date != first.end_date:
        return None
    return None if _NOT_THEN.search(sentence[: first.start]) else first


def _when(before: str) -> Iterator[Asked]:
    """Ask for the day behind these words, the beginning of a sentence."""
    said = _LOOSE.sub("", before)
    clause = _CLAUSE.match(said)
    if clause:
        yield from _asked("when", f"When {clause['aux']}", clause, clause["rest"])
        return
    present = _PRESENT.match(f"{said} ")
    if present and present["verb"] not in FUNCTION_WORDS:
        rest = f"{_infinitive(present['verb'])} {present['rest']}"
        yield from _asked("when", "When does", present, rest)


def _why(sentence: str) -> Iterator[Asked]:
    clause = _CLAUSE.match(sentence)
    because = _BECAUSE.match(clause["rest"]) if clause else None
    if clause and because:
        yield from _asked("why", f"Why {clause['aux']}", clause, because["rest"])


def _how_much(sentence: str) -> Iterator[Asked]:
    cost = _COST.match(sentence)
    if cost:
        yield from _asked("how much", "How much did", cost, "cost")


def _who(sentence: str) -> Iterator[Asked]:
    for role in _ROLE.finditer(sentence):
        head = _HEAD.match(role["role"])
        if head and _OF_PERSON.search(head[0]) and _is_clear(role["name"]):
            yield Asked(kind="who", text=f"Who is {role['name']}?")


def _what_said(sentence: str) -> Iterator[Asked]:
    said = _SAID.match(sentence)
    if said:
        yield from _asked("what said", "What did", said, "say")


def _asked(kind: Kind, opening: str, found: re.Match[str], rest: str) -> Iterator[Asked]:
    thing = found["thing"]
    text = " ".join(f"{opening} {_inside(thing)} {rest}".rstrip(" ,").split())
    short = len(text.split()) <= _WORDS and not _INVOLVED.search(rest)
    if short and _is_clear(thing) and re.search(r" [A-Z]", text) and not _DENIED.search(text):
        yield Asked(kind=kind, text=f"{text}?")


def _is_clear(thing: str) -> bool:
    """Tell whether words name a thing, and aren't the beginning of a longer clause."""
    written = {each.casefold() for each in thing.split()}
    return not written & (FUNCTION_WORDS | CALENDAR_WORDS | _PRONOUNS | {"said"}) - _IN_NAMES


def _inside(thing: str) -> str:
    """Write a sentence's first words as they stand inside another."""
    return f"the {thing[4:]}" if thing.startswith("The ") else thing


def _infinitive(verb: str) -> str:
    """Give "carry" for "carries", "pass" for "passes", "arrive" for "arrives"."""
    if verb.endswith("ies") and len(verb) > len("dies"):
        return f"{verb[:-3]}y"
    if re.search(r"(?:ch|sh|ss|zz|x|o)es$", verb):
        return verb[:-2]
    return verb[:-1]
