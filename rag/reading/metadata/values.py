"""Values of metadata as they are stored: cleaned of what files write around them, or dropped."""

import html
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from rag.reading.metadata import names
from rag.reading.metadata.tables import word_set

_LONGEST = 300
_LONGEST_URL = 2000

_BY = re.compile(
    r"(?:(?:written|reported)\s+)?by\b:?\s+(?=\S)|(?:von|par|por)\s+(?=\S+\s+\S)", re.IGNORECASE
)
_REPORTER = re.compile(r"(?<=\S)\s*(?:기자|특파원|記者)$")
_ADDRESS = re.compile(r"[(\[<]?(?:mailto:)?[^\s(\[<>]+@[^\s)\]>]+\.[^\s)\]>]+[)\]>]?")
_HANDLE_OR_LINK = re.compile(r"(?:@|https?://|www\.)\S*", re.IGNORECASE)
_NOBODY = word_set("admin administrator editor webmaster user guest root")
_LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **{"english": "en", "eng": "en", "german": "de", "deutsch": "de", "deu": "de", "ger": "de"},
        **{"french": "fr", "français": "fr", "fra": "fr", "fre": "fr", "spanish": "es"},
        **{"español": "es", "spa": "es", "italian": "it", "italiano": "it", "ita": "it"},
        **{"portuguese": "pt", "português": "pt", "por": "pt", "dutch": "nl", "nld": "nl"},
        **{"japanese": "ja", "日本語": "ja", "jpn": "ja", "korean": "ko"},
        **{"한국어": "ko", "kor": "ko"},
        **{"chinese": "zh", "中文": "zh", "zho": "zh", "chi": "zh", "wuu": "zh", "yue": "zh"},
        **{"russian": "ru", "русский": "ru", "rus": "ru", "arabic": "ar", "ara": "ar"},
        **{"nb": "no", "iw": "he"},
    }
)
_LANGUAGES = word_set(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
    hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg
    li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nd ne ng nl nn no nr nv ny oc oj om or os
    pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """
)
"""The codes of ISO 639-1."""


def cleaned(field: str, words: str) -> str:
    """Give a field's value as it is stored; empty where the words are none for that field.

    `words` stand on one line. Titles, outlets and authors lose HTML's entities; authors "By",
    addresses and links; an outlet's address becomes its domain. Languages become ISO 639-1 codes.
    Only http and https addresses stay, and dates only in ISO 8601.
    """
    clean = _CLEANERS.get(field)
    words = words if len(words) <= _LONGEST_URL else ""
    value = clean(words) if clean else words
    return value if len(value) <= (_LONGEST_URL if field == "url" else _LONGEST) else ""


def _unescaped(words: str) -> str:
    return " ".join(html.unescape(words).split()) if "&" in words else words


def _outlet(words: str) -> str:
    words = _unescaped(words).strip("\"'“” ")
    return names.domain_of(words) or words


def _author(words: str) -> str:
    words = _ADDRESS.sub(" ", _unescaped(words))
    words = _HANDLE_OR_LINK.sub(" ", words).strip("\"'“” ")
    by = _BY.match(words)
    words = words[by.end() :] if by else words
    people: dict[str, str] = {}
    for part in re.split(r"\s*[,;|]\s*", words.replace("(", " ").replace(")", " ")):
        name = _REPORTER.sub("", " ".join(part.split()).removeprefix("and "))
        if any(map(str.isalpha, name)) and name.lower() not in _NOBODY:
            people.setdefault(name.casefold(), names.recased(name))
    # "Jane Roe, Staff Writer, Harbour Post" names one author.
    named = [each for each in people.values() if not (names.is_trade(each) or _is_outlet(each))]
    return ", ".join(named or people.values())


def _is_outlet(name: str) -> bool:
    return names.is_outlet(name) and not names.is_person(name)


def _language(words: str) -> str:
    name = words.strip().lower()
    code = re.split(r"[-_,;\s]", name, maxsplit=1)[0]
    code = _LANGUAGE_NAMES.get(name) or _LANGUAGE_NAMES.get(code) or code
    return code if code in _LANGUAGES else ""


def _place(words: str) -> str:
    place = names.recased_place(words.strip(" ,;:–—-"))
    return place if len(place) <= 80 and any(map(str.isalpha, place)) else ""


def _url(words: str) -> str:
    words = words.strip("<>\"' ")
    try:
        parts = urlsplit(words)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or parts.username is not None:
        return ""
    return words if "." in host.strip(".") and not re.search(r"[\s<>\"\\]", words) else ""


def _moment(words: str) -> str:
    try:
        datetime.fromisoformat(words)
    except ValueError:
        return ""
    return words


_CLEANERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "title": _unescaped,
        "outlet": _outlet,
        "author": _author,
        "published": _moment,
        "updated": _moment,
        "place": _place,
        "language": _language,
        "url": _url,
    }
)
