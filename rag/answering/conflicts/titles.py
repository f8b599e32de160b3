"""Which words a name stands beside, if it is the one that a question asks for. Pure."""

import re
from functools import lru_cache

from rag.answering.conflicts.names import NAME
from rag.words import content_words, fold

_HOLDER = re.compile(
    r"\b(?:who(?:['’]s| is| was| are| were| will be| became| serves as| served as)|"
    r"names? of)\s+(?:the\s|an?\s|its\s)?(?P<rest>[^?,]+)",
    re.IGNORECASE,
)
_OWNER = re.compile(r"^(?P<owner>.+?)['’]s?\s+(?=\w)")
_BEYOND = re.compile(
    r"\b(?:of|for|in|at|on|who|whom|whose|that|which|when|during|to|from|and|by|with)\b.*$"
)
_CLAUSE = re.compile(r"\b(?:who|whom|whose|that|which|when)\b.*$")
_DEMONYM = re.compile(r"(?:an|ese|ish|ch|i|US|UK|EU)$")
_DONE = {
    "director": "directed",
    "author": "written",
    "writer": "written",
    "composer": "composed",
    "founder": "founded",
    "owner": "owned",
    "designer": "designed",
    "architect": "designed",
    "producer": "produced",
    "artist": "(?:album|song|single|record|recorded|performed)",
    "performer": "(?:album|song|single|record|recorded|performed)",
}
"""What has been done by whoever is called so."""

_CURRENT = re.compile(r"\b(?:current|present|new|now)\b\s?", re.IGNORECASE)
_DOER = re.compile(r"^\W*who (?P<verb>\w+(?:ed|t|n|d|e|w|k|g)) (?P<rest>.+)", re.IGNORECASE)
_NOT_DOING = frozenset("is was are were did does will has had would could should".split())  # noqa: SIM905
_GIVEN = re.compile(rf"\b(?:[Ww]hich|[Ww]hat)\s(?P<name>{NAME})\s(?=[a-z])")


def asks_who_did(question: str) -> bool:
    """Tell whether a question asks who did something; several may have done it together."""
    return _DOER.search(question) is not None


def asks_which(question: str) -> bool:
    """Tell whether a question gives the surname and asks for the rest: "Which Vane …"."""
    return _GIVEN.search(question) is not None


def owners(question: str) -> frozenset[str]:
    """Give the names in what is asked for itself: "Dutch" of "the Dutch warden who met Vane"."""
    asking = _HOLDER.search(question)
    held = _CLAUSE.sub("", asking["rest"]) if asking else ""
    return frozenset(word.stem for word in content_words(held) if word.is_name)


@lru_cache(maxsize=200)
def name_patterns(question: str) -> tuple[re.Pattern[str], ...]:
    """Give the patterns that find the name asked for; case counts in names alone."""
    given = _GIVEN.search(question)
    if given:
        surname = re.escape(given["name"])
        return (re.compile(rf"(?P<name>(?:{NAME} )+{surname})\b"),)
    title = _title(question)
    if title:
        return _beside(title)
    doing = _DOER.search(question)
    if doing and doing["verb"].lower() not in _NOT_DOING:
        verb = re.escape(doing["verb"])
        rest = re.escape(next((word.written for word in content_words(doing["rest"])), ""))
        return (
            _done_by(verb),
            re.compile(
                rf"(?P<name>{NAME}),? (?:(?:has|had|have|who) )?(?i:{verb}) "
                rf"(?:the |an? )?(?:[\w-]+ )?[“\"'‘]?(?i:{rest})\b"
            ),
        )
    return ()


def _done_by(verb: str) -> re.Pattern[str]:
    described = r"(?:(?:the )?(?:[A-Z][\w-]+ ){0,2}(?:[a-z-]+ ){1,3})?"
    return re.compile(rf"(?P<done>(?i:\b{verb} by)) {described}(?P<name>{NAME})")


def _beside(title: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    written = r"[ -]".join(map(re.escape, title))
    said = rf"\b(?i:{written})"
    end = r"(?=[,.;:]|\s(?:of|in|at|for|since|until|said|told|says)\b|$)"
    done = _DONE.get(title[-1].removesuffix("s"))
    return (
        *([_done_by(done)] if done else []),
        re.compile(rf"{said} (?P<name>{NAME})"),
        re.compile(
            rf"(?:\b(?i:the|its|their|our) |['’]s? )(?:[\w-]+ )?{said}(?: of (?:the )?{NAME})?, "
            rf"(?P<name>{NAME} {NAME})(?=[,.;])"
        ),
        re.compile(
            rf"(?P<name>{NAME}), (?:(?:the|its|their|an?|now) )?(?:{NAME}['’]s? )?{said}{end}"
        ),
        re.compile(
            rf"(?P<name>{NAME}) (?:is|was|became|remains) (?:the |its )?(?:{NAME}['’]s )?"
            rf"{said}{end}"
        ),
    )


def _title(question: str) -> tuple[str, ...]:
    """Give the words of the title asked for: ("prime", "minister"); empty where there is none."""
    asking = _HOLDER.search(question)
    if asking is None:
        return ()
    rest = _BEYOND.sub("", asking["rest"])
    rest = _CURRENT.sub("", _OWNER.sub("", rest)).strip()
    parts = rest.split()
    while len(parts) > 1 and parts[0][0].isupper() and _of_place(parts):
        parts = parts[1:]
    named = all(part[0].isupper() for part in parts)
    if not parts or (named and len(parts) < 2 and not _is_office(parts[0])):
        return ()
    return tuple(fold(part) for part in parts)


def _of_place(parts: list[str]) -> bool:
    return not parts[-1][0].isupper() or bool(_DEMONYM.search(parts[0]))


def _is_office(word: str) -> bool:
    """Tell whether a capitalised word alone is an office, not somebody's name."""
    return bool(
        re.fullmatch(
            r"(?:vice-)?(?:president|mayor|governor|chancellor|premier|king|queen|pope|speaker|"
            r"chair(?:man|woman)?|minister|director|captain|coach|secretary)",
            word,
            re.IGNORECASE,
        )
    )
