"""Telling the names of outlets, people and trades apart by how they are written."""

import re

from rag.reading.metadata.tables import word_set

_SMALL = word_set(
    """
    of the and for in on at de la le al &
    """
)
_PARTICLES = word_set(
    """
    van von de da del della der den di dos du la le bin ibn al el ter ten y
    """
)
_PRESS_WORDS = word_set(
    """
    advertiser agency argus beacon broadcasting bulletin bureau chronicle citizen courier daily
    dispatch echo enquirer examiner express gazette globe guardian herald ilbo independent
    inquirer journal ledger magazine mail media mercury messenger mirror monitor network news
    newspaper newspapers newswire observer post presse press radio record register review
    sentinel service shimbun standard star sun telegraph television times today tribune tv voice
    weekly wire zeitung
    """
)
_AGENCIES = word_set(
    """
    aap afp anadolu ani ansa antara ap belga bernama bloomberg dpa efe ians interfax jiji kcna
    kyodo lusa pa pti reuters tass upi xinhua yonhap bbc cnn nhk npr 共同 時事 연합뉴스 뉴시스
    """
)
"""Agencies and broadcasters whose own names don't say that they are one."""

_PLACES_IN_CAPITALS = word_set("US USA UK UN EU UAE DC NYC")

_TRADE = re.compile(
    r"\b(?:staff|desk|writer|reporters?|correspondents?|editors?|contributors?|columnist|reports?"
    r"|photographer|bureau chief|team|agencies)\b",
    re.IGNORECASE,
)
_NO_PERSON = word_set(
    """
    a an and or the of in on breaking exclusive update updated analysis opinion editorial
    politics world business sport live monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december
    """
)
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,10})(?:/\S*)?", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]*)*")
_COMPANY = re.compile(
    r"(?:,?\s+(?:ltd|limited|inc|incorporated|llc|co|corp|corporation|company|plc|gmbh|ag|kk|pty)\.?)+$",
    re.IGNORECASE,
)


def domain_of(words: str) -> str | None:
    """Give the site's name where words are nothing but one or its address; else None."""
    match = _DOMAIN.fullmatch(words)
    return match[1] if match else None


def is_outlet(words: str) -> bool:
    """Tell whether words read as the name of a newspaper, agency or site."""
    parts = words.split()
    if not 1 <= len(parts) <= 5 or is_trade(words):
        return False
    if domain_of(words) or words.lower() in _AGENCIES:
        return True
    press = any(_bare(part) in _PRESS_WORDS | _AGENCIES for part in parts)
    return press and len(parts) > 1 and is_name(words) and "breaking" not in words.lower()


def is_person(words: str) -> bool:
    """Tell whether words read as one person's name, or several joined by "and"."""
    people = re.split(r"\s+(?:and|&)\s+", words, flags=re.IGNORECASE)
    return all(_is_one_person(each.split()) for each in people)


def is_trade(words: str) -> bool:
    """Tell whether words say what somebody is or does for a paper ("business desk")."""
    return _TRADE.search(words) is not None and len(words.split()) <= 5


def is_name(words: str) -> bool:
    """Tell whether words are written as a name is: few, and capitalised but for the small ones."""
    parts = words.split()
    return 1 <= len(parts) <= 8 and _is_capitalised(parts)


def recased(words: str) -> str:
    """Write a name that stands in capitals as names are written; leave others as they are."""
    parts = words.split()
    written = "".join(part for part in parts if part not in _SMALL)
    if not written.isupper() or (len(parts) == 1 and len(words) <= 4):
        return words
    return " ".join(_recased(part, first=index == 0) for index, part in enumerate(parts))


def recased_place(words: str) -> str:
    """Write a place that stands in capitals as places are written: "ST. JOHN'S" -> "St. John's"."""
    parts = enumerate(words.split())
    return " ".join(_recased_place(part, first=index == 0) for index, part in parts)


def same_outlet(one: str, other: str) -> bool:
    """Tell whether two names are of one outlet: "The Harbour Post" is "harbour-post.example"."""
    keys = _outlet_keys(one) & _outlet_keys(other)
    return any(keys)


def without_company_form(words: str) -> str:
    """Give the name by which readers know a firm: "The Example Press, Ltd." -> "Example Press"."""
    short = _COMPANY.sub("", words)
    return short if short == words else short.removeprefix("The ")


def _outlet_keys(name: str) -> frozenset[str]:
    """Give the name as compared, and for a site its own label as well."""
    plain = re.sub(r"^(?:the |www\.)", "", name.casefold())
    labels = plain.split(".")
    found = {plain, labels[-2] if domain_of(plain) and len(labels) > 1 else plain}
    return frozenset(re.sub(r"[\W_]", "", each) for each in found)


def _recased_place(part: str, *, first: bool) -> str:
    bare = part.strip(".,")
    if not bare.isupper() or "." in bare or len(bare) < 2 or bare in _PLACES_IN_CAPITALS:
        return part
    return part.lower() if bare.lower() in _SMALL | _PARTICLES and not first else _lowered(part)


def _lowered(word: str) -> str:
    """Give a word of capitals with only the first of each of its parts: "JOHN'S" -> "John's"."""
    parts = re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), word)
    return re.sub(r"(['’])S\b", r"\1s", parts)


def _bare(word: str) -> str:
    return word.strip(".,'’()[]").lower()


def _is_capitalised(parts: list[str]) -> bool:
    return all(part[0].isupper() or part[0].isdigit() or part.lower() in _SMALL for part in parts)


def _is_one_person(parts: list[str]) -> bool:
    if not 2 <= len(parts) <= 4 or any(_bare(part) in _NO_PERSON for part in parts):
        return False
    names = [part for part in parts if part not in _PARTICLES]
    return parts[-1] in names and all(
        part[0].isupper() and _NAME.fullmatch(part) is not None for part in names
    )


def _recased(word: str, *, first: bool) -> str:
    if word.lower() in _SMALL | _PARTICLES and not first:
        return word.lower()
    if not set(word) & set("AEIOUYÄÖÜ"):
        return word
    return re.sub(r"\bMc([a-z])", lambda found: "Mc" + found[1].upper(), _lowered(word))
